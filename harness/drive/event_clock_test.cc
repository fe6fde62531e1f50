#include "harness/drive/event_clock.h"

#include <gtest/gtest.h>

namespace synspect::drive {
namespace {

using namespace std::chrono_literals;
using script::TimeForm;

script::TimeSpec spec(TimeForm form, std::int64_t from, std::int64_t to = 0) {
  return {.form = form,
          .from = {.macro = {}, .micros = from},
          .to = {.macro = {}, .micros = to},
          .blocking_end = {}};
}

EventClock clock_with(Duration tolerance = 4ms, double percent = 12.5) {
  Capabilities capabilities;
  capabilities.timing.msl = 2min;
  return {capabilities, tolerance, percent};
}

TEST(EventClock, AbsoluteTimesCountFromTheStart) {
  EventClock clock = clock_with();
  clock.finished(kRunStart + 3s);
  EXPECT_EQ(clock.due(spec(TimeForm::kAbsolute, 5'000'000))->from, kRunStart + 5s);
}

TEST(EventClock, RelativeTimesCountFromTheEndOfThePreviousEvent) {
  EventClock clock = clock_with();
  clock.finished(kRunStart + 3s);
  EXPECT_EQ(clock.due(spec(TimeForm::kRelative, 250'000))->from, kRunStart + 3250ms);
}

TEST(EventClock, ToleranceGrowsWithTheDistanceBetweenScriptedTimes) {
  EventClock clock = clock_with();
  EXPECT_EQ(clock.due(spec(TimeForm::kAbsolute, 8'000))->slack, 4ms) << "never below the absolute";
  EXPECT_EQ(clock.due(spec(TimeForm::kAbsolute, 1'008'000))->slack, 125ms);
  EXPECT_EQ(clock.due(spec(TimeForm::kAbsolute, 1'108'000))->slack, 12'500us);
}

TEST(EventClock, WindowsHaveTwoEnds) {
  EventClock clock = clock_with();
  clock.finished(kRunStart + 1s);
  const auto due = clock.due(spec(TimeForm::kRelativeWindow, 500'000, 5'000'000));
  EXPECT_EQ(due->from, kRunStart + 1500ms);
  EXPECT_EQ(due->to, kRunStart + 6s);
}

TEST(EventClock, AnyTimeMovesTheBaseToTheCapture) {
  EventClock clock = clock_with();
  const auto due = clock.due(spec(TimeForm::kAny, 0));
  EXPECT_TRUE(due->any);
  EXPECT_EQ(due->to, kRunStart + kAnyTimeBound);
  clock.finished(kRunStart + 7s);
  const auto next = clock.due(spec(TimeForm::kRelative, 1'000'000));
  EXPECT_EQ(next->from, kRunStart + 8s);
  EXPECT_EQ(next->slack, 125ms) << "the distance counts from the capture";
}

TEST(EventClock, MacrosResolveFromTheCapabilities) {
  EventClock clock = clock_with();
  script::TimeSpec two_msl = spec(TimeForm::kRelative, -1'000'000);
  two_msl.from.macro = script::TimeMacro::kTwoMsl;
  EXPECT_EQ(clock.due(two_msl)->from, kRunStart + 4min - 1s);

  script::TimeSpec rto = spec(TimeForm::kRelative, 0);
  rto.from.macro = script::TimeMacro::kRtoMax;
  EXPECT_FALSE(clock.due(rto)) << "the stack does not declare it";
  EXPECT_STREQ(clock.missing_macro(), "RTO_MAX");
}

}  // namespace
}  // namespace synspect::drive
