// The inputs of targets that take scenarios.
#pragma once

#include "fuzzers/inputs.h"
#include "harness/scenario/scenario.h"

namespace synspect {

[[nodiscard]] Inputs scenario_inputs(scenario::Shape shape);

}  // namespace synspect
