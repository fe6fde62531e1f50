// TIME-WAIT lasts two MSL (MUST-13), then the Tcb is deleted (9293-3.10.8-d).
#pragma once

#include "stack/effects.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// Enters TIME-WAIT, all other timers off, or starts its two MSL again.
void start_time_wait(Tcb& tcb, Instant now);
void on_time_wait_due(Tcb& tcb, Effects& effects);

}  // namespace synspect::tcp
