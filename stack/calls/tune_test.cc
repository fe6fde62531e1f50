// What the user may change of one connection while it runs.
#include <gtest/gtest.h>

#include <vector>

#include "stack/receive/window.h"
#include "stack/send/room.h"
#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

void text_arrives(Bench& bench, std::size_t octets) {
  const std::vector<std::byte> text(octets);
  Segment segment = bench.next();
  segment.payload = text;
  bench.arrives(segment);
}

TEST(Tune, SmallerReceiveBufferTakesBackNoPromise) {  // SHLD-14
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    const Seq edge = bench.tcb.rcv_nxt + bench.tcb.rcv_wnd;
    bench.calls(TuneCall{.receive_buffer = 4000});
    EXPECT_EQ(bench.effects.status, CallStatus::kOk);
    EXPECT_TRUE(bench.effects.transmit.empty());
    EXPECT_EQ(bench.tcb.rcv_nxt + bench.tcb.rcv_wnd, edge);
    std::vector<std::byte> buffer(70'000);
    while (bench.tcb.rcv_wnd.n >= 1400) {
      text_arrives(bench, 1400);
      bench.calls(ReceiveCall{.buffer = buffer});
      EXPECT_LE(distance(edge, bench.tcb.rcv_nxt + bench.tcb.rcv_wnd).n, 4000U);
      if (bench.tcb.rcv_nxt + bench.tcb.rcv_wnd != edge) break;
    }
    EXPECT_NE(bench.tcb.rcv_nxt + bench.tcb.rcv_wnd, edge) << "used up: it opens again";
    EXPECT_EQ(bench.tcb.rcv_wnd.n, 4000U);
  }
}

TEST(Tune, LargerReceiveBufferIsOfferedAtOnce) {
  Bench bench = in_state(State::kEstablished, 0);
  bench.tcb.profile.edit().receive_buffer = 2000;
  bench.tcb.rcv_wnd = {2000};
  bench.tcb.rcv_adv = bench.tcb.rcv_nxt + bench.tcb.rcv_wnd;
  bench.calls(TuneCall{.receive_buffer = 20'000});
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_EQ(bench.effects.transmit[0].window, 20'000U);
  bench.calls(TuneCall{.receive_buffer = 200'000});
  EXPECT_EQ(bench.tcb.rcv_wnd.n, 65535U) << "as far as an unscaled window goes";
  bench.calls(TuneCall{.receive_buffer = 100'000});
  std::vector<std::byte> buffer(2000);
  text_arrives(bench, 1400);
  bench.calls(ReceiveCall{.buffer = buffer});
  EXPECT_GE(bench.tcb.rcv_wnd.n, 65535U - 1400U);
}

TEST(Tune, SendBuffer) {  // 9293-3.10.2-f
  Bench bench = in_state(State::kEstablished, 0);
  Segment shut = bench.next();
  shut.window = 0;
  bench.arrives(shut);
  const std::vector<std::byte> text(5000);
  bench.calls(TuneCall{.send_buffer = 3000});
  bench.calls(SendCall{.data = text});
  EXPECT_EQ(bench.effects.octets, 3000U);
  bench.calls(TuneCall{.send_buffer = 1000});
  EXPECT_TRUE(bench.effects.notices.empty());
  bench.calls(SendCall{.data = text});
  EXPECT_EQ(bench.effects.status, CallStatus::kWouldWait);
  bench.calls(TuneCall{.send_buffer = 3500});
  EXPECT_EQ(bench.effects.notices, std::vector{Notice::kWritable});
  bench.calls(SendCall{.data = text});
  EXPECT_EQ(bench.effects.octets, 500U);
}

TEST(Tune, CorkHoldsWhatIsNoFullSegment) {
  Bench bench = in_state(State::kEstablished, 0);
  bench.calls(TuneCall{.cork = true});
  bench.calls(SendCall{.data = kText});
  EXPECT_TRUE(bench.effects.transmit.empty());
  const std::vector<std::byte> rest(bench.tcb.snd_mss);
  bench.calls(SendCall{.data = rest});
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_EQ(bench.effects.transmit[0].payload.size(), bench.tcb.snd_mss);
  Segment ack = bench.next();
  bench.arrives(ack);
  EXPECT_TRUE(bench.effects.transmit.empty());
  bench.calls(TuneCall{.cork = false});
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_TRUE(bench.effects.transmit[0].psh);

  Bench waits = in_state(State::kEstablished, 0);
  waits.calls(TuneCall{.cork = true});
  waits.calls(SendCall{.data = kText});
  ASSERT_TRUE(waits.fire()) << "9293-3.8.6.2.1-d: not for ever";
  EXPECT_EQ(waits.effects.transmit.size(), 1U);

  Bench closes = in_state(State::kEstablished, 0);
  closes.calls(TuneCall{.cork = true});
  closes.calls(SendCall{.data = kText});
  closes.close();
  ASSERT_EQ(closes.effects.transmit.size(), 1U);
  EXPECT_TRUE(closes.effects.transmit[0].fin);
}

TEST(Tune, ClosedHasNothingToTune) {
  Bench bench = in_state(State::kClosed, 0);
  bench.calls(TuneCall{.cork = true});
  EXPECT_EQ(bench.effects.status, CallStatus::kDoesNotExist);
}

}  // namespace
}  // namespace synspect::tcp
