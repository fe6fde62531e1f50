#include "stack/timers/time_wait.h"

#include <gtest/gtest.h>

#include <chrono>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

using std::chrono::seconds;

TEST(TimeWait, LastsTwoMsl) {  // MUST-13, 9293-3.4.2-b
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kTimeWait, base);
    const Instant entered = bench.now;
    EXPECT_EQ(next_deadline(bench.tcb), entered + seconds{240});
    bench.now = entered + seconds{239};
    step(bench.tcb, TimerDue{}, bench.now, bench.effects);
    EXPECT_EQ(bench.tcb.state, State::kTimeWait);
    ASSERT_TRUE(bench.fire());
    EXPECT_EQ(bench.tcb.state, State::kClosed);
    EXPECT_TRUE(bench.effects.delete_tcb);
  }
}

TEST(TimeWait, RepeatedFinIsAckedAndStartsAgain) {  // 9293-3.10.7.4-5-timewait
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kTimeWait, base);
    bench.now += seconds{200};
    Segment fin = bench.next();
    fin.fin = true;
    fin.seq = fin.seq - SeqLen{1};
    bench.arrives(fin);
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.effects.transmit[0].ack, bench.tcb.rcv_nxt);
    EXPECT_EQ(next_deadline(bench.tcb), bench.now + seconds{240});
    // Other old segments are acknowledged only.
    bench.now += seconds{10};
    Segment old = bench.next();
    old.seq = old.seq - SeqLen{20};
    old.payload = kText;
    bench.arrives(old);
    EXPECT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(next_deadline(bench.tcb), bench.now + seconds{230});
  }
}

// 1337-2-1.
TEST(TimeWait, RstClosesOrNotByProfile) {  // 9293-3.10.7.4-2-timewait, 1337-3-f1
  for (const bool closes : {true, false}) {
    Bench bench = in_state(State::kTimeWait, 0);
    bench.tcb.profile.edit().rst_in_time_wait = closes;
    Segment reset = bench.next();
    reset.rst = true;
    bench.arrives(reset);
    EXPECT_EQ(bench.tcb.state, closes ? State::kClosed : State::kTimeWait);
    EXPECT_TRUE(bench.effects.transmit.empty());
  }
}

}  // namespace
}  // namespace synspect::tcp
