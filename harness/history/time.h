// Virtual time, as every part of the harness counts it.
#pragma once

#include <chrono>

namespace synspect {

// A tag, not a clock: nothing in the harness may ask what time it is. Time is handed in.
struct VirtualClock {
  using duration = std::chrono::microseconds;
  using rep = duration::rep;
  using period = duration::period;
};

using Duration = std::chrono::microseconds;                    // signed, one microsecond a tick
using Time = std::chrono::time_point<VirtualClock, Duration>;  // counted from the start of the run

inline constexpr Time kRunStart{};

}  // namespace synspect
