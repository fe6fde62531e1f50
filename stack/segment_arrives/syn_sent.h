// RFC 9293 3.10.7.3: SYN-SENT.
#pragma once

#include "stack/effects.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

void arrives_in_syn_sent(Tcb& tcb, const Segment& segment, Instant now, Effects& effects);

}  // namespace synspect::tcp
