// One row per clause: how often it was put to the test, and what came of that.
#pragma once

#include <vector>

#include "harness/gate/assessment.h"

namespace synspect::gate {

// Reads the results, issues and failed traces of `all`.
[[nodiscard]] std::vector<ClauseRow> clause_rows(const Assessment& all, const Question& question);

}  // namespace synspect::gate
