// Whatever chance does to a stack comes back as a script: hostile runs are lowered, and their
// scripts, read from text, lead the stack through the same run.
#include <gtest/gtest.h>

#include <string>

#include "fuzzers/judged_storm.h"
#include "harness/drive/lower.h"
#include "harness/drive/lower_testing.h"
#include "harness/drive/script_run.h"
#include "harness/script/script.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect::storm {
namespace {

// Empty: the run came back.
std::string round_trip(const History& first, EndpointId accused, StackUnderTest& stack) {
  const auto lowered = drive::script_from_history(
      first, {.accused = accused, .until = {}, .keep_isns = true, .keep_octets = true});
  if (!lowered) return lowered.error();
  if (!lowered->left_out.empty()) return lowered->left_out.front();
  const std::string text = script::print(lowered->script);
  const auto script = script::parse(text);
  if (!script) return script.error().to_string("lowered") + "\n" + text;
  History again;
  const drive::Outcome outcome =
      drive::run_script(*script, {.path = "storm", .variant = {}}, stack, again);
  if (outcome.verdict != drive::Verdict::kPass) {
    return std::to_string(outcome.line) + ": " + outcome.message + "\n" + text;
  }
  const std::string difference = drive::testing::difference(
      drive::testing::story(first, accused, true), drive::testing::story(again, 0, true));
  return difference.empty() ? "" : difference + "\n" + text;
}

class StormLowering : public ::testing::TestWithParam<std::uint64_t> {  // the first seed
 protected:
  void play(Storm storm, std::uint64_t seeds, EndpointId ends) {
    const auto stack = make_reference_stack();
    History first;
    int broken = 0;
    for (std::uint64_t seed = GetParam(); seed < GetParam() + seeds && broken < 3; ++seed) {
      static_cast<void>(storm(seed, first));
      for (EndpointId end = 0; end < ends; ++end) {
        const std::string problem = round_trip(first, end, *stack);
        EXPECT_EQ(problem, "") << "seed " << seed << ", endpoint " << int{end};
        if (!problem.empty()) ++broken;
      }
    }
  }
};

TEST_P(StormLowering, HostileRunsComeBack) { play(hostile, 500, 1); }

// Each end of a connection over a network that loses, repeats and reorders is a script of its own.
TEST_P(StormLowering, BothEndsOfLossyRunsComeBack) { play(lossy, 50, 2); }

INSTANTIATE_TEST_SUITE_P(Seeds, StormLowering, ::testing::Values(1, 501, 1001, 1501));

}  // namespace
}  // namespace synspect::storm
