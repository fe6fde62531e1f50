// Whether both ends want ECN: ECE and CWR on the SYN ask, ECE alone on the SYN,ACK agrees
// (RFC 3168 6.1.1).
#pragma once

#include "stack/segment.h"
#include "stack/tcb.h"

namespace synspect::tcp {

// Sets the two bits on a SYN or SYN,ACK of ours and remembers what it said.
void announce_ecn(Tcb& tcb, Segment& syn);

// A SYN or SYN,ACK of the peer, the first or one more.
void hear_ecn(Tcb& tcb, const Segment& syn);

}  // namespace synspect::tcp
