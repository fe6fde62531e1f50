// What the peer's SYN says: its initial number, its window, its options.
#pragma once

#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

void take_peer_syn(Tcb& tcb, const Segment& segment, Instant now);

// SND.WND, SND.WL1 and SND.WL2 from this segment, whatever they were before.
void take_window(Tcb& tcb, const Segment& segment);

}  // namespace synspect::tcp
