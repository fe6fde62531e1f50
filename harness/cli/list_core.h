#pragma once

#include <iosfwd>

#include "harness/cli/session.h"

namespace synspect::cli {

// A line per clause that can be seen from outside, then the counts. A UsageError without sources.
void list_core_clauses(const Surroundings& around, std::ostream& out);

}  // namespace synspect::cli
