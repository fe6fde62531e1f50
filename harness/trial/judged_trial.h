// A scenario under the judge, on one stack or on two.
#pragma once

#include <memory>
#include <string>

#include "harness/judge/judge.h"
#include "harness/trial/tap.h"
#include "harness/trial/trial.h"

namespace synspect::trial {

class JudgedTrial final : public Trial {
 public:
  JudgedTrial(const MakeStack& make, scenario::Shape shape);

  using Trial::objects;
  [[nodiscard]] scenario::Shape shape() const override { return shape_; }
  [[nodiscard]] bool objects(const scenario::Scenario& scenario) override;
  [[nodiscard]] std::vector<Objection> objections() const override;
  [[nodiscard]] Kept keep(const scenario::Scenario& scenario) override;
  [[nodiscard]] drive::StateCoverage* coverage() override { return &runner_->coverage(); }
  void listen(Listener listener) override;

  [[nodiscard]] const judge::Judge& judge() const { return judge_; }

 private:
  [[nodiscard]] std::unique_ptr<drive::ScenarioRunner> runner(ObservationSink& sink);

  scenario::Shape shape_;
  std::unique_ptr<StackUnderTest> first_, second_;  // the second for two endpoints only
  judge::Judge judge_;
  Tap tap_{judge_, &judge_};  // in use only while somebody listens
  std::unique_ptr<drive::ScenarioRunner> runner_;
  std::string broken_;
};

}  // namespace synspect::trial
