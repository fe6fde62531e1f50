// Every objection is a trap, its text goes to stderr.
#include "fuzzers/scenario_target.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>

#include "fuzzers/chosen_stack.h"
#include "harness/scenario/encoding.h"
#include "harness/trial/targets.h"

namespace synspect {
namespace {

std::unique_ptr<trial::Trial> chosen_trial() {
  return trial::find_target(target_name())->make(chosen_stack(), chosen_other_stack());
}

[[noreturn]] void trap(trial::Trial& trial, std::span<const std::uint8_t> octets) {
  std::fputs(trial.explain(scenario::decode(octets, target_shape())).c_str(), stderr);
  std::fflush(stderr);
  __builtin_trap();
}

trial::Trial& the_trial() {
  static const auto trial = chosen_trial();
  return *trial;
}

}  // namespace
}  // namespace synspect

// For standalone_runner.cc.
extern "C" int synspect_new_coverage() {
  const auto* const coverage = synspect::the_trial().coverage();
  return coverage == nullptr ? -1 : coverage->new_in_run() != 0 ? 1 : 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span octets{data, size};
  synspect::trial::Trial& trial = synspect::the_trial();
  if (trial.objects(octets)) synspect::trap(trial, octets);
  return 0;
}
