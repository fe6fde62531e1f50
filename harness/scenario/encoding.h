// Scenarios as octets. Total: every string of octets is a scenario, what is missing at its end
// counts as zero, what no field needs is left out. decode(encode(s)) == s.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/scenario/scenario.h"

namespace synspect::scenario {

// The setup takes kSetupOctets, then each event one for its kind and a fixed number by kind.
inline constexpr std::size_t kSetupOctets = 8;
inline constexpr std::size_t kMostOctetsPerEvent = 20;

// Into `scenario`, whose memory is used again. Work is bounded by kMostEvents.
void decode(std::span<const std::uint8_t> octets, Shape shape, Scenario& scenario);
[[nodiscard]] Scenario decode(std::span<const std::uint8_t> octets, Shape shape);

// Events that the shape does not know are left out.
void encode(const Scenario& scenario, std::vector<std::uint8_t>& octets);
[[nodiscard]] std::vector<std::uint8_t> encode(const Scenario& scenario);

}  // namespace synspect::scenario
