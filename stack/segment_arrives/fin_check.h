// Eighth check of RFC 9293 3.10.7.4: FIN.
#pragma once

#include "stack/segment_arrives/arrival.h"

namespace synspect::tcp {

// The segment is in order: take_text() has seen to that.
[[nodiscard]] Next check_fin(Arrival& arrival);

}  // namespace synspect::tcp
