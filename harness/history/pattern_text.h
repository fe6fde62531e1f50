// The octets of a pattern (history/pattern.h), made once and lent out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/history/pattern.h"

namespace synspect {

class PatternText {
 public:
  // `octets` of them from `position` on; lives until the next call.
  [[nodiscard]] std::span<const std::byte> at(std::uint32_t position, std::uint32_t octets,
                                              std::uint32_t salt) {
    if (salt != salt_) {
      first_.clear();
      salt_ = salt;
    }
    constexpr std::uint32_t kKept = 256 * 1024;
    if (position < kKept && octets <= kKept - position) {
      grow(first_, 0, position + octets);
      return std::span{first_}.subspan(position, octets);
    }
    other_.clear();
    grow(other_, position, octets);
    return other_;
  }

 private:
  void grow(std::vector<std::byte>& text, std::uint32_t position, std::size_t size) {
    const std::size_t before = text.size();
    if (size <= before) return;
    text.resize(size);
    // Of a copy: a store of octets might change the member, for all the compiler knows.
    const std::uint32_t salt = salt_;
    auto at = position + static_cast<std::uint32_t>(before);
    for (std::byte& octet : std::span{text}.subspan(before)) octet = pattern_octet(at++, salt);
  }

  std::uint32_t salt_{0};
  std::vector<std::byte> first_;  // from position 0 on
  std::vector<std::byte> other_;
};

}  // namespace synspect
