// STATUS (RFC 9293 3.10.6).
#include "stack/calls/calls.h"

namespace synspect::tcp {

void user_call(Tcb& tcb, const StatusCall&, Instant, Effects& effects) {
  effects.reported = tcb.state;
  if (tcb.state == State::kClosed) effects.status = CallStatus::kDoesNotExist;  // 9293-3.10.6-a
}

}  // namespace synspect::tcp
