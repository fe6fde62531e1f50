#include "fuzzers/scenario_campaign.h"

#include "fuzzers/run_report.h"
#include "harness/history/history.h"
#include "harness/scenario/encoding.h"
#include "harness/scenario/text.h"

namespace synspect {

ScenarioCampaign::ScenarioCampaign(const MakeStack& make, scenario::Shape shape)
    : shape_{shape}, first_{make()} {
  if (shape == scenario::Shape::kTwoEndpoints) second_ = make();
  runner_ = runner(judge_);
}

std::unique_ptr<drive::ScenarioRunner> ScenarioCampaign::runner(ObservationSink& sink) {
  if (second_) return std::make_unique<drive::ScenarioRunner>(*first_, *second_, sink);
  return std::make_unique<drive::ScenarioRunner>(*first_, sink);
}

std::string ScenarioCampaign::run(const scenario::Scenario& scenario) {
  const std::string& broken = runner_->run(scenario);
  if (broken.empty() && judge_.findings().empty()) return {};
  return explain(scenario, broken);
}

std::string ScenarioCampaign::run(std::span<const std::uint8_t> octets) {
  scenario::decode(octets, shape_, scenario_);
  return run(scenario_);
}

// The same run again, kept this time.
std::string ScenarioCampaign::explain(const scenario::Scenario& scenario, const std::string& why) {
  constexpr std::size_t kShown = 40;
  History history;
  static_cast<void>(runner(history)->run(scenario));
  return scenario::to_text(scenario) + (why.empty() ? "" : "the run broke off: " + why + "\n") +
         describe_run(history, judge_.findings(), kShown);
}

}  // namespace synspect
