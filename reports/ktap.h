// KTAP, version 1: what kernel test runners read.
#pragma once

#include <string>

#include "harness/gate/assessment.h"

namespace synspect::reports {

[[nodiscard]] std::string replay_ktap(const gate::Assessment& all, bool timings);

}  // namespace synspect::reports
