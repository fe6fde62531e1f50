// RFC 9293 3.10.7.2: LISTEN.
#pragma once

#include "stack/effects.h"
#include "stack/fast_open/server.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// True for the one kind of segment that LISTEN takes: the host then fills in the sockets and the
// ISS before the step (9293-3.10.7.2-f).
[[nodiscard]] constexpr bool opens_connection(const Segment& segment) {
  return segment.syn && !segment.ack_flag && !segment.rst;
}

void arrives_in_listen(Tcb& tcb, const Segment& segment, const FastOpenAnswer& fast_open,
                       Instant now, Effects& effects);

}  // namespace synspect::tcp
