#include "harness/drive/event_clock.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace synspect::drive {

std::optional<Duration> EventClock::resolve(const script::TimeExpression& expression) {
  const Duration offset{expression.micros};
  if (!expression.macro) return offset;
  struct Named {
    std::optional<Duration> value;
    const char* name;
  };
  const auto named = [&]() -> Named {
    using enum script::TimeMacro;
    switch (*expression.macro) {
      case kMsl:
        return {timing_.msl, "MSL"};
      case kTwoMsl:
        return {timing_.msl ? std::optional{2 * *timing_.msl} : std::nullopt, "TWO_MSL"};
      case kRtoInitial:
        return {timing_.initial_rto, "RTO_INITIAL"};
      case kRtoMin:
        return {timing_.min_rto, "RTO_MIN"};
      case kRtoMax:
        return {timing_.max_rto, "RTO_MAX"};
      case kDelayedAckMax:
        return {timing_.delayed_ack_max, "DELAYED_ACK_MAX"};
      case kR2Data:
        return {timing_.r2_data, "R2_DATA"};
      case kR2Syn:
        return {timing_.r2_syn, "R2_SYN"};
      case kUserTimeout:
        return {timing_.user_timeout, "USER_TIMEOUT"};
    }
    std::unreachable();
  }();
  if (!named.value) {
    missing_ = named.name;
    return std::nullopt;
  }
  return std::max(Duration{0}, *named.value + offset);
}

std::optional<DueTime> EventClock::due(const script::TimeSpec& spec) {
  using enum script::TimeForm;
  const std::optional<Duration> from = resolve(spec.from);
  const std::optional<Duration> to = resolve(spec.to);
  if (!from || !to) return std::nullopt;

  DueTime due{};
  switch (spec.form) {
    case kAbsolute:
      due.from = due.to = kRunStart + *from;
      break;
    case kRelative:
      due.from = due.to = base_ + *from;
      break;
    case kAny:
      due.from = base_;
      due.to = base_ + kAnyTimeBound;
      due.any = true;
      break;
    case kAbsoluteWindow:
      due.from = kRunStart + *from;
      due.to = kRunStart + *to;
      break;
    case kRelativeWindow:
      due.from = base_ + *from;
      due.to = base_ + *to;
      break;
  }
  const Duration distance = std::max(Duration{0}, due.from - scripted_);
  const Duration share{std::llround(static_cast<double>(distance.count()) * percent_ / 100.0)};
  due.slack = std::max(tolerance_, share);
  scripted_ = due.from;
  any_ = due.any;
  return due;
}

}  // namespace synspect::drive
