// Fast Open on the side that opens (RFC 7413 4.2.1, 4.2.2).
#pragma once

#include "stack/effects.h"
#include "stack/event.h"
#include "stack/tcb.h"

namespace synspect::tcp {

// Onto the first SYN, which has just been formed: the option, and behind a cookie as much of the
// text as it takes. Repeated SYNs carry neither (7413-4.2.1-c, 7413-4.2.2-c).
void add_fast_open(Tcb& tcb, const FastOpening& opening, Effects& effects);

// Our SYN was acknowledged up to `ack`, before SND.UNA moves: text that came with it and was not
// taken is due at once (7413-4.2.2-g, 9293-3.10.7.3-c).
void follow_syn_text(Tcb& tcb, Seq ack);

}  // namespace synspect::tcp
