// When the events of a script are due (LANGUAGE.md, events and time).
#pragma once

#include <optional>

#include "harness/history/capabilities.h"
#include "harness/history/time.h"
#include "harness/script/ast.h"

namespace synspect::drive {

// How long a `*` line waits for its packet: past every timer of an ordinary TCP.
inline constexpr Duration kAnyTimeBound = std::chrono::minutes{20};

struct DueTime {
  Time from;       // when the event is due; of a window its begin
  Time to;         // equal to `from` unless a window; kAnyTimeBound ahead for `*`
  Duration slack;  // tolerance to either side
  bool any{};      // `*`
};

class EventClock {
 public:
  EventClock(const Capabilities& capabilities, Duration tolerance, double percent)
      : timing_{capabilities.timing}, tolerance_{tolerance}, percent_{percent} {}

  // When the next event is due; nothing when a time macro names a value that the stack does not
  // declare (`missing_macro` tells which).
  [[nodiscard]] std::optional<DueTime> due(const script::TimeSpec& spec);
  // The event is over; relative times count from `at`.
  void finished(Time at) {
    base_ = at;
    if (any_) scripted_ = at;
  }

  [[nodiscard]] const char* missing_macro() const { return missing_; }

 private:
  [[nodiscard]] std::optional<Duration> resolve(const script::TimeExpression& expression);

  Timing timing_;
  Duration tolerance_;
  double percent_;
  Time base_{kRunStart};      // end of the previous event
  Time scripted_{kRunStart};  // scripted time of the previous event
  bool any_{};                // the event that is due was a `*`
  const char* missing_{""};
};

}  // namespace synspect::drive
