// Runs two live stacks against each other over a simulated network, in virtual time.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/drive/outcome.h"
#include "harness/drive/script_run.h"
#include "harness/history/observation.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

// A founding scenario: what two hosts and the network between them do, step by step, and what must
// have come of it. Endpoint 0 is the one that opens first, endpoint 1 the other.
struct PairScenario {
  std::string_view name;                  // "pair/four-way-close"
  std::string_view shows;                 // one line, for people
  std::vector<std::string_view> clauses;  // ids that it puts to the test
};
[[nodiscard]] std::span<const PairScenario> pair_scenarios();

// Plays `scenario` on two fresh stacks; observations of both ends go to `sink` in one stream.
[[nodiscard]] Outcome run_pair(const PairScenario& scenario, const ScriptRunOptions& options,
                               StackUnderTest& first, StackUnderTest& second,
                               ObservationSink& sink);

}  // namespace synspect::drive
