// A user call and its answer in one line.
#pragma once

#include <string>

#include "harness/history/observation.h"

namespace synspect::reports {

// "send(4, 100) = 100", "OPEN(192.0.2.1:80, passive) = 3", "accept(3) = -1 EAGAIN"
[[nodiscard]] std::string call_words(const CallSeen& seen);

}  // namespace synspect::reports
