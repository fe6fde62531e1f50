// Every objection is a trap, its text goes to stderr; in a campaign it is kept, and on it goes.
#include "fuzzers/scenario_target.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>

#include "fuzzers/chosen_stack.h"
#include "fuzzers/this_worker.h"
#include "harness/scenario/encoding.h"
#include "harness/trial/targets.h"

namespace synspect {
namespace {

using Octets = std::span<const std::uint8_t>;

// A longer input says no more: what lies behind the last of kMostEvents events is not read.
constexpr std::size_t kMostOctets =
    scenario::kSetupOctets + scenario::kMostEvents * scenario::kMostOctetsPerEvent;

trial::Trial& chosen_trial() {
  static trial::Trial* const trial =
      trial::find_target(target_name())->make(chosen_stack(), chosen_other_stack()).release();
  return *trial;  // never destroyed: a library that the engine reads counters of must stay
}

void tell(campaign::Worker& worker, trial::Trial& trial, bool objected) {
  const drive::StateCoverage* const seen = trial.coverage();
  if (seen == nullptr) {
    worker.executed(
        {.established = false, .time_wait = false, .objected = objected, .unlisted = 0});
    return;
  }
  worker.executed({.established = seen->visited_in_run(TcpState::kEstablished),
                   .time_wait = seen->visited_in_run(TcpState::kTimeWait),
                   .objected = objected,
                   .unlisted = seen->unlisted()});
  worker.reached(seen->reached_of_all(), seen->counts());
}

[[noreturn]] void trap(trial::Trial& trial, Octets octets) {
  std::fputs(trial.explain(scenario::decode(octets, target_shape())).c_str(), stderr);
  std::fflush(stderr);
  __builtin_trap();
}

// What cannot be put into the box must not be lost: it ends the worker, and the engine keeps it.
void keep(campaign::Worker& worker, trial::Trial& trial, Octets octets) {
  for (const trial::Objection& objection : trial.objections()) {
    const auto kept = worker.found(objection.identity, octets);
    if (kept) continue;
    std::fprintf(stderr, "a finding could not be kept: %s\n", kept.error().c_str());
    trap(trial, octets);
  }
}

}  // namespace
}  // namespace synspect

// Before the engine looks which counters there are: a stack in a library brings its own.
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  static_cast<void>(synspect::this_worker());
  static_cast<void>(synspect::chosen_trial());
  return 0;
}

// For standalone_runner.cc.
extern "C" int synspect_new_coverage() {
  const auto* const coverage = synspect::chosen_trial().coverage();
  return coverage == nullptr ? -1 : coverage->new_in_run() != 0 ? 1 : 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace synspect;
  trial::Trial& trial = chosen_trial();
  campaign::Worker& worker = this_worker();
  const Octets octets{data, std::min(size, kMostOctets)};
  worker.begins(octets);
  const bool objected = trial.objects(octets);
  tell(worker, trial, objected);
  if (!objected) return 0;
  if (!worker.keeps_findings()) trap(trial, octets);
  keep(worker, trial, octets);
  return 0;
}
