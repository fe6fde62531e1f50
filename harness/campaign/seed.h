// The seed of a worker's engine: a fixed function, so that a campaign can be repeated.
#pragma once

#include <cstdint>
#include <string_view>

namespace synspect::campaign {

// Of the worker's `start`-th start. Never 0, which tells libFuzzer to choose for itself.
[[nodiscard]] std::uint32_t derived_seed(std::uint64_t seed, std::string_view target,
                                         std::uint32_t worker, std::uint64_t start);

}  // namespace synspect::campaign
