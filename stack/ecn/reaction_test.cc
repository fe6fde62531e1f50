#include "stack/ecn/reaction.h"

#include <gtest/gtest.h>

#include <vector>

#include "stack/ecn/test_ecn.h"

namespace synspect::tcp {
namespace {

class EcnReaction : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Bases, EcnReaction, testing::ValuesIn(kBases));

// `segments` of them are out, none acknowledged, and as much again waits.
EcnBench sending(std::uint32_t base, std::uint32_t segments) {
  EcnBench bench = EcnBench::agreed(base);
  bench.tcb.congestion.cwnd = segments * kEcnMss;
  bench.queues(std::size_t{kEcnMss} * segments * 2);
  EXPECT_EQ(bench.effects.transmit.size(), segments);
  return bench;
}

std::vector<bool> cwr_of(const Effects& effects) {
  std::vector<bool> result;
  for (const Segment& segment : effects.transmit) result.push_back(segment.cwr);
  return result;
}

TEST_P(EcnReaction, NewTextIsMarkedEct0) {  // 3168-5-1, 3168-6.1.5-1
  EcnBench bench = sending(GetParam(), 4);
  for (const Segment& segment : bench.effects.transmit) EXPECT_EQ(segment.ecn, kEct0);
  ASSERT_TRUE(bench.fire());
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_EQ(bench.last().ecn, 0) << "sent again";
  EXPECT_FALSE(bench.last().cwr);
}

TEST_P(EcnReaction, AnEchoHalvesTheWindowAndResendsNothing) {  // 3168-6.1.2-1, 3168-6.1.2-3
  EcnBench bench = sending(GetParam(), 10);
  bench.acks(1000, true);
  EXPECT_EQ(bench.tcb.congestion.cwnd, 5000U);
  EXPECT_EQ(bench.tcb.congestion.ssthresh, 5000U);
  EXPECT_TRUE(bench.effects.transmit.empty());
}

TEST_P(EcnReaction, OnceForAWindow) {  // 3168-6.1.2-2, 3168-6.1.2-3
  EcnBench bench = sending(GetParam(), 10);
  for (std::uint32_t octets = 1000; octets <= 5000; octets += 1000) {
    bench.acks(octets, true);
    EXPECT_EQ(bench.tcb.congestion.cwnd, 5000U);
    EXPECT_TRUE(bench.effects.transmit.empty());
  }
  // One leaves for each that is acknowledged now, and the first of them says that we have heard.
  bench.acks(6000, true);
  EXPECT_EQ(cwr_of(bench.effects), (std::vector{true}));  // 3168-6.1.2-5
  EXPECT_EQ(bench.last().ecn, kEct0);
  bench.acks(8000, true);
  EXPECT_EQ(cwr_of(bench.effects), (std::vector{false, false}));
  bench.acks(10'000, true);
  EXPECT_EQ(bench.tcb.congestion.cwnd, 5000U);
  // This one acknowledges what said so: it was marked anew.
  bench.acks(11'000, true);
  EXPECT_EQ(bench.tcb.congestion.cwnd, 2500U);
}

TEST_P(EcnReaction, TheWindowGrowsAgain) {
  EcnBench bench = sending(GetParam(), 10);
  bench.acks(1000, true);
  bench.acks(6000);
  EXPECT_EQ(bench.tcb.congestion.cwnd, 6000U);
}

TEST_P(EcnReaction, AnEchoWithNothingOutIsNoNews) {
  EcnBench bench = sending(GetParam(), 2);
  bench.acks(2000);
  bench.acks(4000);
  const std::uint32_t cwnd = bench.tcb.congestion.cwnd;
  ASSERT_EQ(bench.tcb.snd_una, bench.tcb.snd_nxt);
  bench.acks(4000, true);
  EXPECT_EQ(bench.tcb.congestion.cwnd, cwnd);
}

TEST_P(EcnReaction, WithoutEcnAnEchoMeansNothing) {
  EcnBench bench{GetParam(), EcnUse::kOff};
  bench.open();
  bench.hear_syn(kSetupSynAck, true);
  bench.queues(8000);
  const std::uint32_t cwnd = bench.tcb.congestion.cwnd;
  bench.acks(1000, true);
  EXPECT_EQ(bench.tcb.congestion.cwnd, cwnd + kEcnMss);
}

TEST_P(EcnReaction, ALossIsAnsweredWithCwrToo) {  // 3168-6.1.2-5, 3168-6.1.2-6
  EcnBench bench = sending(GetParam(), 4);
  bench.acks(1000);
  for (int i = 0; i < 3; ++i) bench.acks(1000);
  ASSERT_TRUE(bench.tcb.congestion.recovering);
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_FALSE(bench.last().cwr) << "the one sent again";
  EXPECT_EQ(bench.last().ecn, 0);
  const std::uint32_t ssthresh = bench.tcb.congestion.ssthresh;
  bench.acks(2000, true);
  EXPECT_EQ(bench.tcb.congestion.ssthresh, ssthresh) << "answered already (3168-6.1.2-2)";
  while (bench.tcb.congestion.recovering) {
    bench.acks(distance(bench.iss, bench.tcb.snd_nxt).n - 1);
  }
  bench.queues(10'000);
  std::size_t answers = 0;
  for (const bool cwr : cwr_of(bench.effects)) answers += cwr ? 1 : 0;
  EXPECT_FALSE(bench.tcb.ecn.cwr_owed);
  EXPECT_LE(answers, 1U);
}

TEST_P(EcnReaction, AnExpiryIsAnsweredWithCwrToo) {  // 3168-6.1.2-5
  EcnBench bench = sending(GetParam(), 4);
  ASSERT_TRUE(bench.fire());
  EXPECT_FALSE(bench.last().cwr);
  bench.acks(4000);
  ASSERT_FALSE(bench.effects.transmit.empty());
  EXPECT_TRUE(bench.effects.transmit.front().cwr);
  EXPECT_EQ(bench.effects.transmit.front().ecn, kEct0);
  bench.queues(10'000);
  for (const Segment& segment : bench.effects.transmit) EXPECT_FALSE(segment.cwr);
}

TEST_P(EcnReaction, ALossAfterAnEchoDoesNotReduceTwice) {  // 3168-6.1.2-2
  EcnBench bench = sending(GetParam(), 10);
  bench.acks(1000, true);
  ASSERT_EQ(bench.tcb.congestion.ssthresh, 5000U);
  for (int i = 0; i < 3; ++i) bench.acks(1000, true);
  ASSERT_EQ(bench.effects.transmit.size(), 1U) << "sent again all the same";
  EXPECT_EQ(bench.tcb.congestion.ssthresh, 5000U);
}

TEST_P(EcnReaction, AWindowOfOneSegmentWaitsForTheTimer) {  // 3168-6.1.2-4
  EcnBench bench = sending(GetParam(), 1);
  bench.now += std::chrono::milliseconds{300};
  bench.acks(1000, true);
  EXPECT_EQ(bench.tcb.congestion.cwnd, kEcnMss);
  EXPECT_TRUE(bench.effects.transmit.empty());
  bench.queues(5000);
  EXPECT_TRUE(bench.effects.transmit.empty());
  EXPECT_EQ(next_deadline(bench.tcb), bench.now + bench.tcb.retransmission.rto) << "reset";
  ASSERT_TRUE(bench.fire());
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_EQ(bench.last().payload.size(), kEcnMss);
  EXPECT_TRUE(bench.last().cwr);
  EXPECT_EQ(bench.last().ecn, kEct0) << "new text";
  EXPECT_EQ(bench.tcb.retransmission.backoffs, 0U) << "nothing was lost";
  bench.acks(2000);
  EXPECT_FALSE(bench.effects.transmit.empty()) << "and no longer";
}

TEST_P(EcnReaction, WhatIsHeldIsNoReasonToGiveUp) {  // 3168-6.1.2-4
  EcnBench bench = sending(GetParam(), 1);
  bench.tcb.r2 = Duration{1};
  bench.acks(1000, true);
  ASSERT_TRUE(bench.fire());
  EXPECT_EQ(bench.tcb.state, State::kEstablished);
}

TEST_P(EcnReaction, AShutWindowTakesTheHoldOver) {  // 3168-6.1.6-1
  EcnBench bench = sending(GetParam(), 1);
  Segment shut = bench.segment(1, 1001);
  shut.window = 0;
  shut.ece = true;
  bench.arrives(shut);
  ASSERT_TRUE(bench.tcb.persist.due);
  ASSERT_TRUE(bench.fire());
  ASSERT_EQ(bench.last().payload.size(), 1U);
  EXPECT_EQ(bench.last().ecn, 0) << "a window probe";
  EXPECT_FALSE(bench.last().cwr);
  Segment opens = bench.segment(1, 1001);
  opens.window = 60'000;
  bench.arrives(opens);
  ASSERT_FALSE(bench.effects.transmit.empty());
  EXPECT_EQ(bench.effects.transmit.front().ecn, 0) << "its first octet was sent before";
}

}  // namespace
}  // namespace synspect::tcp
