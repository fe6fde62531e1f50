#include "harness/drive/scenario_run.h"

#include <utility>

#include "harness/drive/scenario_one.h"
#include "harness/drive/scenario_two.h"

namespace synspect::drive {

ScenarioRunner::ScenarioRunner(StackUnderTest& stack, ObservationSink& sink,
                               ScenarioOptions options)
    : one_{std::make_unique<OneEndpoint>(stack, sink, std::move(options))} {}
ScenarioRunner::ScenarioRunner(StackUnderTest& first, StackUnderTest& second, ObservationSink& sink,
                               ScenarioOptions options)
    : two_{std::make_unique<TwoEndpoints>(first, second, sink, std::move(options))} {}
ScenarioRunner::~ScenarioRunner() = default;

const std::string& ScenarioRunner::run(const scenario::Scenario& scenario) {
  return one_ ? one_->run(scenario) : two_->run(scenario);
}

StateCoverage& ScenarioRunner::coverage() { return one_ ? one_->coverage() : two_->coverage(); }

void ScenarioRunner::set_twist(const Twist& twist) {
  if (one_) one_->set_twist(twist);
  if (two_) two_->set_twist(twist);
}

}  // namespace synspect::drive
