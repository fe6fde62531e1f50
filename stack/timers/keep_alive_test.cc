#include "stack/timers/keep_alive.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr KeepAliveCall kQuick{
    .on = true, .idle = seconds{60}, .interval = seconds{10}, .count = 3};

// Quiet: nothing outstanding, no other timer.
Bench with_keep_alive(State state, const KeepAliveCall& call, std::uint32_t base = 0) {
  Bench bench = in_state(state, base);
  bench.calls(call);
  return bench;
}

void expect_probe(const Bench& bench, std::size_t octets = 0) {
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  const Segment& probe = bench.effects.transmit[0];
  EXPECT_EQ(probe.seq, bench.tcb.snd_nxt - SeqLen{1});  // 9293-3.8.4-a
  EXPECT_EQ(probe.ack, bench.tcb.rcv_nxt);
  EXPECT_TRUE(probe.ack_flag);
  EXPECT_FALSE(probe.syn || probe.fin || probe.rst || probe.psh || probe.urg);
  EXPECT_EQ(probe.payload.size(), octets);  // SHLD-12
  EXPECT_TRUE(bench.effects.notices.empty());
}

TEST(KeepAlive, Must25IsOffUnlessAskedFor) {
  for (const State state : kStates) {
    EXPECT_EQ(keep_alive_deadline(in_state(state, 0).tcb), std::nullopt) << to_string(state);
  }
  EXPECT_EQ(next_deadline(in_state(State::kEstablished, 0).tcb), std::nullopt);
}

TEST(KeepAlive, Must28ProbesAfterTwoHoursUnlessToldOtherwise) {
  for (const std::uint32_t base : kBases) {
    Bench bench = with_keep_alive(State::kEstablished, {.on = true}, base);
    const Instant start = bench.now;
    ASSERT_TRUE(bench.fire());
    EXPECT_EQ(bench.now - start, hours{2});
    expect_probe(bench);
  }
}

// MAY-5.
TEST(KeepAlive, ProbesWhereverThePeerIsWaitedFor) {
  for (const State state : kStates) {
    const Bench bench = with_keep_alive(state, kQuick);
    const bool probes = state == State::kEstablished || state == State::kCloseWait ||
                        state == State::kFinWait2;  // elsewhere something is outstanding, or over
    EXPECT_EQ(keep_alive_deadline(bench.tcb).has_value(), probes) << to_string(state);
  }
}

TEST(KeepAlive, Must27Must24CanBeSetAndTakenBack) {
  Bench bench = with_keep_alive(State::kEstablished, kQuick);
  const Instant start = bench.now;
  EXPECT_EQ(next_deadline(bench.tcb), start + seconds{60});
  bench.now += seconds{20};
  bench.calls(KeepAliveCall{.on = true, .idle = seconds{30}});
  EXPECT_EQ(next_deadline(bench.tcb), start + seconds{30}) << "since the peer was heard, not now";
  bench.calls(KeepAliveCall{});
  EXPECT_EQ(next_deadline(bench.tcb), std::nullopt);
  bench.now += seconds{20};
  bench.calls(kQuick);
  EXPECT_EQ(next_deadline(bench.tcb), bench.now + seconds{60}) << "nobody listened meanwhile";
  bench.calls(KeepAliveCall{.on = true, .idle = Duration::max()});
  EXPECT_EQ(next_deadline(bench.tcb), std::nullopt);
}

TEST(KeepAlive, Must24OfAClosedConnectionThereIsNone) {
  Bench bench = with_keep_alive(State::kClosed, kQuick);
  EXPECT_EQ(bench.effects.status, CallStatus::kDoesNotExist);
  EXPECT_FALSE(bench.tcb.keep_alive.on);
}

TEST(KeepAlive, Must26WhateverIsHeardStartsTheIntervalAnew) {
  Bench bench = with_keep_alive(State::kEstablished, kQuick);
  bench.now += seconds{59};
  bench.arrives(bench.next());
  EXPECT_EQ(next_deadline(bench.tcb), bench.now + seconds{60});
  bench.now += seconds{59};
  Segment old = bench.next();  // unacceptable, and a sign of life all the same
  old.seq = old.seq - SeqLen{1};
  bench.arrives(old);
  EXPECT_EQ(next_deadline(bench.tcb), bench.now + seconds{60});
}

TEST(KeepAlive, Must26NothingWhileTextIsOutstanding) {
  Bench bench = with_keep_alive(State::kEstablished, kQuick);
  bench.now += seconds{59};
  bench.calls(SendCall{.data = kText});
  EXPECT_EQ(keep_alive_deadline(bench.tcb), std::nullopt);
  ASSERT_TRUE(bench.fire());
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_EQ(bench.effects.transmit[0].payload.size(), kText.size()) << "a retransmission";
  bench.arrives(bench.next());
  EXPECT_EQ(next_deadline(bench.tcb), bench.now + seconds{60});
}

TEST(KeepAlive, Must26NothingWhileTheWindowIsProbed) {
  Bench bench = with_keep_alive(State::kEstablished, kQuick);
  Segment shut = bench.next();
  shut.window = 0;
  bench.arrives(shut);
  EXPECT_TRUE(keep_alive_deadline(bench.tcb).has_value()) << "nothing waits for the window";
  bench.calls(SendCall{.data = kText});
  EXPECT_EQ(keep_alive_deadline(bench.tcb), std::nullopt);
}

TEST(KeepAlive, Must29OneUnansweredProbeIsNoDeath) {
  Bench bench = with_keep_alive(State::kEstablished, kQuick);
  ASSERT_TRUE(bench.fire());
  expect_probe(bench);
  const Instant first = bench.now;
  ASSERT_TRUE(bench.fire());
  EXPECT_EQ(bench.now - first, seconds{10});
  expect_probe(bench);
  bench.arrives(bench.next());  // the second is answered
  EXPECT_EQ(bench.tcb.state, State::kEstablished);
  EXPECT_TRUE(bench.effects.transmit.empty());
  EXPECT_EQ(next_deadline(bench.tcb), bench.now + seconds{60});
}

TEST(KeepAlive, EndsAConnectionWhoseProbesAllGoUnanswered) {
  for (const std::uint8_t count : std::initializer_list<std::uint8_t>{1, 2, 3, 9}) {
    KeepAliveCall call = kQuick;  // MUST-29: 1 counts as 2
    call.count = count;
    Bench bench = with_keep_alive(State::kEstablished, call);
    for (int probe = 0; probe < std::max<int>(count, 2); ++probe) {
      ASSERT_TRUE(bench.fire());
      expect_probe(bench);
    }
    ASSERT_TRUE(bench.fire());
    EXPECT_EQ(bench.tcb.state, State::kClosed);
    EXPECT_EQ(bench.effects.notices, std::vector{Notice::kTimedOut});
    EXPECT_TRUE(bench.effects.transmit.empty());
    EXPECT_FALSE(bench.fire());
  }
}

// MAY-6.
TEST(KeepAlive, May6ProbeWithAnOctetOfGarbage) {
  Bench bench{0};
  bench.tcb.profile.edit().keep_alive_garbage = true;
  bench.open();
  bench.peer_syn(true);
  bench.calls(kQuick);
  ASSERT_TRUE(bench.fire());
  expect_probe(bench, 1);
  bench.arrives(bench.next());
  EXPECT_EQ(bench.tcb.state, State::kEstablished);
}

// 9293-3.8.4-b: both forms draw an ACK, and the user sees nothing of them.
TEST(KeepAlive, AProbeIsAnsweredAndNotDelivered) {
  for (const std::size_t octets : {0U, 1U}) {
    Bench bench = in_state(State::kEstablished, 0);
    Segment probe = bench.next();
    probe.seq = probe.seq - SeqLen{1};
    probe.payload = std::span{kText}.first(octets);
    bench.arrives(probe);
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.effects.transmit[0].ack, bench.tcb.rcv_nxt);
    EXPECT_TRUE(bench.tcb.receive_queue.empty());
    EXPECT_TRUE(bench.effects.notices.empty());
  }
}

TEST(KeepAlive, AListenerHandsItToItsConnection) {
  Bench bench = with_keep_alive(State::kListen, kQuick);
  EXPECT_EQ(next_deadline(bench.tcb), std::nullopt);
  bench.peer_syn(false);
  bench.arrives(bench.segment(1, 1));
  ASSERT_EQ(bench.tcb.state, State::kEstablished);
  EXPECT_EQ(next_deadline(bench.tcb), bench.now + seconds{60});
}

}  // namespace
}  // namespace synspect::tcp
