#include "harness/trial/trial.h"

#include <algorithm>
#include <cctype>

#include "harness/scenario/encoding.h"
#include "harness/scenario/text.h"
#include "harness/trial/run_report.h"

namespace synspect::trial {

bool Trial::objects(std::span<const std::uint8_t> octets) {
  scenario::decode(octets, shape(), scenario_);
  return objects(scenario_);
}

std::string Trial::explain(const scenario::Scenario& scenario) {
  constexpr std::size_t kShown = 40;
  if (!objects(scenario)) return {};
  std::string text = scenario::to_text(scenario);
  const Kept kept = keep(scenario);
  for (const Objection& objection : objections()) {
    if (kept.findings.empty()) text += objection.says + '\n';
  }
  return text + describe_run(*kept.history, kept.findings, kShown);
}

std::string family_of(std::string_view clause, std::string_view kind, std::string_view observed) {
  if (!clause.empty()) return std::string{clause} + " " + std::string{kind};
  constexpr std::size_t kLongest = 120;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto goes_on = [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  std::string family = std::string{kind} + ": ";
  for (std::size_t i = 0; i < observed.size() && family.size() < kLongest; ++i) {
    if (!is_digit(observed[i])) {
      family += observed[i];
      continue;
    }
    family += 'N';  // a line, an address
    while (i + 1 < observed.size() && goes_on(observed[i + 1])) ++i;
  }
  return family;
}

Objection broken_run(const std::string& why) {
  std::string identity = "broken-interface: " + why.substr(0, why.find(':'));
  std::erase_if(identity, [](unsigned char c) { return std::isdigit(c) != 0; });
  return {identity, identity, "the run broke off: " + why};
}

}  // namespace synspect::trial
