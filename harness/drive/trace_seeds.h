// The seeds of the corpus: what its traces are as scenarios. They are made when they are needed, so
// that none goes stale when a trace or the encoding changes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/drive/scenario_from_history.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

struct Seed {
  std::string name;  // of the trace, below its folder: "founding/old-duplicate-syn"
  LoweredScenario lowered;
  std::vector<std::uint8_t> octets;  // of the encoding
};

// One for each `.pkt` below `folder` that can be read and run on `stack`, in bytewise order of the
// names. What a trace expects does not matter, nor whether the stack keeps to it.
[[nodiscard]] std::vector<Seed> seeds_of_traces(const std::filesystem::path& folder,
                                                StackUnderTest& stack);

}  // namespace synspect::drive
