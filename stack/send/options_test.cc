#include "stack/send/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "stack/test_extended.h"

namespace synspect::tcp {
namespace {

using std::chrono::milliseconds;

// MAY-3, SHLD-5, 2018-2-1.
TEST(Options, OurSynOffersWhatTheProfileHas) {
  Bench bench{0};
  bench.tcb.profile = everything();
  bench.tcb.timestamps.offset = 77;
  bench.open();
  const SegmentOptions& options = bench.effects.transmit.at(0).options;
  EXPECT_EQ(options.mss, 1460U);
  EXPECT_EQ(options.window_scale, 5) << "1 MiB >> 5 fits 16 bits, >> 4 does not";
  EXPECT_TRUE(options.sack_permitted);
  EXPECT_EQ(options.timestamps, (Timestamps{100'077, 0}));  // 7323-3.2-1
  EXPECT_EQ(bench.effects.transmit[0].window, 65535U) << "7323-2.2-4";
}

// 7323-2.3-1.
TEST(Options, ASynAckHasOnlyWhatTheSynHad) {  // 7323-2.2-2, 7323-3.2-4, 2018-4-1
  for (const bool scale : {false, true}) {
    for (const bool sack : {false, true}) {
      for (const bool timestamps : {false, true}) {
        Bench bench{0};
        bench.tcb.profile = everything();
        bench.listen();
        Segment syn = bench.segment(0, 0);
        syn.syn = true;
        syn.ack_flag = false;
        if (scale) syn.options.window_scale = 0;
        syn.options.sack_permitted = sack;
        if (timestamps) syn.options.timestamps = {1, 0};
        bench.arrives(syn);
        const SegmentOptions& options = bench.effects.transmit.at(0).options;
        EXPECT_EQ(options.window_scale.has_value(), scale);
        EXPECT_EQ(options.sack_permitted, sack);
        EXPECT_EQ(options.timestamps.has_value(), timestamps);
        if (timestamps) {
          EXPECT_EQ(options.timestamps->echo, 1U);
        }
      }
    }
  }
}

TEST(Options, AWindowIsScaledBothWays) {  // 7323-2.3-2, 7323-2.3-3, 7323-2.2-4
  for (const std::uint32_t base : kBases) {
    Extended bench{base, all_options()};
    EXPECT_EQ(bench.tcb.snd_wnd.n, 8000U) << "that of the SYN,ACK is not scaled";
    EXPECT_EQ(bench.last().window, (1U << 20) >> 5);
    Segment ack = bench.text(1, 0);
    bench.arrives(ack);
    EXPECT_EQ(bench.tcb.snd_wnd.n, 64'000U);
  }
}

TEST(Options, ShiftsAboveFourteenCountAsFourteen) {  // 7323-2.3-5
  SegmentOptions options = all_options();
  options.window_scale = 255;
  const Extended bench{0, options};
  EXPECT_EQ(bench.tcb.agreed.snd_shift, 14);
}

TEST(Options, WithoutAnAnswerNothingIsScaled) {  // 7323-2.2-1
  SegmentOptions options = all_options();
  options.window_scale.reset();
  const Extended bench{0, options};
  EXPECT_EQ(bench.tcb.agreed.rcv_shift, 0);
  EXPECT_EQ(bench.tcb.rcv_wnd.n, 65535U);
}

TEST(Options, TextShrinksByTheTimestamps) {  // 9293-3.7.1-a
  Extended bench{0, all_options()};
  bench.calls(SendCall{.data = Extended::kOctets});
  EXPECT_EQ(bench.effects.transmit.at(0).payload.size(), 988U);
  EXPECT_TRUE(bench.effects.transmit[0].options.timestamps);  // 7323-3.2-5
}

TEST(Options, TextLeavesRoomForSackBlocks) {  // 2018-4-2, 2018-4-5, 9293-3.7.1-a
  for (const bool timestamps : {false, true}) {
    SegmentOptions offered = all_options();
    if (!timestamps) offered.timestamps.reset();
    for (std::uint32_t holes = 1; holes <= 5; ++holes) {
      Extended bench{0xffff'ff00, offered};
      bench.without_congestion();
      for (std::uint32_t hole = 1; hole <= holes; ++hole) {
        bench.arrives(bench.text(1 + 200 * hole, 100));
      }
      bench.calls(SendCall{.data = Extended::kOctets});
      const std::size_t blocks = std::min<std::size_t>(holes, timestamps ? 3 : 4);
      const Segment& full = bench.effects.transmit.at(0);
      EXPECT_EQ(full.options.sack.view().size(), blocks) << holes;
      EXPECT_EQ(full.payload.size(), 1000 - (timestamps ? 12U : 0U) - 4 - 8 * blocks) << holes;
    }
  }
}

TEST(Options, TextComesFirstWhereASegmentIsSmall) {
  SegmentOptions offered = all_options();
  offered.mss = 36;  // 24 beside the timestamps
  Extended bench{0, offered};
  bench.without_congestion();
  bench.arrives(bench.text(201, 100));
  bench.calls(SendCall{.data = Extended::kOctets});
  EXPECT_EQ(bench.effects.transmit.at(0).payload.size(), 12U);
  offered.mss = 35;
  Extended smaller{0, offered};
  smaller.without_congestion();
  smaller.arrives(smaller.text(201, 100));
  smaller.calls(SendCall{.data = Extended::kOctets});
  EXPECT_EQ(smaller.effects.transmit.at(0).payload.size(), 23U);
}

TEST(Options, AResetInClosedEchoesTheTimestamp) {  // 7323-5.2-2
  for (const bool timestamps : {false, true}) {
    Bench bench{0};
    bench.tcb.profile.edit().timestamps = timestamps;
    Segment stray = bench.segment(5, 9);
    stray.options.timestamps = {kPeerClock, 3};
    bench.arrives(stray);
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    ASSERT_TRUE(bench.effects.transmit[0].rst);
    const std::optional<Timestamps> carried = bench.effects.transmit[0].options.timestamps;
    EXPECT_EQ(carried.has_value(), timestamps);
    if (carried) {
      EXPECT_EQ(*carried, (Timestamps{0, kPeerClock}));
    }
  }
}

TEST(Options, EchoesTheOldestUnacknowledged) {  // 7323-4.3-1 to -4, 7323-3.2-2
  Extended bench{0, all_options()};
  bench.arrives(bench.text(1, 100, 5001));  // its ACK waits
  bench.arrives(bench.text(101, 100, 5002));
  EXPECT_EQ(bench.last().options.timestamps->echo, 5001U);
  bench.arrives(bench.text(301, 100, 5004));  // above a hole
  EXPECT_EQ(bench.last().options.timestamps->echo, 5001U);
  bench.arrives(bench.text(201, 100, 5003));  // fills it
  EXPECT_EQ(bench.last().options.timestamps->echo, 5003U);
}

TEST(Options, PawsAnswersWhatIsOlder) {  // 7323-5.3-r1, 7323-5.2-1, 7323-5.2-3
  for (const std::uint32_t recent : {kPeerClock, 0U, 0x7fff'ffffU}) {
    SegmentOptions options = all_options();
    options.timestamps = {recent, 0};
    Extended bench{0, options};
    bench.arrives(bench.text(1, 100, recent - 1));
    EXPECT_EQ(bench.tcb.rcv_nxt, bench.irs + SeqLen{1});
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.last().ack, bench.irs + SeqLen{1});
    bench.arrives(bench.text(1, 100, recent));
    EXPECT_EQ(bench.tcb.rcv_nxt, bench.irs + SeqLen{101});
    Segment reset = bench.text(101, 0, recent - 1);
    reset.rst = true;
    bench.arrives(reset);
    EXPECT_EQ(bench.tcb.state, State::kClosed);
  }
}

TEST(Options, PawsForgetsAfterTwentyFourDays) {  // 7323-5.5-1
  Extended bench{0, all_options()};
  bench.now += std::chrono::days{25};
  bench.arrives(bench.text(1, 100, kPeerClock - 1));
  EXPECT_EQ(bench.tcb.rcv_nxt, bench.irs + SeqLen{101});
}

TEST(Options, ASegmentWithoutTimestampsIsDropped) {  // 7323-3.2-7, 7323-3.2-8
  Extended bench{0, all_options()};
  Segment bare = bench.text(1, 100);
  bare.options.timestamps.reset();
  bench.arrives(bare);
  EXPECT_TRUE(bench.effects.transmit.empty());
  bench.arrives(bench.text(1, 100));
  EXPECT_EQ(bench.tcb.rcv_nxt, bench.irs + SeqLen{101});
}

TEST(Options, AResentSegmentIsMeasuredByItsTimestamp) {  // 7323-4.1-1
  Extended bench{0, all_options()};
  bench.calls(SendCall{.data = std::span{Extended::kOctets}.first(100)});
  ASSERT_TRUE(bench.fire());
  const std::uint32_t sent = bench.last().options.timestamps->value;
  bench.now += milliseconds{400};
  Segment ack = bench.text(1, 0);
  ack.ack = bench.iss + SeqLen{101};
  ack.options.timestamps->echo = sent;
  const auto srtt = *bench.tcb.retransmission.srtt;
  bench.arrives(ack);
  EXPECT_EQ(bench.tcb.retransmission.srtt, (7 * srtt + milliseconds{400} + Duration{7}) / 8);
}

using Blocks = std::vector<SackBlock>;
Blocks blocks_of(const Extended& bench) {
  Blocks result;
  for (const SackBlock block : bench.last().options.sack.view()) {
    result.push_back(
        {Seq{distance(bench.irs, block.begin).n}, Seq{distance(bench.irs, block.end).n}});
  }
  return result;
}
SackBlock block(std::uint32_t begin, std::uint32_t end) { return {Seq{begin}, Seq{end}}; }
TEST(Sack, NamesTheNewestRunFirst) {  // 2018-4-2 to -6, 2018-3-1
  for (const std::uint32_t base : kBases) {
    SegmentOptions options = all_options();
    options.timestamps.reset();
    Extended bench{base, options};
    bench.arrives(bench.text(201, 100));
    EXPECT_EQ(blocks_of(bench), (Blocks{block(201, 301)}));
    bench.arrives(bench.text(601, 100));
    EXPECT_EQ(blocks_of(bench), (Blocks{block(601, 701), block(201, 301)}));
    bench.arrives(bench.text(401, 100));
    EXPECT_EQ(blocks_of(bench), (Blocks{block(401, 501), block(601, 701), block(201, 301)}));
    bench.arrives(bench.text(301, 100));  // joins two
    EXPECT_EQ(blocks_of(bench), (Blocks{block(201, 501), block(601, 701)}));
    bench.arrives(bench.text(1, 200));  // fills the first hole
    EXPECT_EQ(blocks_of(bench), (Blocks{block(601, 701)}));
    bench.arrives(bench.text(501, 100));
    EXPECT_EQ(blocks_of(bench), Blocks{});
  }
}

TEST(Sack, AtMostFourBlocksThreeBesideTimestamps) {  // 2018-3-2
  for (const bool timestamps : {false, true}) {
    SegmentOptions options = all_options();
    if (!timestamps) options.timestamps.reset();
    Extended bench{0, options};
    for (std::uint32_t seq = 101; seq < 1300; seq += 200) bench.arrives(bench.text(seq, 100));
    EXPECT_EQ(blocks_of(bench).size(), 4U) << "the option area cuts, not the report";
  }
}

TEST(Sack, ADuplicateIsReportedOnceAndInFront) {  // 2883-4-1 to -4
  SegmentOptions options = all_options();
  options.timestamps.reset();
  Extended bench{0, options};
  bench.arrives(bench.text(1, 100));
  bench.arrives(bench.text(1, 100));
  EXPECT_EQ(blocks_of(bench), (Blocks{block(1, 101)}));
  bench.arrives(bench.text(201, 300));
  EXPECT_EQ(blocks_of(bench), (Blocks{block(201, 501)})) << "once";
  bench.arrives(bench.text(301, 100));
  EXPECT_EQ(blocks_of(bench), (Blocks{block(301, 401), block(201, 501)}));
  bench.arrives(bench.text(51, 100));  // half old, half new
  EXPECT_EQ(blocks_of(bench), (Blocks{block(51, 101), block(201, 501)}));
}

// 2883-4-1: as far ahead as the circle has room, it lies before one end of what is held and behind
// the other, yet is no part of it.
TEST(Sack, HalfTheCircleAheadIsNoDuplicate) {
  for (const std::uint32_t base : kBases) {
    Extended bench{base};
    bench.arrives(bench.text(101, 100));
    bench.arrives(bench.text(0x7fff'fff0, 1000));
    EXPECT_EQ(blocks_of(bench).size(), 1U);
  }
}

TEST(Sack, NothingWithoutPermission) {  // 2018-4-1
  SegmentOptions options = all_options();
  options.sack_permitted = false;
  Extended bench{0, options};
  bench.arrives(bench.text(201, 100));
  EXPECT_TRUE(bench.last().options.sack.empty());
}

}  // namespace
}  // namespace synspect::tcp
