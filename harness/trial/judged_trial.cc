#include "harness/trial/judged_trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/trial/first_of_each.h"

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

bool JudgedTrial::objects(const scenario::Scenario& scenario) {
  broken_ = runner_->run(scenario);
  return !broken_.empty() || !judge_.findings().empty();
}

std::vector<Objection> JudgedTrial::objections() const {
  std::vector<Objection> all;
  const std::vector<const judge::Finding*> found = first_of_each(judge_.findings());
  // A stack that died is told once, by the judge.
  const bool told = std::ranges::any_of(
      found, [](const judge::Finding* one) { return one->clause.text().empty(); });
  if (!broken_.empty() && !told) all.push_back(broken_run(broken_));
  for (const judge::Finding* one : found) {
    const std::string_view clause = one->clause.text();
    all.push_back({.identity = one->identity(),
                   .family = family_of(clause, to_string(one->kind), one->observed),
                   .says = clause.empty() ? one->observed
                                          : fmt::format("{}: expected {}; observed {}", clause,
                                                        one->expected, one->observed)});
  }
  return all;
}

Kept JudgedTrial::keep(const scenario::Scenario& scenario) {
  Kept kept{.history = std::make_unique<History>(), .findings = {}, .broken = {}};
  kept.broken = runner(*kept.history)->run(scenario);
  judge::Judge judge;
  kept.history->replay(judge);
  for (const judge::Finding* one : first_of_each(judge.findings())) kept.findings.push_back(*one);
  return kept;
}

}  // namespace synspect::trial
