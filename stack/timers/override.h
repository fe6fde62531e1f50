// The override timer of silly-window avoidance (9293-3.8.6.2.1-d): a receiver that never offers
// enough for the other rules would hold text for ever.
#pragma once

#include "stack/effects.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// Runs exactly while text is held back as too small a piece. Calling it once too often does no
// harm.
void follow_hold(Tcb& tcb, Instant now);

void on_override_due(Tcb& tcb, Instant now, Effects& effects);

}  // namespace synspect::tcp
