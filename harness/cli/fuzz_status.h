// How a campaign stands, for people: a line while it runs, a table at its end.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/campaign/stats.h"
#include "harness/cli/finds.h"
#include "harness/cli/fuzz_target.h"

namespace synspect::cli {

// What it begins with.
[[nodiscard]] std::string target_lines(const FuzzTarget& target);
[[nodiscard]] std::string status_line(const campaign::Stats& stats, std::chrono::milliseconds time);
// When it is found.
[[nodiscard]] std::string finding_line(const Find& find, const Reasons& known);
[[nodiscard]] std::string summary(const campaign::Stats& stats, const Finds& finds,
                                  const std::filesystem::path& output,
                                  std::chrono::milliseconds time);

}  // namespace synspect::cli
