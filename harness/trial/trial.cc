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

Objection broken_run(const std::string& why) {
  std::string identity = "broken-interface: " + why.substr(0, why.find(':'));
  std::erase_if(identity, [](unsigned char c) { return std::isdigit(c) != 0; });
  return {identity, identity, "the run broke off: " + why};
}

}  // namespace synspect::trial
