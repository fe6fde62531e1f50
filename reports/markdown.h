// A summary for a merge request or a job page.
#pragma once

#include <string>

#include "harness/gate/assessment.h"

namespace synspect::reports {

[[nodiscard]] std::string markdown(const gate::Assessment& all);

}  // namespace synspect::reports
