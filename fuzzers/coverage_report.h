// Which triples of state, event class and next state were reached, for people.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace synspect {

// How often each was reached, in the order of scenario::triples().
// "230 of 288 triples; not reached:", then a line for each of those.
[[nodiscard]] std::string describe_triples(std::span<const std::uint64_t> counts);
// "29 of 30 arrows of figure 5:", then a line for each with its count.
[[nodiscard]] std::string describe_figure_5(std::span<const std::uint64_t> counts);

}  // namespace synspect
