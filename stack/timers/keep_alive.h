// Keep-alives (RFC 9293 3.8.4, MAY-5): where nothing is outstanding and nothing was heard for a
// long time, a probe asks whether the peer is still there. Only for connections whose user wants it
// (MUST-24).
#pragma once

#include <optional>

#include "stack/effects.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// When the next probe is due. Empty while keep-alives are off, and while other timers watch over
// what is outstanding (MUST-26): what ends that is a segment of the peer, which starts the interval
// anew.
[[nodiscard]] MaybeInstant keep_alive_deadline(const Tcb& tcb);

// A segment came for this connection, of whatever kind (MUST-26).
inline void on_anything_heard(Tcb& tcb, Instant now) {
  tcb.keep_alive.since = now;
  tcb.keep_alive.unanswered = 0;
}

// The next probe, or the end where none of `count` was answered.
void on_keep_alive_due(Tcb& tcb, Instant now, Effects& effects);

}  // namespace synspect::tcp
