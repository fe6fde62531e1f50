// What the fuzz targets of scenarios have in common: scenario_target.cc is their entry point.
#pragma once

#include <string_view>

#include "harness/scenario/scenario.h"

namespace synspect {

// Each target defines both: which trial it makes (harness/trial/targets.h), and of which shape its
// inputs are, which the mutator asks.
[[nodiscard]] std::string_view target_name();
[[nodiscard]] scenario::Shape target_shape();

}  // namespace synspect
