// How many challenge ACKs a flood draws.
#include "stack/segment_arrives/challenge.h"

#include <gtest/gtest.h>

#include <chrono>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// ACKs drawn by `count` segments, each `apart` after the one before.
template <typename Edit>
int drawn(Bench& bench, int count, Duration apart, Edit edit) {
  int acks = 0;
  for (int i = 0; i < count; ++i) {
    Segment segment = bench.next();
    edit(segment);
    bench.arrives(segment);
    acks += static_cast<int>(bench.effects.transmit.size());
    bench.now += apart;
  }
  return acks;
}
constexpr auto kInexactReset = [](Segment& s) { s.rst = true, s.seq = s.seq + SeqLen{1}; };
constexpr auto kSyn = [](Segment& s) { s.syn = true; };
constexpr auto kOldSyn = [](Segment& s) { s.syn = true, s.seq = s.seq - SeqLen{500}; };

TEST(Challenge, TenInFiveSeconds) {  // 5961-7-1
  for (const State state : {State::kEstablished, State::kCloseWait, State::kTimeWait}) {
    for (const std::uint32_t base : kBases) {
      Bench bench = in_state(state, base);
      EXPECT_EQ(drawn(bench, 50, milliseconds{10}, kInexactReset), 10);
      EXPECT_EQ(drawn(bench, 50, milliseconds{10}, kSyn), 0) << "one count for RST and SYN";
      EXPECT_EQ(drawn(bench, 50, milliseconds{10}, kOldSyn), 0) << "in the window or outside";
      bench.now += milliseconds{3500};
      EXPECT_EQ(drawn(bench, 50, milliseconds{10}, kSyn), 10) << "it recovers";
    }
  }
}

TEST(Challenge, OneASecondIsNeverLimited) {
  Bench bench = in_state(State::kEstablished, 0);
  EXPECT_EQ(drawn(bench, 100, seconds{1}, kInexactReset), 100);
}

TEST(Challenge, LimitAndIntervalAreTunable) {  // 5961-7-2
  Bench bench = in_state(State::kEstablished, 0);
  bench.tcb.profile.edit().challenge_acks = 3;
  bench.tcb.profile.edit().challenge_interval = seconds{1};
  EXPECT_EQ(drawn(bench, 40, milliseconds{100}, kSyn), 12);
  bench.tcb.profile.edit().challenge_acks = 0;
  EXPECT_EQ(drawn(bench, 500, milliseconds{1}, kSyn), 500);
}

TEST(Challenge, OtherAnswersAreNotCounted) {
  Bench bench = in_state(State::kEstablished, 0);
  EXPECT_EQ(drawn(bench, 30, milliseconds{1}, kSyn), 10);
  // A keep-alive and a repetition are answered all the same (9293-3.8.4-b, 9293-3.10.7.4-1f).
  EXPECT_EQ(drawn(bench, 30, milliseconds{1}, [](Segment& s) { s.seq = s.seq - SeqLen{1}; }), 30);
  const auto above_a_hole = [](Segment& s) { s.payload = kText, s.seq = s.seq + SeqLen{9}; };
  EXPECT_EQ(drawn(bench, 30, milliseconds{1}, above_a_hole), 30);
}

TEST(Challenge, AnExactResetIsObeyedWhateverTheCount) {  // 5961-3.2-2
  Bench bench = in_state(State::kEstablished, 0);
  (void)drawn(bench, 30, milliseconds{1}, kInexactReset);
  (void)drawn(bench, 1, milliseconds{1}, [](Segment& s) { s.rst = true; });
  EXPECT_EQ(bench.tcb.state, State::kClosed);
}

TEST(Challenge, ConnectionsCountApart) {  // 5961-7-3
  Bench one = in_state(State::kEstablished, 0);
  Bench other = in_state(State::kEstablished, 1);
  EXPECT_EQ(drawn(one, 30, milliseconds{1}, kSyn), 10);
  EXPECT_EQ(drawn(other, 30, milliseconds{1}, kSyn), 10);
}

}  // namespace
}  // namespace synspect::tcp
