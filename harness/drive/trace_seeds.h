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
  std::string name;  // "founding/old-duplicate-syn", "pair/four-way-close-0"
  LoweredScenario lowered;
  std::vector<std::uint8_t> octets;  // of the encoding
};

// One for each `.pkt` below `folder` that can be read and run on `stack`, in bytewise order of the
// names. What a trace expects does not matter, nor whether the stack keeps to it.
[[nodiscard]] std::vector<Seed> seeds_of_traces(const std::filesystem::path& folder,
                                                StackUnderTest& stack);

// Two for each scenario of a pair: what either end met, for targets of one endpoint.
[[nodiscard]] std::vector<Seed> seeds_of_pairs(StackUnderTest& first, StackUnderTest& second);

// One for each scenario of a pair: both ends and the network, for targets of two endpoints.
[[nodiscard]] std::vector<Seed> seeds_of_two_ends(StackUnderTest& first, StackUnderTest& second);

}  // namespace synspect::drive
