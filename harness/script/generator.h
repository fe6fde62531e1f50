// Makes valid scripts from a seed, for tests of laws that hold for all of them.
#pragma once

#include <cstdint>

#include "harness/script/ast.h"

namespace synspect::script {

// The same seed gives the same script on every machine.
[[nodiscard]] Script generate_script(std::uint64_t seed);

}  // namespace synspect::script
