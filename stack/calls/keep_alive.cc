// Keep-alives on or off for one connection, and how often (MUST-24, MUST-27); not a call of
// RFC 9293 3.9.1, which leaves it open.
#include "stack/calls/calls.h"

namespace synspect::tcp {

void user_call(Tcb& tcb, const KeepAliveCall& call, Instant now, Effects& effects) {
  if (tcb.state == State::kClosed) {
    effects.status = CallStatus::kDoesNotExist;
    return;
  }
  KeepAlive& keep_alive = tcb.keep_alive;
  // Nobody has listened for the peer until now: the interval begins here.
  const bool starts = call.on && !keep_alive.on;
  const Instant since = starts ? now : keep_alive.since;
  const std::uint8_t unanswered = starts ? std::uint8_t{0} : keep_alive.unanswered;
  keep_alive = {.on = call.on,
                .count = call.count,
                .unanswered = unanswered,
                .idle = call.idle,
                .interval = call.interval,
                .since = since};
}

}  // namespace synspect::tcp
