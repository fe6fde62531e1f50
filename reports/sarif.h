// SARIF 2.1.0, for code hosts that show findings at the line of the file.
#pragma once

#include <cstddef>
#include <string>

#include "harness/gate/assessment.h"

namespace synspect::reports {

inline constexpr std::size_t kMostSarifResults = 5000;  // what code hosts take

// A result per finding and per failed trace, at the line of its trace; a rule per clause.
[[nodiscard]] std::string sarif(const gate::Assessment& all);

}  // namespace synspect::reports
