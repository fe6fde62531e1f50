#include "harness/scenario/nearest.h"

#include <gtest/gtest.h>

namespace synspect::scenario {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Nearest, ACodeComesBack) {
  for (std::uint8_t code = 0; code < kTextLengths; ++code) {
    EXPECT_EQ(text_code(text_octets(code)), code);
  }
  for (std::uint8_t code = 0; code < kWindows; ++code) EXPECT_EQ(window_code(window(code)), code);
  for (std::uint8_t code = 0; code < kCallLengths; ++code) {
    EXPECT_EQ(call_code(call_octets(code)), code);
  }
  for (std::uint8_t code = 0; code < kOptionSets; ++code) {
    EXPECT_EQ(option_set_code(crafted_options(code)), code);
  }
  for (std::uint8_t code = 0; code < kMssValues; ++code) {
    struct Setup setup;  // a function of GoogleTest has the same name
    setup.peer_mss = code;
    EXPECT_EQ(syn_options_code(syn_options(setup)), code);
  }
  for (std::uint8_t code = 0; code < kDurations; ++code) {
    const Amounts sum = amounts(duration(code), 1);
    EXPECT_EQ(sum.rest, Duration{0}) << int{code};
    ASSERT_EQ(sum.waits.size(), 1U);
    EXPECT_EQ(sum.waits[0].amount, code);
  }
}

TEST(Nearest, WhatIsBetweenTwoCodesTakesTheNearer) {
  EXPECT_EQ(text_octets(text_code(50)), 47);
  EXPECT_EQ(text_octets(text_code(60'000)), 1460);
  EXPECT_EQ(window(window_code(30'000)), 32'767);
  EXPECT_EQ(call_octets(call_code(1'000'000)), 65'536U);
  EXPECT_EQ(mtu_code(1500, true), 0);
  struct Setup setup;
  setup.mtu = mtu_code(100, false);
  EXPECT_EQ(mtu(setup), 68U);
}

TEST(Nearest, NoneIsNoSubstituteForAFew) {
  EXPECT_EQ(text_octets(text_code(0)), 0);
  EXPECT_EQ(window(window_code(0)), 0);
  EXPECT_EQ(call_octets(call_code(0)), 0U);
  for (const std::uint32_t few : {1U, 2U, 3U}) {
    EXPECT_NE(text_octets(text_code(few)), 0);
    EXPECT_NE(window(window_code(few)), 0);
  }
}

TEST(Nearest, NumbersNearABase) {
  for (const std::uint32_t isn : {0U, 1U, 127U, 873U, 1127U, 0xffff'ffffU, 0x7fff'fffaU}) {
    const IsnCode code = isn_code(isn);
    EXPECT_TRUE(code.exact) << isn;
    struct Setup setup;
    setup.peer_isn = code.base;
    setup.peer_isn_offset = code.offset;
    EXPECT_EQ(peer_isn(setup), isn);
  }
  EXPECT_FALSE(isn_code(20'000).exact);
}

TEST(Nearest, TimesAddUp) {
  const struct {
    Duration time;
    std::size_t waits;
    Duration rest;
  } rows[] = {
      {Duration{0}, 0, Duration{0}},
      {milliseconds{600}, 2, Duration{0}},
      {seconds{5}, 2, Duration{0}},
      {seconds{61}, 1, Duration{0}},
      {milliseconds{45}, 8, milliseconds{1}},  // 4 of 10, then 4 of 1, and no more
      {microseconds{1}, 1, Duration{0}},
      {microseconds{700}, 0, microseconds{700}},
      {milliseconds{100} + microseconds{1}, 2, Duration{0}},
  };
  for (const auto& row : rows) {
    const Amounts sum = amounts(row.time, 8);
    EXPECT_EQ(sum.waits.size(), row.waits) << row.time.count();
    EXPECT_EQ(sum.rest, row.rest) << row.time.count();
    Duration total = sum.rest;
    for (const Wait& wait : sum.waits) total += duration(wait.amount);
    EXPECT_EQ(total, row.time);
  }
}

}  // namespace
}  // namespace synspect::scenario
