// Many judged runs of scenarios on one stack: what every fuzz target of scenarios does.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "fuzzers/chosen_stack.h"
#include "harness/drive/scenario_run.h"
#include "harness/judge/judge.h"
#include "harness/scenario/scenario.h"

namespace synspect {

class ScenarioCampaign {
 public:
  ScenarioCampaign(const MakeStack& make, scenario::Shape shape);

  // Runs one and judges it. Empty: nothing to object to. Else the scenario and the findings.
  [[nodiscard]] std::string run(const scenario::Scenario& scenario);
  [[nodiscard]] std::string run(std::span<const std::uint8_t> octets);

  [[nodiscard]] drive::StateCoverage& coverage() { return runner_->coverage(); }
  [[nodiscard]] const judge::Judge& judge() const { return judge_; }

 private:
  [[nodiscard]] std::string explain(const scenario::Scenario& scenario, const std::string& why);
  [[nodiscard]] std::unique_ptr<drive::ScenarioRunner> runner(ObservationSink& sink);

  scenario::Shape shape_;
  std::unique_ptr<StackUnderTest> first_, second_;  // the second for two endpoints only
  judge::Judge judge_;
  std::unique_ptr<drive::ScenarioRunner> runner_;
  scenario::Scenario scenario_;
};

}  // namespace synspect
