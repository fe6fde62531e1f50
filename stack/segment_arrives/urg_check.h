// Sixth check (9293-3.10.7.4-6a to 6c): URG. The octets stay in the stream.
#pragma once

#include "stack/segment_arrives/arrival.h"

namespace synspect::tcp {

[[nodiscard]] Next check_urg(Arrival& arrival);

}  // namespace synspect::tcp
