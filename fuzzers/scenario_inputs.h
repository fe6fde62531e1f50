// The inputs of targets that take scenarios: made by chance, changed, crossed. For any engine.
#pragma once

#include <cstddef>
#include <cstdint>

#include "harness/scenario/scenario.h"

namespace synspect {

// Changes what is at `data` in place, or makes an input where there is none to change; returns the
// new size, at most `max`.
[[nodiscard]] std::size_t mutate_input(std::uint8_t* data, std::size_t size, std::size_t max,
                                       unsigned seed, scenario::Shape shape);
[[nodiscard]] std::size_t cross_inputs(const std::uint8_t* first, std::size_t first_size,
                                       const std::uint8_t* second, std::size_t second_size,
                                       std::uint8_t* out, std::size_t max, unsigned seed,
                                       scenario::Shape shape);

}  // namespace synspect
