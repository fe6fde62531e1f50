// Inputs one after the other, for who has no fuzz engine: every one a change or a cross of earlier
// ones. What showed something new is kept and changed further, so that deep states are reached step
// by step. Same seed and same answers, same inputs, on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/network/prng.h"

namespace synspect {

class InputLoop {
 public:
  using Octets = std::vector<std::uint8_t>;
  // As libFuzzer has them. An input of size 0 is one to be made from nothing.
  using Mutate = std::size_t (*)(std::uint8_t* data, std::size_t size, std::size_t max,
                                 unsigned seed);
  using Cross = std::size_t (*)(const std::uint8_t* first, std::size_t first_size,
                                const std::uint8_t* second, std::size_t second_size,
                                std::uint8_t* out, std::size_t max, unsigned seed);
  struct Options {
    std::uint64_t seed{1};
    std::size_t max_len{4096};
    Mutate mutate{};  // none: octets by chance
    Cross cross{};
  };

  explicit InputLoop(const Options& options);

  // The next input; lives until the next call.
  [[nodiscard]] std::span<const std::uint8_t> next();
  // What came of it, told by a target that can tell.
  void showed_something_new(bool is_new);
  // The target cannot tell: one of the last inputs makes room for it.
  void showed_nobody_knows();
  // An input from elsewhere, to begin with.
  void add(Octets input);

  [[nodiscard]] std::size_t kept() const { return pool_.size(); }

 private:
  struct Kept {
    Octets octets;
    std::uint32_t chosen{};
  };
  [[nodiscard]] const Octets& choose();
  void keep(std::size_t place);

  Options options_;
  network::Prng chance_;
  std::vector<Kept> pool_;
  std::size_t oldest_{0};  // the next to make room, of a full pool
  Octets buffer_;
  std::size_t size_{0};
};

}  // namespace synspect
