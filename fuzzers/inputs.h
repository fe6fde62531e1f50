// What a target's inputs are made of: by chance, by change, by crossing. For any engine; mutator.cc
// puts it behind the names that engines ask for.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace synspect {

struct Inputs {
  // Changes the input in the first `size` octets of `lent`, or makes one where there is none to
  // change. Returns the new size. Same seed, same octets, on every machine.
  std::size_t (*mutate)(std::span<std::uint8_t> lent, std::size_t size, std::uint64_t seed){};
  // Something of both; its size.
  std::size_t (*cross)(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                       std::span<std::uint8_t> out, std::uint64_t seed){};
  bool engines_own{};  // also the changes that an engine makes by itself
};

// Each target defines it.
[[nodiscard]] Inputs target_inputs();

// As much of what was made as there is room for; how much that is.
template <typename Octets>
std::size_t put(const Octets& made, std::span<std::uint8_t> out) {
  const std::size_t size = std::min<std::size_t>(made.size(), out.size());
  std::copy_n(made.begin(), size, out.begin());
  return size;
}

}  // namespace synspect
