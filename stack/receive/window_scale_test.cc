// RFC 7323 2: scaled windows, and the edges that rounding takes back.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "stack/receive/window.h"
#include "stack/test_extended.h"

namespace synspect::tcp {
namespace {

class WindowScale : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Bases, WindowScale, testing::ValuesIn(kBases));

SegmentOptions without_timestamps() {
  SegmentOptions options = all_options();
  options.timestamps.reset();
  return options;
}

TEST_P(WindowScale, IsSaidBySynsAlone) {  // 7323-2.2-3
  for (const std::uint8_t shift : {std::uint8_t{0}, std::uint8_t{14}}) {
    Extended bench{GetParam()};
    Segment ack = bench.text(1, 0);
    ack.options.window_scale = shift;
    bench.arrives(ack);
    EXPECT_EQ(bench.tcb.snd_wnd.n, 8000U << 3);
    EXPECT_EQ(bench.tcb.agreed.snd_shift, 3);

    SegmentOptions silent = all_options();
    silent.window_scale.reset();
    Extended plain{GetParam(), silent};
    plain.arrives(ack);
    EXPECT_EQ(plain.tcb.snd_wnd.n, 8000U);
    EXPECT_FALSE(plain.tcb.agreed.window_scale);
  }
}

TEST(WindowScaleOffered, IsFourteenAtMost) {  // 7323-2.3-4
  for (const std::uint32_t buffer : {1U << 29, 1U << 30, UINT32_MAX}) {
    Profile profile = everything();
    profile.receive_buffer = buffer;
    Bench bench{0};
    bench.tcb.profile = profile;
    bench.open();
    EXPECT_EQ(bench.effects.transmit.at(0).options.window_scale, 14) << buffer;
    profile.least_shift = 200;
    EXPECT_EQ(shift_to_offer(profile), 14);
  }
}

// 7323-2.4-1, 7323-2.4-2: our shift is 5, so that the edge seems to move back by up to 31.
TEST_P(WindowScale, WhatWasOfferedOnceIsTakenWhateverRoundingSaysLater) {
  constexpr std::uint32_t kBuffer = 1 << 20;
  for (const std::uint32_t pieces : {1U, 10U, 31U}) {
    Extended bench{GetParam(), without_timestamps()};
    const Seq furthest = bench.tcb.rcv_nxt + SeqLen{kBuffer};
    ASSERT_EQ(bench.tcb.rcv_nxt + SeqLen{std::uint32_t{bench.last().window} << 5}, furthest);
    for (std::uint32_t octet = 1; octet <= pieces; ++octet) bench.arrives(bench.text(octet, 1));
    while (bench.tcb.delayed_ack.due) ASSERT_TRUE(bench.fire());
    const Segment& ack = bench.last();
    ASSERT_EQ(ack.ack + SeqLen{(std::uint32_t{ack.window} << 5) + 32 - pieces}, furthest);
    Extended other = bench;
    other.arrives(other.text(kBuffer, 1));  // its last octet alone
    ASSERT_EQ(other.tcb.held.runs().size(), 1U);
    bench.arrives(bench.text(kBuffer + 1 - 100, 100));
    ASSERT_EQ(bench.tcb.held.runs().size(), 1U);
    EXPECT_EQ(bench.tcb.held.runs()[0].end, furthest) << "all of it";
    bench.arrives(bench.text(kBuffer + 1, 1));
    EXPECT_EQ(bench.tcb.held.runs()[0].end, furthest) << "and nothing beyond";
  }
}

// The peer's shift is 3 and its window two segments; then all of the first is acknowledged, and the
// window is said to be `field` << 3.
struct Retracting : Extended {
  Retracting(std::uint32_t base, std::size_t octets, std::uint16_t field)
      : Extended{base, without_timestamps()} {
    without_congestion();
    arrives(ack(0, 250));  // 2000 octets
    calls(SendCall{.data = std::span{kOctets}.first(octets), .push = true});
    arrives(ack(1000, field));
  }
  // Where what was sent in this step ends, in octets of text.
  std::uint32_t end() const {
    std::uint32_t furthest = 0;
    for (const Segment& segment : effects.transmit) {
      furthest = std::max(furthest, distance(iss, segment.seq).n - 1 + segment.length().n);
    }
    return furthest;
  }
};

TEST_P(WindowScale, NewTextKeepsToTheLatestEdge) {  // 7323-2.4-3
  Retracting bench{GetParam(), 1500, 122};          // 1000 + 976: the edge went from 2000 to 1976
  bench.tcb.nagle = false;
  bench.calls(SendCall{.data = std::span{Extended::kOctets}.first(1000), .push = true});
  while (bench.tcb.snd_nxt - SeqLen{1976} != bench.iss + SeqLen{1}) {
    ASSERT_TRUE(bench.tcb.override_due.has_value());
    ASSERT_TRUE(bench.fire());
    EXPECT_LE(bench.end(), 1976U);
  }
}

TEST_P(WindowScale, WhatRoundingTookBackIsSentAgainAsItWas) {  // 7323-2.4-4
  Retracting bench{GetParam(), 2000, 124};                     // 1992: out by 8 at the first resend
  for (int expiry = 1; expiry <= 3; ++expiry) {
    bench.effects.clear();
    ASSERT_TRUE(bench.fire());
    EXPECT_EQ(bench.end(), expiry == 1 ? 2000U : 1999U) << expiry;
  }
}

TEST_P(WindowScale, WhatIsSentAgainForTheFirstTimeHeedsNoEdge) {  // 7323-2.4-4
  Retracting bench{GetParam(), 2000, 50};                         // 1400
  ASSERT_TRUE(bench.fire());
  EXPECT_EQ(bench.end(), 2000U);
  ASSERT_TRUE(bench.fire());
  EXPECT_EQ(bench.end(), 1407U) << "SHLD-16, but for what rounding explains";
}

TEST_P(WindowScale, WithoutItTheEdgeHoldsFromTheStart) {  // SHLD-16
  SegmentOptions plain = without_timestamps();
  plain.window_scale.reset();
  Extended bench{GetParam(), plain};
  bench.without_congestion();
  bench.arrives(bench.ack(0, 2000));
  bench.calls(SendCall{.data = std::span{Extended::kOctets}.first(2000), .push = true});
  bench.arrives(bench.ack(1000, 400));
  ASSERT_TRUE(bench.fire());
  EXPECT_EQ(bench.last().payload.size(), 400U);
}

}  // namespace
}  // namespace synspect::tcp
