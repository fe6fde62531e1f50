// JUnit XML for CI servers: one suite of traces, one of clauses, one of baseline entries.
#pragma once

#include <string>

#include "harness/gate/assessment.h"

namespace synspect::reports {

// Names are unique within a suite. The reason of a failure stands both in message= and in the text:
// servers show one or the other.
[[nodiscard]] std::string junit(const gate::Assessment& all);

}  // namespace synspect::reports
