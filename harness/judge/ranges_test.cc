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

// What is known stays, what is not is filled in, whatever lies between.
TEST(OctetLog, FillsTheHolesAndKeepsTheRest) {
  const auto octets = [](int first, int count) {
    std::vector<std::byte> result;
    for (int i = 0; i < count; ++i) result.push_back(static_cast<std::byte>(first + i));
    return result;
  };
  OctetLog log;
  EXPECT_TRUE(log.put(3, octets(3, 2)));
  EXPECT_TRUE(log.put(8, octets(8, 1)));
  EXPECT_FALSE(log.put(7, octets(107, 3))) << "8 is known to be another";
  EXPECT_TRUE(log.put(1, octets(1, 5)));
  EXPECT_EQ(log.compare(1, octets(1, 5)), OctetLog::Match::kSame);
  EXPECT_EQ(log.compare(1, octets(1, 6)), OctetLog::Match::kUnknown) << "6 never came";
  EXPECT_EQ(log.compare(7, octets(107, 1)), OctetLog::Match::kSame);
  EXPECT_EQ(log.compare(8, octets(8, 1)), OctetLog::Match::kSame) << "the first copy stays";
  EXPECT_EQ(log.compare(6, octets(6, 3)), OctetLog::Match::kDifferent);
}

TEST(OctetLog, WhatIsForgottenIsUnknownAndTheRestIsNot) {
  constexpr int kLong = 1 << 16;
  std::vector<std::byte> text(kLong + 100);
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<std::byte>(i % 251);
  OctetLog log;
  EXPECT_TRUE(log.put(1, text));
  log.forget_below(kLong + 1);
  EXPECT_EQ(log.compare(1, text), OctetLog::Match::kUnknown);
  text.back() = std::byte{255};
  EXPECT_EQ(log.compare(1, text), OctetLog::Match::kDifferent);
}

// Pages are made where octets are, and used again; no text may come of what was there before.
TEST(OctetLog, FarApartOctetsSurviveForgettingAndCopying) {
  constexpr Offset kFar = 65'000;
  const std::vector<std::byte> near(3000, std::byte{1}), far(5000, std::byte{2});
  OctetLog log;
  for (const Offset forgotten : {Offset{1}, Offset{66'000}, Offset{200'001}}) {
    log.clear();
    EXPECT_TRUE(log.put(1, near));
    EXPECT_TRUE(log.put(kFar, far));
    EXPECT_EQ(log.compare(3001, near), OctetLog::Match::kUnknown) << "none of the hole";
    log.forget_below(forgotten);
    const OctetLog copy = log;
    for (const OctetLog* const each : std::initializer_list<const OctetLog*>{&log, &copy}) {
      EXPECT_EQ(each->compare(1, near),
                forgotten == 1 ? OctetLog::Match::kSame : OctetLog::Match::kUnknown);
      const auto rest = std::span{far}.subspan(1001);  // from 66,001 on
      EXPECT_EQ(each->compare(kFar + 1001, rest),
                forgotten > kFar + 5000 ? OctetLog::Match::kUnknown : OctetLog::Match::kSame);
    }
    EXPECT_TRUE(log.put(300'000, near));
    EXPECT_EQ(log.compare(300'000, near), OctetLog::Match::kSame);
  }
}

}  // namespace
}  // namespace synspect::judge
