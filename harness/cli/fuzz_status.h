// How a campaign stands, for people: a line while it runs, a table at its end.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "harness/campaign/stats.h"
#include "harness/cli/finds.h"
#include "harness/cli/fuzz_target.h"

namespace synspect::cli {

// What it begins with.
[[nodiscard]] std::string target_lines(const FuzzTarget& target);
[[nodiscard]] std::string status_line(const campaign::Stats& stats, std::chrono::milliseconds time);
// One line when it is found.
[[nodiscard]] std::string finding_line(const Find& find);
[[nodiscard]] std::string summary(const campaign::Stats& stats, const std::vector<Find>& finds,
                                  std::chrono::milliseconds time);

}  // namespace synspect::cli
