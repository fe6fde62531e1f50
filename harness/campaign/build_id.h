// Which sources a program was built from, as far as they decide what a scenario does and how it is
// judged. A finding of a target that another build of the program runs again may be gone.
#pragma once

#include <cstdint>

namespace synspect::campaign {

[[nodiscard]] std::uint64_t build_id();

}  // namespace synspect::campaign
