// The core in one function: what happens to a connection when something happens to it.
#pragma once

#include <optional>

#include "stack/effects.h"
#include "stack/event.h"
#include "stack/fast_open/server.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// Applies `event` at `now` to `tcb`, in place. Pure: the outcome is a function of the arguments.
// `now` never decreases between the steps of one Tcb. `effects` is cleared first. Stops the process
// if the Tcb is inconsistent on leaving.
void step(Tcb& tcb, const Event& event, Instant now, Effects& effects);

// The same where the caller knows which event it is: nothing is copied and nothing asked twice. A
// segment is cut to the window in place.
void step(Tcb& tcb, Segment& arrives, Instant now, Effects& effects);
void step(Tcb& tcb, const OpeningSyn& arrives, Instant now, Effects& effects);
void step(Tcb& tcb, const SendCall& call, Instant now, Effects& effects);
void step(Tcb& tcb, const ReceiveCall& call, Instant now, Effects& effects);
void step(Tcb& tcb, const UserCall& call, Instant now, Effects& effects);
void step(Tcb& tcb, const NetworkError& error, Instant now, Effects& effects);
void step(Tcb& tcb, TimerDue event, Instant now, Effects& effects);

// When the Tcb wants a TimerDue: the earliest of its timers, or nothing.
[[nodiscard]] MaybeInstant next_deadline(const Tcb& tcb);

}  // namespace synspect::tcp
