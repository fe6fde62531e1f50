// Sixth check (9293-3.10.7.4-6a to 6c): URG. Not implemented (stack/features.h): the flag and the
// pointer are ignored, and the octets stay in the stream.
#pragma once

#include "stack/segment_arrives/arrival.h"

namespace synspect::tcp {

[[nodiscard]] inline Next check_urg(Arrival&) { return Next::kCheck; }

}  // namespace synspect::tcp
