#include "stack/step.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <variant>

#include "stack/calls/calls.h"
#include "stack/segment_arrives/segment_arrives.h"
#include "stack/timers/delayed_ack.h"
#include "stack/timers/override.h"
#include "stack/timers/persist.h"
#include "stack/timers/retransmission.h"
#include "stack/timers/time_wait.h"

namespace synspect::tcp {
namespace {

struct Apply {
  Tcb& tcb;
  Instant now;
  Effects& effects;

  void operator()(const SegmentArrives& event) const {
    segment_arrives(tcb, event.segment, now, effects);
  }
  void operator()(const UserCall& event) const {
    std::visit([this](const auto& call) { user_call(tcb, call, now, effects); }, event);
  }
  void operator()(const TimerDue&) const {
    const auto due = [this](const std::optional<Instant>& at) { return at && *at <= now; };
    if (due(retransmission_deadline(tcb))) on_retransmission_due(tcb, now, effects);
    if (due(tcb.persist.due) || due(tcb.persist.give_up)) on_persist_due(tcb, now, effects);
    if (due(tcb.override_due)) on_override_due(tcb, now, effects);
    if (due(tcb.delayed_ack.due)) on_delayed_ack_due(tcb, effects);
    if (due(tcb.time_wait_due)) on_time_wait_due(tcb, effects);
  }
};

[[noreturn]] void stop(const Tcb& tcb, std::string_view what) {
  const std::string_view state = to_string(tcb.state);
  std::fprintf(stderr, "inconsistent Tcb in %.*s: %.*s\n", static_cast<int>(state.size()),
               state.data(), static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace

void step(Tcb& tcb, const Event& event, Instant now, Effects& effects) {
  effects.clear();
  std::visit(Apply{tcb, now, effects}, event);
  if (const auto what = inconsistency(tcb)) stop(tcb, *what);
}

std::optional<Instant> next_deadline(const Tcb& tcb) {
  Instant earliest = retransmission_deadline(tcb).value_or(Instant::max());  // never
  for (const auto* const due : {&tcb.persist.due, &tcb.persist.give_up, &tcb.override_due,
                                &tcb.delayed_ack.due, &tcb.time_wait_due}) {
    if (*due) earliest = std::min(earliest, **due);
  }
  if (earliest == Instant::max()) return std::nullopt;
  return earliest;
}

}  // namespace synspect::tcp
