#include "stack/send/sack_recovery.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

constexpr std::uint32_t kMss = 1000;
const std::array<std::byte, 60'000> kMuch{};

using Octets = std::pair<std::uint32_t, std::uint32_t>;  // [from, to) of the text
using OctetsList = std::vector<Octets>;

// A transfer of whole segments, ten of them out, to a peer that takes SACK.
struct Sacked : Bench {
  explicit Sacked(std::uint32_t base, std::size_t octets = kMuch.size()) : Bench{base} {
    tcb.profile.edit().sack = true;
    tcb.profile.edit().initial_window = 10;
    open();
    Segment syn_ack = segment(0, 1);
    syn_ack.syn = true;
    syn_ack.window = 60'000;
    syn_ack.options.mss = kMss;
    syn_ack.options.sack_permitted = true;
    arrives(syn_ack);
    calls(SendCall{.data = std::span{kMuch}.first(octets)});
  }
  OctetsList sent() const {
    OctetsList result;
    for (const Segment& segment : effects.transmit) {
      const std::uint32_t from = distance(iss, segment.seq).n - 1;
      if (!segment.payload.empty()) {
        result.emplace_back(from, from + static_cast<std::uint32_t>(segment.payload.size()));
      }
    }
    return result;
  }
  OctetsList acks(std::uint32_t octets, const OctetsList& blocks = {}) {
    Segment ack = segment(1, 1 + octets);
    ack.window = 60'000;
    for (const auto& [from, to] : blocks) {
      ack.options.sack.add({iss + SeqLen{1 + from}, iss + SeqLen{1 + to}});
    }
    arrives(ack);
    return sent();
  }
};

class SackRecovery : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Bases, SackRecovery, testing::ValuesIn(kBases));

// 5681-2-2, 2018-5.1-1, 6675-5-1, 6675-4-pipe.
TEST_P(SackRecovery, ThreeReportsResendTheFrontAndHalve) {  // 6675-5-2, 6675-5-3, 6675-5-4
  Sacked bench{GetParam()};
  ASSERT_EQ(distance(bench.tcb.snd_una, bench.tcb.snd_nxt).n, 10 * kMss);
  EXPECT_EQ(bench.acks(0, {{1000, 2000}}), (OctetsList{{10000, 11000}}));
  EXPECT_EQ(bench.acks(0, {{1000, 3000}}), (OctetsList{{11000, 12000}}));
  EXPECT_EQ(bench.acks(0, {{1000, 4000}}), (OctetsList{{0, 1000}}));
  EXPECT_EQ(bench.tcb.congestion.cwnd, 5 * kMss) << "of ten, what limited transmit lent apart";
  EXPECT_TRUE(bench.tcb.congestion.recovering);
}

TEST_P(SackRecovery, TheSameReportAgainIsNoDuplicate) {  // 6675-5-2, 3042-2-3
  Sacked bench{GetParam()};
  bench.acks(0, {{1000, 2000}});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(bench.acks(0, {{1000, 2000}}), OctetsList{}) << i;
  EXPECT_FALSE(bench.tcb.congestion.recovering);
}

TEST_P(SackRecovery, ThreeRunsInOneReportAreEnough) {  // 6675-4-islost
  Sacked bench{GetParam()};
  const auto sent = bench.acks(0, {{2000, 3000}, {4000, 5000}, {6000, 7000}});
  ASSERT_FALSE(sent.empty());
  EXPECT_EQ(sent[0], (Octets{0, 1000}));
}

TEST_P(SackRecovery, HolesGoInOrderEachOnceAndWhatIsHeldNever) {  // 6675-4-nextseg1, 2018-5-1
  Sacked bench{GetParam(), 10'000};
  OctetsList all;
  const auto note = [&](const OctetsList& sent) {
    all.insert(all.end(), sent.begin(), sent.end());
  };
  note(bench.acks(0, {{1000, 2000}}));
  note(bench.acks(0, {{3000, 4000}, {1000, 2000}}));
  note(bench.acks(0, {{5000, 6000}, {3000, 4000}, {1000, 2000}}));
  for (std::uint32_t to = 7000; to <= 10000; to += 1000) {
    note(bench.acks(0, {{5000, to}, {3000, 4000}, {1000, 2000}}));
  }
  // The last is the rescue of a tail that is reported only afterwards.
  EXPECT_EQ(all, (OctetsList{{0, 1000}, {2000, 3000}, {4000, 5000}, {9000, 10000}}));
  EXPECT_EQ(bench.acks(10'000), OctetsList{});
  EXPECT_FALSE(bench.tcb.congestion.recovering);
  EXPECT_TRUE(bench.tcb.scoreboard.empty());
}

TEST_P(SackRecovery, NewTextFollowsWhenThePipeHasRoom) {  // 6675-4-nextseg2, 6675-5-b
  Sacked bench{GetParam()};
  for (std::uint32_t to = 2000; to <= 4000; to += 1000) bench.acks(0, {{1000, to}});
  std::uint32_t more = 0;
  for (std::uint32_t to = 5000; to <= 12000; to += 1000) {
    for (const auto& [from, end] : bench.acks(0, {{1000, to}})) {
      EXPECT_GE(from, 12'000U);
      EXPECT_LE(pipe(bench.tcb), bench.tcb.congestion.cwnd);
      more += end - from;
    }
  }
  EXPECT_GT(more, 0U);
}

TEST_P(SackRecovery, AHoleThatMayBeLostGoesWhenNothingElseIsThere) {  // 6675-4-nextseg3
  Sacked bench{GetParam(), 6000};
  bench.acks(0, {{1000, 2000}});
  bench.acks(0, {{1000, 3000}});
  EXPECT_EQ(bench.acks(0, {{1000, 4000}}), (OctetsList{{0, 1000}}));
  ASSERT_FALSE(bench.tcb.scoreboard.lost(bench.iss + SeqLen{4001}, kMss));
  EXPECT_EQ(bench.acks(0, {{5000, 6000}, {1000, 4000}}), (OctetsList{{4000, 5000}}));
}

TEST_P(SackRecovery, WhatIsReportedAboveTheEndOfARecoveryIsKept) {  // 6675-5-a
  Sacked bench{GetParam()};
  for (std::uint32_t to = 2000; to <= 12'000; to += 1000) bench.acks(0, {{1000, to}});
  const std::uint32_t point = distance(bench.iss, bench.tcb.congestion.answered).n - 1;
  const std::uint32_t out = distance(bench.iss, bench.tcb.snd_nxt).n - 1;
  ASSERT_GE(out, point + 3000) << "new text left in recovery";
  bench.acks(point - 1000, {{point + 1000, point + 2000}});
  EXPECT_TRUE(bench.tcb.congestion.recovering) << "the point is not reached";
  bench.acks(point);
  EXPECT_FALSE(bench.tcb.congestion.recovering);
  ASSERT_EQ(bench.tcb.scoreboard.runs().size(), 1U);
  EXPECT_EQ(bench.tcb.scoreboard.runs()[0].begin, bench.iss + SeqLen{1 + point + 1000});
}

TEST_P(SackRecovery, TheTailIsRescuedOnce) {  // 6675-4-nextseg4
  Sacked bench{GetParam(), 10'000};
  OctetsList all;
  for (std::uint32_t to = 2000; to <= 8000; to += 1000) {
    for (const Octets& sent : bench.acks(0, {{1000, to}})) all.push_back(sent);
  }
  EXPECT_EQ(all, (OctetsList{{0, 1000}, {9000, 10000}}));
}

TEST_P(SackRecovery, DuplicateReportsConfuseNothing) {  // 2883-5-1
  Sacked bench{GetParam()};
  bench.acks(2000);
  const Scoreboard before = bench.tcb.scoreboard;
  for (int i = 0; i < 5; ++i) bench.acks(2000, {{0, 1000}});
  EXPECT_EQ(bench.tcb.scoreboard, before);
  EXPECT_FALSE(bench.tcb.congestion.recovering);
}

TEST_P(SackRecovery, AnExpiryForgetsWhatWasHeld) {  // 2018-5-2, 2018-5-3, 2018-5-4
  Sacked bench{GetParam(), 4000};
  bench.acks(0, {{1000, 4000}});
  ASSERT_TRUE(bench.fire());
  EXPECT_EQ(bench.sent(), (OctetsList{{0, 1000}}));
  EXPECT_EQ(bench.acks(1000), (OctetsList{{1000, 2000}, {2000, 3000}}));
}

TEST_P(SackRecovery, ReportsAfterAnExpiryCount) {  // 6675-5.1-1, 6675-5.1-2
  Sacked bench{GetParam(), 4000};
  ASSERT_TRUE(bench.fire());
  const std::uint32_t ssthresh = bench.tcb.congestion.ssthresh;
  EXPECT_EQ(bench.acks(1000, {{2000, 3000}}), (OctetsList{{1000, 2000}, {3000, 4000}}));
  EXPECT_EQ(bench.tcb.congestion.ssthresh, ssthresh);
}

TEST(Scoreboard, IsBoundedWhateverThePeerSays) {
  Scoreboard board;
  const Seq una{0xffff'ff00};
  for (std::uint32_t i = 1; i < 1000; ++i) {
    (void)board.add({una + SeqLen{2 * i}, una + SeqLen{2 * i + 1}}, una, una + SeqLen{5000});
  }
  EXPECT_EQ(board.runs().size(), Scoreboard::kMostRuns);
  EXPECT_FALSE(board.add({una, una + SeqLen{1}}, una, una + SeqLen{5000})) << "at SND.UNA";
  EXPECT_FALSE(board.add({una + SeqLen{10}, una + SeqLen{5001}}, una, una + SeqLen{5000}));
  EXPECT_FALSE(board.add({una + SeqLen{10}, una + SeqLen{10}}, una, una + SeqLen{5000}));
  board.drop_below(una + SeqLen{3});
  EXPECT_EQ(board.runs().front().begin, una + SeqLen{4});
}

}  // namespace
}  // namespace synspect::tcp
