#include "harness/cli/known_findings.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "harness/cli/output_file.h"
#include "harness/gate/baseline.h"
#include "harness/judge/requirements.h"
#include "reports/wording.h"

namespace synspect::cli {

namespace {

void add(const std::filesystem::path& file, const std::string& stack, const Surroundings& around,
         Reasons& reasons) {
  const auto baseline = gate::parse_baseline(read_file(file), gate::Reasons::kRequired);
  if (!baseline) throw UsageError(fmt::format("{}: {}", file.string(), baseline.error()));
  for (const gate::BaselineEntry& entry : baseline->entries) {
    const bool holds = entry.expires >= around.today;
    if (entry.stack != stack || entry.outcome != gate::KnownOutcome::kFinding || !holds) continue;
    reasons[entry.subject] = entry.reason;
  }
}

// Of the project, if there is one.
void add_own(const std::filesystem::path& folder, const std::string& stack,
             const Surroundings& around, Reasons& reasons) {
  if (stack.find_first_of(":/") != std::string::npos) return;  // not a plain name
  const auto file = around.root / "corpus/baselines" / folder / (stack + ".json");
  std::error_code error;
  if (std::filesystem::is_regular_file(file, error)) add(file, stack, around, reasons);
}

}  // namespace

Reasons known_findings(const std::string& named, const std::string& stack,
                       const Surroundings& around) {
  Reasons reasons;
  if (named.empty()) add_own("", stack, around, reasons);
  if (!named.empty() && named != "none") add(named, stack, around, reasons);
  return reasons;
}

Reasons known_to_campaigns(const std::string& named, const std::string& stack,
                           const Surroundings& around) {
  Reasons reasons = known_findings(named, stack, around);
  if (named.empty()) add_own("campaign", stack, around, reasons);
  return reasons;
}

std::string known_as(const Reasons& known, const std::string& identity, const std::string& family) {
  if (known.contains(identity)) return identity;
  return known.contains(family) ? family : std::string{};
}

std::vector<std::string> known_elsewhere(const Reasons& known, const std::string& identity) {
  std::vector<std::string> subjects;
  if (judge::find_requirement(clause_of(identity)) == nullptr) return subjects;
  for (const auto& [subject, reason] : known) {
    if (subject != identity && clause_of(subject) == clause_of(identity)) {
      subjects.push_back(subject);
    }
  }
  return subjects;
}

std::string rows_of_elsewhere(const Reasons& known, const std::vector<std::string>& subjects) {
  std::map<std::string, std::string> places;  // by reason, which several may share
  for (const std::string& subject : subjects) {
    std::string& place = places[known.at(subject)];
    place += (place.empty() ? "" : ", ") + where_of(subject);
  }
  std::string text;
  for (const auto& [reason, place] : places) {
    text += fmt::format("  baseline  knows {} in {}: {}\n", clause_of(subjects.front()), place,
                        reports::one_line(reason));
  }
  return text;
}

std::string clause_of(const std::string& identity) {
  return identity.substr(0, identity.find_first_of(" :"));
}

std::string where_of(const std::string& identity) {
  const bool clause = judge::find_requirement(clause_of(identity)) != nullptr;
  std::size_t at = 0;
  for (int words = clause ? 2 : 1; words > 0 && at != std::string::npos; --words) {
    at = identity.find(' ', at == 0 ? 0 : at + 1);
  }
  return at == std::string::npos ? "any state" : identity.substr(at + 1);
}

}  // namespace synspect::cli
