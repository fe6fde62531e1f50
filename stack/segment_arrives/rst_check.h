// Second check (9293-3.10.7.4-2-*): RST, with the three-way rule of RFC 5961 3.
#pragma once

#include "stack/segment_arrives/arrival.h"

namespace synspect::tcp {

[[nodiscard]] Next check_rst(Arrival& arrival);

}  // namespace synspect::tcp
