// Fourth check (9293-3.10.7.4-4-*): a SYN in the window.
#pragma once

#include "stack/segment_arrives/arrival.h"

namespace synspect::tcp {

[[nodiscard]] Next check_syn(Arrival& arrival);

}  // namespace synspect::tcp
