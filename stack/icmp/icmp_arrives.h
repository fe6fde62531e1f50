// An ICMP error arrives for a connection (RFC 9293 3.9.2.2, MUST-54).
#pragma once

#include "stack/effects.h"
#include "stack/network_error.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

void icmp_arrives(Tcb& tcb, const NetworkError& error, Instant now, Effects& effects);

}  // namespace synspect::tcp
