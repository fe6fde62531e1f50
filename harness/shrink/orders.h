// Orders of plainness of single fields: how far a value is from the plain one, and which values are
// worth a try before it.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <span>
#include <vector>

#include "harness/scenario/values.h"

namespace synspect::shrink {

using Values = std::vector<int>;

// Codes for which 0 is the plain one, and the order of their table serves for the rest.
struct ByCode {
  static std::uint64_t rank(int value) { return static_cast<std::uint64_t>(value); }
  static void below(int value, Values& to) {
    for (int v = 0; v < value; ++v) to.push_back(v);
  }
};

// Text of a crafted segment: none is plainer than one octet.
struct TextOfCraft {
  static std::uint64_t rank(int value) {
    return static_cast<std::uint64_t>(value <= 1 ? 1 - value : value);
  }
  static void below(int value, Values& to) {
    if (value == 1) return;
    to.push_back(1);
    for (int v = 0; v < value; v += v == 0 ? 2 : 1) to.push_back(v);
  }
};

// Codes that run in an order other than that of their numbers.
template <std::size_t N>
struct Listed {
  std::array<std::uint8_t, N> plainest_first;
  [[nodiscard]] std::uint64_t rank(int value) const {
    const auto at = std::ranges::find(plainest_first, value);
    return static_cast<std::uint64_t>(at - plainest_first.begin());
  }
  void below(int value, Values& to) const {
    for (const std::uint8_t v : std::span{plainest_first}.first(rank(value))) to.push_back(v);
  }
};

// The shortest wait first.
inline const Listed<scenario::kDurations>& by_duration() {
  static const auto order = [] {
    Listed<scenario::kDurations> sorted{};
    std::iota(sorted.plainest_first.begin(), sorted.plainest_first.end(), std::uint8_t{0});
    std::ranges::sort(sorted.plainest_first, {}, scenario::duration);
    return sorted;
  }();
  return order;
}

// Numbers around 0: the distance counts, the positive one of two is plainer.
struct ByDistance {
  static std::uint64_t rank(int value) {
    return 2 * static_cast<std::uint64_t>(std::abs(value)) + (value < 0 ? 1U : 0U);
  }
  static void below(int value, Values& to) {
    if (value == 0) return;
    for (const int v : {0, 1, -1, -value, value / 2, value - (value < 0 ? -1 : 1)}) {
      if (rank(v) < rank(value)) to.push_back(v);
    }
  }
};

// Control bits: the fewer differ from an ordinary segment's, the better.
struct ByBits {
  int plain{};
  [[nodiscard]] std::uint64_t rank(int value) const {
    return static_cast<std::uint64_t>(std::popcount(static_cast<unsigned>(value ^ plain)));
  }
  void below(int value, Values& to) const {
    if (value == plain) return;
    to.push_back(plain);
    for (int bit = 1; bit < 256; bit <<= 1) {
      if (((value ^ plain) & bit) != 0 && (value ^ bit) != plain) to.push_back(value ^ bit);
    }
  }
};

}  // namespace synspect::shrink
