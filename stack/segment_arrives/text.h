// Seventh check (9293-3.10.7.4-7a to 7g): segment text.
#pragma once

#include "stack/segment_arrives/arrival.h"

namespace synspect::tcp {

[[nodiscard]] Next take_text(Arrival& arrival);

}  // namespace synspect::tcp
