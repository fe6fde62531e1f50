// A scenario for people: the setup, then one numbered line per event.
#pragma once

#include <string>

#include "harness/scenario/scenario.h"

namespace synspect::scenario {

[[nodiscard]] std::string to_text(const Scenario& scenario);
[[nodiscard]] std::string to_text(const Event& event);

}  // namespace synspect::scenario
