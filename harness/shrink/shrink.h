// Delta debugging of scenarios: as few events as show the finding, and these as plain as they can
// be. Deterministic; knows nothing of stacks.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "harness/scenario/scenario.h"

namespace synspect::shrink {

// Whether a scenario shows what is wanted: the same answer for the same scenario.
using StillShows = std::function<bool(const scenario::Scenario&)>;

struct Budget {
  std::uint64_t runs{20'000};
  std::function<bool()> over{};  // asked before each run; empty: never
};

struct Shrunk {
  scenario::Scenario scenario;  // shows it
  std::uint64_t runs{};
  bool complete{};  // no change that the shrinker knows makes it any smaller
};

// Events first: halves, quarters, ... single ones, pairs; then lanes and fields (plainness.h);
// again, until nothing changes. Nothing: `start` itself does not show it.
[[nodiscard]] std::optional<Shrunk> shrink(const scenario::Scenario& start,
                                           const StillShows& still_shows,
                                           const Budget& budget = {});

}  // namespace synspect::shrink
