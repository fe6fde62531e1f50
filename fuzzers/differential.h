// One scenario, two stacks: where the RFCs leave no choice, both come to the same end.
#pragma once

#include <memory>
#include <string>

#include "fuzzers/chosen_stack.h"
#include "harness/drive/scenario_run.h"
#include "harness/history/history.h"
#include "harness/scenario/scenario.h"

namespace synspect {

// Only what a peer in good order does is run: what is odd has many right answers. Compared is, by
// lane, whether the stack opened, closed and reset, and the octets that its user was given, as far
// as both go. Timing, sizes and refusals are the stack's own affair.
class Differential {
 public:
  Differential(const MakeStack& first, const MakeStack& second);
  // Empty: they agree. Else the scenario and what differs.
  [[nodiscard]] std::string compare(const scenario::Scenario& scenario);

 private:
  std::unique_ptr<StackUnderTest> first_, second_;
  History first_history_, second_history_;
  drive::ScenarioRunner first_run_, second_run_;
};

}  // namespace synspect
