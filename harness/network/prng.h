// Chance as arithmetic: the same seed gives the same numbers on every machine.
#pragma once

#include <cstdint>

namespace synspect::network {

// SplitMix64. Integers only; the standard distributions differ between libraries.
class Prng {
 public:
  explicit constexpr Prng(std::uint64_t seed) : state_{seed} {}

  constexpr std::uint64_t next() {
    state_ += 0x9e37'79b9'7f4a'7c15ULL;
    std::uint64_t x = state_;
    x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11ebULL;
    return x ^ (x >> 31);
  }
  // 0..bound-1, as even as 64 bits allow; bound > 0.
  constexpr std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  constexpr bool one_in(std::uint64_t n) { return n != 0 && below(n) == 0; }
  constexpr bool permille(std::uint32_t p) { return below(1000) < p; }

 private:
  std::uint64_t state_;
};

}  // namespace synspect::network
