// From the history of two live ends to the scenario that makes two stacks go nearly the same way:
// what either user did, and what the network did to datagrams on the way.
#pragma once

#include "harness/drive/scenario_from_history.h"
#include "harness/history/history.h"

namespace synspect::drive {

// Of Shape::kTwoEndpoints.
[[nodiscard]] LoweredScenario two_ends_from_history(const History& history);

}  // namespace synspect::drive
