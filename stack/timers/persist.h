// The persist timer: probes of a zero window (MUST-36, RFC 9293 3.8.6.1). While it runs
// the retransmission timer is off, since what would be resent lies beyond the window.
#pragma once

#include "stack/effects.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// The peer offers nothing, and something waits for room or for its acknowledgment.
[[nodiscard]] bool window_blocks(const Tcb& tcb);

// SND.WND or what waits for it has changed: changes between the two timers if need be. Calling it
// once too often does no harm.
void follow_window(Tcb& tcb, Instant now);

// An acceptable acknowledgment came, new or not: the connection stays open (MUST-37).
void on_peer_heard(Tcb& tcb);

// When the timer wants attention: for a probe or at the end of R2. Empty: off.
[[nodiscard]] MaybeInstant persist_deadline(const Tcb& tcb);

// Time for a probe, or R2 has passed without an answer to any.
void on_persist_due(Tcb& tcb, Instant now, Effects& effects);

}  // namespace synspect::tcp
