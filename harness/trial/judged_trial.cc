#include "harness/trial/judged_trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "harness/trial/disputed.h"

namespace synspect::trial {

JudgedTrial::JudgedTrial(const MakeStack& make, scenario::Shape shape)
    : shape_{shape}, first_{make()} {
  if (shape == scenario::Shape::kTwoEndpoints) second_ = make();
  runner_ = runner(judge_);
}

std::unique_ptr<drive::ScenarioRunner> JudgedTrial::runner(ObservationSink& sink) {
  if (second_) return std::make_unique<drive::ScenarioRunner>(*first_, *second_, sink);
  return std::make_unique<drive::ScenarioRunner>(*first_, sink);
}

void JudgedTrial::listen(Listener listener) {
  tap_.listen(std::move(listener));
  runner_ = runner(tap_);
}

bool JudgedTrial::counts(const judge::Finding& finding) const {
  return strict_ || !disputed(finding.clause.text());
}

bool JudgedTrial::objects(const scenario::Scenario& scenario) {
  broken_ = runner_->run(scenario);
  return !broken_.empty() || std::ranges::any_of(judge_.findings(), [this](const auto& finding) {
    return counts(finding);
  });
}

std::vector<Objection> JudgedTrial::objections() const {
  std::vector<Objection> all;
  if (!broken_.empty()) all.push_back(broken_run(broken_));
  std::set<std::string> seen;
  for (const judge::Finding& finding : judge_.findings()) {
    if (!counts(finding) || !seen.insert(finding.identity()).second) continue;
    all.push_back(
        {finding.identity(), fmt::format("{}: expected {}; observed {}", finding.clause.text(),
                                         finding.expected, finding.observed)});
  }
  return all;
}

Kept JudgedTrial::keep(const scenario::Scenario& scenario) {
  Kept kept{.history = std::make_unique<History>(), .findings = {}, .broken = {}};
  kept.broken = runner(*kept.history)->run(scenario);
  judge::Judge judge;
  kept.history->replay(judge);
  for (const judge::Finding& finding : judge.findings()) {
    if (counts(finding)) kept.findings.push_back(finding);
  }
  return kept;
}

}  // namespace synspect::trial
