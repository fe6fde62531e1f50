#include "harness/cli/known_findings.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "harness/cli/output_file.h"
#include "harness/gate/baseline.h"

namespace synspect::cli {

Reasons known_findings(const std::string& named, const std::string& stack,
                       const Surroundings& around) {
  std::filesystem::path file = named;
  if (named == "none") return {};
  if (named.empty()) {
    if (stack.find_first_of(":/") != std::string::npos) return {};  // not a plain name
    file = around.root / "corpus/baselines" / (stack + ".json");
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return {};
  }
  const auto baseline = gate::parse_baseline(read_file(file), gate::Reasons::kRequired);
  if (!baseline) throw UsageError(fmt::format("{}: {}", file.string(), baseline.error()));
  Reasons reasons;
  for (const gate::BaselineEntry& entry : baseline->entries) {
    const bool holds = entry.expires >= around.today;
    if (entry.stack != stack || entry.outcome != gate::KnownOutcome::kFinding || !holds) continue;
    reasons[entry.subject] = entry.reason;
  }
  return reasons;
}

std::string known_as(const Reasons& known, const std::string& identity, const std::string& family) {
  if (known.contains(identity)) return identity;
  return known.contains(family) ? family : std::string{};
}

}  // namespace synspect::cli
