// Scenarios by chance. Every one has a character of its own (swarm testing): some kinds of events
// are left out of it altogether, the others have weights drawn for it, so that rare combinations
// are not washed out by the average.
#pragma once

#include <cstddef>
#include <cstdint>

#include "harness/network/prng.h"
#include "harness/scenario/scenario.h"

namespace synspect::scenario {

// At most `events` events; the same seed gives the same scenario on every machine.
void generate(std::uint64_t seed, Shape shape, std::size_t events, Scenario& scenario);
[[nodiscard]] Scenario generate(std::uint64_t seed, Shape shape, std::size_t events);

// One event by chance, of any kind that the shape knows. The way of mutation, too.
[[nodiscard]] Event any_event(network::Prng& chance, Shape shape);
// A point on the circle of sequence numbers: most often right at an edge or one off.
[[nodiscard]] Point any_point(network::Prng& chance);

}  // namespace synspect::scenario
