// From a history to the scenario that makes a stack go the same way: a seed for fuzzing. Its codes
// say amounts only nearly, so the run is like the history, not equal to it.
#pragma once

#include <string>
#include <vector>

#include "harness/history/history.h"
#include "harness/scenario/scenario.h"

namespace synspect::drive {

struct LoweredScenario {
  scenario::Scenario scenario;  // Shape::kOneEndpoint
  // A sentence each, with the position of the observation.
  std::vector<std::string> left_out;  // what no event says
  std::vector<std::string> rounded;   // what an event says only nearly, beyond amounts and times
};

// What one endpoint met: its calls, what was delivered to it, and the time between.
[[nodiscard]] LoweredScenario scenario_from_history(const History& history,
                                                    EndpointId endpoint = 0);

}  // namespace synspect::drive
