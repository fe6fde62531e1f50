// Time as the core counts it: an argument, never asked for.
#pragma once

#include <chrono>

namespace synspect::tcp {

struct CoreClock {  // a tag; it has no now()
  using duration = std::chrono::microseconds;
  using rep = duration::rep;
  using period = duration::period;
};
using Duration = std::chrono::microseconds;
using Instant = std::chrono::time_point<CoreClock, Duration>;

}  // namespace synspect::tcp
