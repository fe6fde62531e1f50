// RFC 9293 3.10.7: a segment arrives for a Tcb, in any state.
#pragma once

#include "stack/effects.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

void segment_arrives(Tcb& tcb, const Segment& segment, Instant now, Effects& effects);

}  // namespace synspect::tcp
