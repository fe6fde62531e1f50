// What the fuzz targets of scenarios have in common. A finding is a trap, its text goes to stderr.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "harness/scenario/scenario.h"

namespace synspect {

// Of which shape the inputs of this target are: each target defines it, the mutator asks.
[[nodiscard]] scenario::Shape target_shape();

// Prints and traps unless `finding` is empty.
void trap_on(const std::string& finding);

}  // namespace synspect
