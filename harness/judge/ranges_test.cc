#include "harness/judge/ranges.h"

#include <gtest/gtest.h>

#include "harness/judge/octet_log.h"

namespace synspect::judge {
namespace {

TEST(Ranges, GrowTogetherAcrossAFilledHole) {
  Ranges ranges;
  ranges.add(0, 5);
  ranges.add(8, 10);
  EXPECT_EQ(ranges.prefix_end(0), 5);
  EXPECT_FALSE(ranges.one_piece());
  ranges.add(5, 8);
  EXPECT_EQ(ranges.prefix_end(0), 10);
  EXPECT_TRUE(ranges.one_piece());
}

TEST(Ranges, StayBounded) {
  Ranges ranges;
  for (Offset i = 0; i < 1000; ++i) ranges.add(3 * i, 3 * i + 1);
  EXPECT_TRUE(ranges.full());
}

TEST(OctetLog, TellsSameFromDifferentFromUnknown) {
  OctetLog log;
  const std::byte ab[] = {std::byte{1}, std::byte{2}}, ac[] = {std::byte{1}, std::byte{3}};
  EXPECT_TRUE(log.put(1, ab));
  EXPECT_EQ(log.compare(1, ab), OctetLog::Match::kSame);
  EXPECT_EQ(log.compare(1, ac), OctetLog::Match::kDifferent);
  EXPECT_EQ(log.compare(2, ab), OctetLog::Match::kDifferent);
  EXPECT_EQ(log.compare(3, ab), OctetLog::Match::kUnknown);
  EXPECT_FALSE(log.put(1, ac));
  EXPECT_EQ(log.compare(1, ab), OctetLog::Match::kSame);
}

}  // namespace
}  // namespace synspect::judge
