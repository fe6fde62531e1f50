// How a connection ends: in CLOSED, or (a passive open that came to nothing) back in LISTEN.
#pragma once

#include "stack/effects.h"
#include "stack/tcb.h"

namespace synspect::tcp {

// CLOSED; queues flushed, timers off. What an orderly close left unread stays in the receive queue
// for the host to hand out. Tells the user nothing.
[[gnu::noinline]] void end_connection(Tcb& tcb, Notice why, Effects& effects);

// As it was before the SYN; the host gives back what its remote socket was
// (9293-3.10.7.4-2-synrcvd-passive). What SENDs queued stays queued: it was accepted for after
// ESTABLISHED (9293-3.10.2-d), and the user is not told that the connection is yet to come.
[[gnu::cold]] void return_to_listen(Tcb& tcb, Effects& effects);

}  // namespace synspect::tcp
