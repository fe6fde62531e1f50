// Options that replay and gate share because both play traces: -D, --clause, --output.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/options.h"
#include "harness/script/script.h"

namespace synspect::cli {

void add_trace_options(po::options_description& options);

// The values of -D. UsageError for what can be no macro: no script is at fault then.
[[nodiscard]] script::Macros macros_of(const po::variables_map& options);
// The values of --clause, as the table spells them.
[[nodiscard]] std::vector<std::string> clauses_of(const po::variables_map& options);

}  // namespace synspect::cli
