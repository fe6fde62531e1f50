// RFC 9293 3.10.7.4: SYN-RECEIVED, ESTABLISHED and all that follow.
#pragma once

#include "stack/effects.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// Cuts `segment` to the window in place.
void arrives_in_synchronized(Tcb& tcb, Segment& segment, Instant now, Effects& effects);

// SYN-SENT met its SYN,ACK and has taken the SYN: ESTABLISHED, then the sixth check and on
// (9293-3.10.7.3-g, -i).
void arrives_with_syn_taken(Tcb& tcb, const Segment& segment, Instant now, Effects& effects);

}  // namespace synspect::tcp
