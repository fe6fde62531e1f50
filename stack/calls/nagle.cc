// Nagle on or off for one connection (MUST-17); not a call of RFC 9293 3.9.1, which leaves it open.
#include "stack/calls/calls.h"
#include "stack/send/emit.h"

namespace synspect::tcp {

void user_call(Tcb& tcb, const NagleCall& call, Instant now, Effects& effects) {
  if (tcb.state == State::kClosed) {
    effects.status = CallStatus::kDoesNotExist;
    return;
  }
  tcb.nagle = call.on;
  send_queued(tcb, now, effects);  // what it held
}

}  // namespace synspect::tcp
