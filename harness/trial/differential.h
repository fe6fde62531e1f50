// One scenario, two stacks: where the RFCs leave no choice, both come to the same end.
#pragma once

#include <memory>
#include <vector>

#include "harness/trial/tap.h"
#include "harness/trial/trial.h"

namespace synspect::trial {

// Only what a peer in good order does is run: what is odd has many right answers. Compared is, by
// lane, whether the stack opened, closed and reset, and the octets that its user was given, as far
// as both go. Timing, sizes and refusals are the stack's own affair.
class Differential final : public Trial {
 public:
  Differential(const MakeStack& first, const MakeStack& second);

  using Trial::objects;
  [[nodiscard]] scenario::Shape shape() const override { return scenario::Shape::kOneEndpoint; }
  [[nodiscard]] bool objects(const scenario::Scenario& scenario) override;  // they disagree
  [[nodiscard]] std::vector<Objection> objections() const override { return objections_; }
  [[nodiscard]] Kept keep(const scenario::Scenario& scenario) override;  // of the first stack
  void listen(Listener listener) override;

 private:
  std::unique_ptr<StackUnderTest> first_, second_;
  History first_history_, second_history_;
  Tap first_tap_{first_history_}, second_tap_{second_history_};
  drive::ScenarioRunner first_run_, second_run_;
  std::vector<Objection> objections_;
};

}  // namespace synspect::trial
