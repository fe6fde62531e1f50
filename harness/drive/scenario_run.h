// Runs a scenario: the events of a Scenario against one stack, or against two of them and the
// network between, in virtual time. What a stack refuses by its Controls is no event at all.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "harness/drive/state_coverage.h"
#include "harness/history/observation.h"
#include "harness/scenario/scenario.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

// Where scenarios differ from how they are told: for metamorphic comparison. Two runs of one
// scenario that differ in one of these have the same outcome.
struct Twist {
  std::uint32_t isn_shift{};      // both streams translated modulo 2^32
  bool pad_options{};             // four NOPs ahead of the options of every segment of the peer
  std::uint32_t repeat_one_in{};  // one in so many of the peer's segments comes twice; 0: none
};

struct ScenarioOptions {
  bool extensions{true};         // the scenario may ask for those of the stack, and of the peer
  std::uint64_t seed{1};         // of the stack's own chance
  std::uint32_t forced_isns{6};  // of an end; later connections choose their own
  Twist twist;
};

// Made once, run many times: its memory is used again. Stacks and sink must outlive it.
class ScenarioRunner {
 public:
  ScenarioRunner(StackUnderTest& stack, ObservationSink& sink, ScenarioOptions options = {});
  // For Shape::kTwoEndpoints.
  ScenarioRunner(StackUnderTest& first, StackUnderTest& second, ObservationSink& sink,
                 ScenarioOptions options = {});
  ~ScenarioRunner();
  ScenarioRunner(const ScenarioRunner&) = delete;
  ScenarioRunner& operator=(const ScenarioRunner&) = delete;

  // From begin() to RunEnded. What is returned is what went wrong in the run itself (the stack
  // died, does not come to rest, cannot be reset); empty: nothing. A scenario of the other shape
  // does nothing.
  [[nodiscard]] const std::string& run(const scenario::Scenario& scenario);

  // Triples of state, event class and next state that were reached, over all runs.
  [[nodiscard]] StateCoverage& coverage();
  // Sinks change where a kept run is wanted.
  void set_twist(const Twist& twist);

 private:
  class OneEndpoint;
  class TwoEndpoints;
  std::unique_ptr<OneEndpoint> one_;
  std::unique_ptr<TwoEndpoints> two_;
};

}  // namespace synspect::drive
