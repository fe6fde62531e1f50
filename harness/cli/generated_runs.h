// Generated scenarios as part of the gate: so many of each target, always from the same seeds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/session.h"
#include "harness/gate/corpus.h"
#include "harness/gate/result.h"
#include "harness/worker/process.h"

namespace synspect::cli {

// Of state_machine; endpoints, whose runs are longer, has a quarter.
inline constexpr std::uint32_t kGeneratedRuns = 2'000;

struct GeneratedPlan {
  std::string stack;
  std::uint32_t runs{};  // seeds 1 to this
  int jobs{1};
  gate::Shard shard;
  std::optional<worker::Limits> forked;  // empty: in this process
};
// "fuzz/state_machine" and "fuzz/endpoints", a run per seed, whatever `jobs` is. A stack that dies
// again and again is given up; its last run says so. Forked: the caller must be the only thread;
// throws gate::CannotLoad, worker::Interrupted.
[[nodiscard]] std::vector<gate::Result> play_generated(const GeneratedPlan& plan,
                                                       const Surroundings& around);

}  // namespace synspect::cli
