// RFC 9293 3.10.7: a segment arrives for a Tcb, in any state.
#pragma once

#include "stack/effects.h"
#include "stack/fast_open/server.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// `segment` is used up: it is cut to the window in place, for a copy would cost each of them.
void segment_arrives(Tcb& tcb, Segment& segment, Instant now, Effects& effects,
                     const FastOpenAnswer& fast_open = {});

}  // namespace synspect::tcp
