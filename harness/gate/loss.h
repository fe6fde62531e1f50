// What a worker's bad end says of the stack that it ran.
#pragma once

#include <string_view>
#include <vector>

#include "harness/gate/result.h"
#include "harness/worker/ending.h"
#include "harness/worker/process.h"

namespace synspect::gate {

// The run that it cut short: verdict fail, and one finding without a clause.
[[nodiscard]] Run run_cut_short(const worker::Ending& ending, const worker::Limits& limits);

// The lines of `words` that matter: a sanitizer's report from its head, else the last ones.
// Bounded, printable; process ids and addresses, which differ from run to run, are taken out.
[[nodiscard]] std::vector<std::string> lines_that_matter(std::string_view words);
// The functions on top of the stack in a sanitizer's report; its own are left out.
[[nodiscard]] std::vector<std::string> top_frames(std::string_view words);

}  // namespace synspect::gate
