// Seeded storms under the eyes of the judge. The reference stack keeps every rule, so whatever the
// judge objects to is a false alarm or a bug of the core: both are faults of ours.
#pragma once

#include <cstdint>
#include <string>

#include "harness/history/observation.h"

namespace synspect::storm {

// Each plays one run into `sink`, from begin() to RunEnded. Same seed, same run. What is returned
// is what went wrong in the run itself; empty: nothing.
//
// One stack, and a peer that sends what it should not: numbers next to live edges, stray control
// bits, bad checksums; both user-call dialects; waits past 2 MSL and R2.
std::string hostile(std::uint64_t seed, ObservationSink& sink);
// Two stacks over a network that loses, repeats and reorders until the faults stop; text both ways,
// closes in any order. All text must arrive and both ends must come to their end.
std::string lossy(std::uint64_t seed, ObservationSink& sink);

// Two stacks, and of ten datagrams three are lost until both ends have closed. The bits of `mix`
// switch the extensions of the first end on, then those of the second. All text must arrive.
inline constexpr std::uint32_t kMixBits = 8;
std::string mixed(std::uint64_t mix, ObservationSink& sink);

// Runs a storm under a judge. Empty: no finding. Else the seed, the findings, and the last `shown`
// observations before the first of them.
using Storm = std::string (*)(std::uint64_t seed, ObservationSink& sink);
std::string judged(Storm storm, std::uint64_t seed, std::size_t shown = 20);

}  // namespace synspect::storm
