// RFC 9293 3.10.1 to 3.10.6: what a user call does in each state. Answers go to `effects`.
#pragma once

#include <optional>

#include "stack/effects.h"
#include "stack/event.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

void user_call(Tcb& tcb, const OpenCall& call, Instant now, Effects& effects);
void user_call(Tcb& tcb, const SendCall& call, Instant now, Effects& effects);
void user_call(Tcb& tcb, const ReceiveCall& call, Instant now, Effects& effects);
void user_call(Tcb& tcb, const CloseCall& call, Instant now, Effects& effects);
void user_call(Tcb& tcb, const AbortCall& call, Instant now, Effects& effects);
void user_call(Tcb& tcb, const StatusCall& call, Instant now, Effects& effects);
void user_call(Tcb& tcb, const NagleCall& call, Instant now, Effects& effects);
void user_call(Tcb& tcb, const KeepAliveCall& call, Instant now, Effects& effects);
void user_call(Tcb& tcb, const TuneCall& call, Instant now, Effects& effects);

// From CLOSED or LISTEN, with remote socket and ISS known: a SYN, then SYN-SENT (9293-3.10.1-c).
void open_actively(Tcb& tcb, Instant now, Effects& effects,
                   const std::optional<FastOpening>& fast_open = {});
[[nodiscard]] bool remote_specified(const Tcb& tcb);
// What the user wants before there is an OPEN.
void tune(Tcb& tcb, const TuneCall& call);

}  // namespace synspect::tcp
