// RFC 7323 3 to 7: when timestamps count, for what, and what their clock does.
#include "stack/timestamps.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <vector>

#include "stack/host/isn.h"
#include "stack/host/test_connected.h"
#include "stack/profile_fields.h"
#include "stack/test_extended.h"

namespace synspect::tcp {
namespace {

using namespace std::chrono_literals;

class Stamped : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Bases, Stamped, testing::ValuesIn(kBases));

// ---- which of them count

TEST_P(Stamped, AnEchoWithoutAckCountsForNothing) {  // 7323-3.2-3
  Bench crossing{GetParam()};
  crossing.tcb.profile = everything();
  crossing.open();
  const std::uint32_t sent = crossing.effects.transmit.at(0).options.timestamps->value;
  const Duration rto = crossing.tcb.retransmission.rto;
  crossing.now += 300ms;
  Segment syn = crossing.segment(0, 0);
  syn.syn = true;
  syn.ack_flag = false;
  syn.options.timestamps = {kPeerClock, sent};
  crossing.arrives(syn);
  ASSERT_EQ(crossing.tcb.state, State::kSynReceived);
  EXPECT_FALSE(crossing.tcb.retransmission.srtt);
  EXPECT_EQ(crossing.tcb.retransmission.rto, rto);

  Extended bench{GetParam()};
  bench.calls(SendCall{.data = std::span{Extended::kOctets}.first(100)});
  const RetransmissionTimer before = bench.tcb.retransmission;
  bench.now += 400ms;
  Segment bare = bench.text(1, 100);
  bare.ack_flag = false;
  bare.ack = {};
  bare.options.timestamps->echo = bench.last().options.timestamps->value;
  bench.arrives(bare);
  EXPECT_EQ(bench.tcb.retransmission, before);
}

TEST_P(Stamped, AResetOfTheUserCarriesThem) {  // 7323-3.2-6
  Extended bench{GetParam()};
  bench.now += 5s;
  bench.calls(AbortCall{});
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  ASSERT_TRUE(bench.last().rst);
  ASSERT_TRUE(bench.last().options.timestamps);
  EXPECT_EQ(bench.last().options.timestamps->value, 105'077U);
}

TEST_P(Stamped, WhereTheyWereNotAgreedTheyAreSkipped) {  // 7323-3.2-9
  SegmentOptions offered = all_options();
  offered.timestamps.reset();
  Extended bench{GetParam(), offered};
  std::uint32_t seq = 1;
  for (const std::uint32_t value : {kPeerClock, kPeerClock - 1, 0U, 0x8000'0000U}) {
    Segment text = bench.text(seq, 100);
    text.options.timestamps = {value, 7};
    bench.arrives(text);
    seq += 100;
    EXPECT_EQ(bench.tcb.rcv_nxt, bench.irs + SeqLen{seq}) << value;
    for (const Segment& sent : bench.effects.transmit) EXPECT_FALSE(sent.options.timestamps);
  }
}

TEST_P(Stamped, OneOfAResetLeavesNothingBehind) {  // 7323-5.2-4
  Extended bench{GetParam()};
  const TimestampClock before = bench.tcb.timestamps;
  Segment reset = bench.text(100, 0, kPeerClock + 1000);  // in the window, not exact: challenged
  reset.rst = true;
  bench.arrives(reset);
  ASSERT_EQ(bench.tcb.state, State::kEstablished);
  EXPECT_EQ(bench.tcb.timestamps.recent, before.recent);
  EXPECT_EQ(bench.tcb.timestamps.recent_at, before.recent_at);
  bench.arrives(bench.text(1, 100));
  EXPECT_EQ(bench.tcb.rcv_nxt, bench.irs + SeqLen{101}) << "older than the reset's";
}

// ---- protection against wrapped sequences

// Old by one tick, and beside that anything: an ACK, and no other effect.
TEST_P(Stamped, WhatIsOldIsRefusedBeforeAnythingElseIsAsked) {  // 7323-5.3-0
  for (const State state : kStates) {
    if (!synchronized(state)) continue;
    for (const std::int32_t offset : {-2000, -1, 0, 1, 100'000}) {
      for (const bool fin : {false, true}) {
        Bench bench = in_state(state, GetParam());
        bench.tcb.agreed.timestamps = true;
        bench.tcb.timestamps.recent = kPeerClock;
        bench.tcb.timestamps.recent_at = bench.now;
        bench.now += 1s;
        Segment old = bench.next();
        old.seq = Seq{old.seq.raw() + static_cast<std::uint32_t>(offset)};
        old.fin = fin;
        old.options.timestamps = {kPeerClock - 1, 0};
        const Tcb before = bench.tcb;
        bench.arrives(old);
        ASSERT_EQ(bench.effects.transmit.size(), 1U) << to_string(state) << offset;
        EXPECT_FALSE(bench.effects.transmit[0].rst);
        bench.tcb.timestamps.last_ack_sent = before.timestamps.last_ack_sent;
        EXPECT_EQ(bench.tcb, before) << to_string(state) << " " << offset << " " << fin;
      }
    }
  }
}

TEST_P(Stamped, EqualOnesPassInOrderAndOut) {  // 7323-5.3-r4
  Extended bench{GetParam()};
  for (const std::uint32_t seq : {1U, 201U, 301U, 101U}) bench.arrives(bench.text(seq, 100));
  EXPECT_EQ(bench.tcb.rcv_nxt, bench.irs + SeqLen{401});
  bench.arrives(bench.text(501, 100, kPeerClock + 1));
  EXPECT_EQ(bench.tcb.held.runs().size(), 1U) << "above a hole: kept";
  bench.arrives(bench.text(401, 100, kPeerClock + 2));
  EXPECT_EQ(bench.tcb.rcv_nxt, bench.irs + SeqLen{601});
}

// A(1), B lost, C(1) to Z(1), B(2): what waits is older than what releases it.
TEST_P(Stamped, WhatWaitsIsNotAskedAgain) {  // 7323-5.3-q
  Extended bench{GetParam()};
  bench.arrives(bench.text(1, 10, kPeerClock + 1));
  for (std::uint32_t seq = 21; seq < 260; seq += 10) {
    bench.arrives(bench.text(seq, 10, kPeerClock + 1));
  }
  bench.arrives(bench.text(11, 10, kPeerClock + 2));
  EXPECT_EQ(bench.tcb.timestamps.recent, kPeerClock + 2);
  EXPECT_EQ(bench.tcb.rcv_nxt, bench.irs + SeqLen{261});
  EXPECT_EQ(bench.tcb.receive_queue.size(), 260U);
}

// ---- the clock

TEST(TimestampClock, GoesWithTheTime) {  // 7323-4.1-2
  for (const std::uint32_t offset : {0U, 77U, 0xffff'ff00U}) {
    TimestampClock clock;
    clock.offset = offset;
    const Instant start{100s};
    const std::uint32_t first = timestamp_at(clock, start);
    for (const Duration later :
         {Duration{0}, Duration{1ms}, Duration{999ms}, Duration{1s},
          Duration{std::chrono::hours{1}}, Duration{std::chrono::days{60}}}) {
      const auto ticks = std::chrono::duration_cast<std::chrono::milliseconds>(later).count();
      EXPECT_EQ(timestamp_at(clock, start + later) - first, static_cast<std::uint32_t>(ticks));
    }
  }
}

// 7323-5.4-1: at one tick a millisecond 2^31 octets in a tick are 17 Tbit/s. And what one peer may
// have out at all, at the largest window, takes a round trip that is longer.
TEST(TimestampClock, IsNotTooSlow) {
  TimestampClock clock;
  EXPECT_NE(timestamp_at(clock, Instant{1ms}), timestamp_at(clock, Instant{0ms}));
  EXPECT_LE(std::uint64_t{kLargestFlight} * 2, std::uint64_t{1} << 31);
}

TEST(TimestampClock, DoesNotComeRoundWithinAnMsl) {  // 7323-5.4-2
  Profile profile;
  for (const ProfileField& field : fields_of(profile)) {
    if (field.name != "msl") continue;
    const std::string most = field.takes.substr(field.takes.rfind("to ") + 3);
    ASSERT_EQ(set_field(profile, "msl", most), std::nullopt) << most;
  }
  ASSERT_GE(profile.msl, Duration{std::chrono::minutes{2}});
  const TimestampClock clock;
  const Instant start{5s};
  for (Duration age{1s}; age <= profile.msl; age += std::chrono::minutes{7}) {
    ASSERT_TRUE(earlier(timestamp_at(clock, start), timestamp_at(clock, start + age)));
  }
}

TEST_P(Stamped, OursNeverGoBack) {  // 7323-5.4-3
  Profile profile = everything();
  profile.delayed_ack = 40ms;
  Extended bench{GetParam(), all_options(), profile};
  bench.tcb.timestamps.offset = 0xffff'ffff - 100'000 - 3000;  // comes round soon
  std::vector<std::uint32_t> values;
  const auto note = [&] {
    for (const Segment& segment : bench.effects.transmit) {
      ASSERT_TRUE(segment.options.timestamps);
      values.push_back(segment.options.timestamps->value);
    }
  };
  bench.calls(SendCall{.data = Extended::kOctets});
  note();
  for (std::uint32_t i = 0; i < 6; ++i) {  // retransmissions, and ACKs in between
    ASSERT_TRUE(bench.fire());
    note();
    bench.now += 1ms;
    bench.arrives(bench.text(1 + 100 * i, 100));
    note();
  }
  bench.close();
  note();
  ASSERT_GE(values.size(), 10U);
  for (std::size_t i = 1; i < values.size(); ++i) {
    EXPECT_FALSE(earlier(values[i], values[i - 1])) << i;
  }
  EXPECT_TRUE(values.back() < values.front()) << "it came round on the way";
}

// Ten segments in one round trip, each acknowledged for itself: one sample, with the weight that
// RFC 6298 gives it.
TEST_P(Stamped, ManyEchoesOfARoundTripAreOneSample) {  // 7323-4.2-1
  Extended bench{GetParam()};
  bench.without_congestion();
  bench.arrives(bench.ack(0, 8000));
  bench.tcb.retransmission.srtt = Duration{800ms};
  bench.tcb.retransmission.rttvar = Duration{0};
  bench.calls(SendCall{.data = Extended::kOctets, .push = true});
  bench.arrives(bench.ack(0, 8000));
  const std::uint32_t sent = timestamp_at(bench.tcb.timestamps, bench.now);
  bench.now += 80ms;
  for (std::uint32_t octets = 250; octets < 4000; octets += 250) {
    bench.arrives(bench.ack(octets, 8000, sent));
  }
  EXPECT_EQ(bench.tcb.retransmission.srtt, Duration{710ms}) << "7/8 of 800 ms and 1/8 of 80 ms";
}

// ---- 7323-7.1-1

TEST(TimestampOffset, TellsOneConnectionNothingOfAnother) {
  std::vector<std::uint32_t> offsets;
  for (const std::uint64_t seed : {1U, 2U}) {
    for (const std::uint16_t port : {std::uint16_t{1024}, std::uint16_t{1025}}) {
      const SocketPair sockets{.local = {v4(1), Port{80}}, .remote = {v4(2), Port{port}}};
      offsets.push_back(timestamp_offset(seed, sockets));
    }
  }
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::uint32_t apart = offsets[i] - offsets[j];
      EXPECT_GT(apart, 1'000'000U);
      EXPECT_LT(apart, 0xffff'ffff - 1'000'000U);
    }
  }
}

TEST(TimestampOffset, DiffersBetweenTheConnectionsOfAHost) {
  Host host{options_of(1, 0, everything())};
  for (const std::uint16_t port : {std::uint16_t{80}, std::uint16_t{81}}) {
    ASSERT_EQ(host.open({.remote = Socket{v4(2), Port{port}}, .active = true}, Instant{1s}).status,
              CallStatus::kOk);
  }
  std::vector<std::uint32_t> offsets;
  for (const auto& [id, connection] : host.connections()) {
    offsets.push_back(connection.tcb.timestamps.offset);
  }
  ASSERT_EQ(offsets.size(), 2U);
  EXPECT_NE(offsets[0], offsets[1]);
  EXPECT_NE(offsets[0], 0U);
}

}  // namespace
}  // namespace synspect::tcp
