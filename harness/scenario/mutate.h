// Changes to encoded scenarios, for any fuzz engine: octets in, octets out, chance from a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/scenario/scenario.h"

namespace synspect::scenario {

// One to four changes: an event put in, taken out, moved, changed in one field, a run of events
// repeated, a segment replayed, a call changed. At most kMostEvents remain.
void mutate(Scenario& scenario, std::uint64_t seed);
// The beginning of one and the end of another, or events of both in turn.
void cross(const Scenario& first, const Scenario& second, std::uint64_t seed, Scenario& child);

// The same in place: `octets` is what the engine lends, of which the first `size` are the input.
// Returns the new size. Never writes more than the span holds.
[[nodiscard]] std::size_t mutate(std::span<std::uint8_t> octets, std::size_t size, Shape shape,
                                 std::uint64_t seed);
[[nodiscard]] std::size_t cross(std::span<const std::uint8_t> first,
                                std::span<const std::uint8_t> second, std::span<std::uint8_t> child,
                                Shape shape, std::uint64_t seed);

}  // namespace synspect::scenario
