#include "harness/trial/targets.h"

#include <algorithm>
#include <array>

#include "harness/trial/differential.h"
#include "harness/trial/judged_trial.h"
#include "harness/trial/metamorphic.h"

namespace synspect::trial {
namespace {

std::unique_ptr<Trial> state_machine(const MakeStack& stack, const MakeStack& /*other*/) {
  return std::make_unique<JudgedTrial>(stack, scenario::Shape::kOneEndpoint);
}
std::unique_ptr<Trial> endpoints(const MakeStack& stack, const MakeStack& /*other*/) {
  return std::make_unique<JudgedTrial>(stack, scenario::Shape::kTwoEndpoints);
}
std::unique_ptr<Trial> metamorphic(const MakeStack& stack, const MakeStack& /*other*/) {
  return std::make_unique<Metamorphic>(stack);
}
std::unique_ptr<Trial> differential(const MakeStack& stack, const MakeStack& other) {
  return std::make_unique<Differential>(stack, other);
}

constexpr std::array kTargets{
    Target{"state_machine", "one stack and an adversarial peer, under the judge", state_machine},
    Target{"endpoints", "two stacks and a network with faults, under the judge", endpoints},
    Target{"metamorphic", "one scenario told in ways that must come out alike", metamorphic},
    Target{"differential", "two stacks that must come to the same ends", differential},
    Target{"script_parser", "the parser of the trace language", nullptr},
    Target{"segment_codec", "the core's codec beside the judge's decoder", nullptr},
};

}  // namespace

std::span<const Target> targets() { return kTargets; }

const Target* find_target(std::string_view name) {
  const auto at = std::ranges::find(kTargets, name, &Target::name);
  return at == kTargets.end() ? nullptr : &*at;
}

}  // namespace synspect::trial
