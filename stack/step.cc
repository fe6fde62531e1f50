#include "stack/step.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <variant>

#include "stack/calls/calls.h"
#include "stack/icmp/icmp_arrives.h"
#include "stack/segment_arrives/segment_arrives.h"
#include "stack/send/options.h"
#include "stack/timers/delayed_ack.h"
#include "stack/timers/keep_alive.h"
#include "stack/timers/override.h"
#include "stack/timers/persist.h"
#include "stack/timers/retransmission.h"
#include "stack/timers/time_wait.h"

namespace synspect::tcp {
namespace {

void timer_due(Tcb& tcb, Instant now, Effects& effects) {
  const auto due = [now](MaybeInstant at) { return at && *at <= now; };
  if (due(retransmission_deadline(tcb))) on_retransmission_due(tcb, now, effects);
  if (due(persist_deadline(tcb))) on_persist_due(tcb, now, effects);
  if (due(tcb.override_due)) on_override_due(tcb, now, effects);
  if (due(tcb.delayed_ack.due)) on_delayed_ack_due(tcb, effects);
  if (due(tcb.time_wait_due)) on_time_wait_due(tcb, effects);
  if (due(keep_alive_deadline(tcb))) on_keep_alive_due(tcb, now, effects);
}

[[noreturn, gnu::cold]] void stop(const Tcb& tcb, const char* what) {
  const std::string_view state = to_string(tcb.state);
  std::fprintf(stderr, "inconsistent Tcb in %.*s: %s\n", static_cast<int>(state.size()),
               state.data(), what);
  std::abort();
}

void check(const Tcb& tcb) {
  if (const char* const what = inconsistency(tcb)) stop(tcb, what);
}

Carried begin(const Tcb& tcb, Effects& effects) {
  effects.clear();
  return Carried{tcb};
}

}  // namespace

void step(Tcb& tcb, Segment& arrives, Instant now, Effects& effects) {
  const Carried before = begin(tcb, effects);
  const auto caused_by = arrives.options.timestamps;
  segment_arrives(tcb, arrives, now, effects);
  if (tcb.keep_alive.on) on_anything_heard(tcb, now);
  carry_options(tcb, before, caused_by, now, effects);
  check(tcb);
}

void step(Tcb& tcb, const OpeningSyn& arrives, Instant now, Effects& effects) {
  const Carried before = begin(tcb, effects);
  const auto caused_by = arrives.segment.options.timestamps;
  segment_arrives(tcb, arrives.segment, now, effects, arrives.fast_open);
  if (tcb.keep_alive.on) on_anything_heard(tcb, now);
  carry_options(tcb, before, caused_by, now, effects);
  check(tcb);
}

void step(Tcb& tcb, const SendCall& call, Instant now, Effects& effects) {
  const Carried before = begin(tcb, effects);
  user_call(tcb, call, now, effects);
  carry_options(tcb, before, std::nullopt, now, effects);
  check(tcb);
}

void step(Tcb& tcb, const ReceiveCall& call, Instant now, Effects& effects) {
  const Carried before = begin(tcb, effects);
  user_call(tcb, call, now, effects);
  carry_options(tcb, before, std::nullopt, now, effects);
  check(tcb);
}

void step(Tcb& tcb, const UserCall& call, Instant now, Effects& effects) {
  const Carried before = begin(tcb, effects);
  std::visit([&](const auto& one) { user_call(tcb, one, now, effects); }, call);
  carry_options(tcb, before, std::nullopt, now, effects);
  check(tcb);
}

void step(Tcb& tcb, const NetworkError& error, Instant now, Effects& effects) {
  const Carried before = begin(tcb, effects);
  icmp_arrives(tcb, error, now, effects);
  carry_options(tcb, before, std::nullopt, now, effects);
  check(tcb);
}

void step(Tcb& tcb, TimerDue, Instant now, Effects& effects) {
  const Carried before = begin(tcb, effects);
  timer_due(tcb, now, effects);
  carry_options(tcb, before, std::nullopt, now, effects);
  check(tcb);
}

void step(Tcb& tcb, const Event& event, Instant now, Effects& effects) {
  if (const auto* const arrives = std::get_if<SegmentArrives>(&event)) {
    Segment segment = arrives->segment;
    step(tcb, segment, now, effects);
  } else if (const auto* const call = std::get_if<UserCall>(&event)) {
    step(tcb, *call, now, effects);
  } else if (const auto* const error = std::get_if<NetworkError>(&event)) {
    step(tcb, *error, now, effects);
  } else {
    step(tcb, TimerDue{}, now, effects);
  }
}

MaybeInstant next_deadline(const Tcb& tcb) {
  Instant earliest = std::min(
      {tcb.override_due.raw(), tcb.delayed_ack.due.raw(), tcb.time_wait_due.raw()});  // none: never
  if (tcb.retransmission.due) earliest = std::min(earliest, retransmission_deadline(tcb).raw());
  if (tcb.persist.due) earliest = std::min(earliest, persist_deadline(tcb).raw());
  if (tcb.keep_alive.on) earliest = std::min(earliest, keep_alive_deadline(tcb).raw());
  return earliest;
}

}  // namespace synspect::tcp
