// Which triples of state, event class and next state were reached, for people.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace synspect {

// How often the triple with this index of scenario::triples() was reached.
using TripleCount = std::function<std::uint64_t(std::size_t)>;

// "230 of 288 triples; not reached:", then a line for each of those.
[[nodiscard]] std::string describe_triples(const TripleCount& count);
// "29 of 30 arrows of figure 5:", then a line for each with its count.
[[nodiscard]] std::string describe_figure_5(const TripleCount& count);

}  // namespace synspect
