// Seventh check (9293-3.10.7.4-7a to 7g): segment text. What lies above a hole is held (SHLD-31).
#pragma once

#include "stack/segment_arrives/arrival.h"

namespace synspect::tcp {

// When it answers kCheck the segment has a FIN exactly if the stream has reached one.
[[nodiscard]] Next take_text(Arrival& arrival);

}  // namespace synspect::tcp
