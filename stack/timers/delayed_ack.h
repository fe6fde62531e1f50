// Delayed acknowledgments (SHLD-18, RFC 9293 3.8.6.3): the ACK of text in order waits for a second
// segment, for something that it can ride on, or for its timer. Every other segment that wants an
// ACK gets it at once (5681-4.2-*).
#pragma once

#include "stack/effects.h"
#include "stack/seq.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// One segment with `length` octets was taken in order. True when its ACK may wait; the timer runs
// then. Every segment counts, full-sized or not: nobody but the peer knows what it calls full.
[[nodiscard]] bool ack_may_wait(Tcb& tcb, SeqLen length, Instant now);

// Whatever carries an ACK calls this when it leaves.
inline void on_acknowledged(Tcb& tcb) { tcb.delayed_ack = {}; }

void on_delayed_ack_due(Tcb& tcb, Effects& effects);

}  // namespace synspect::tcp
