// The Fast Open option of a SYN (RFC 7413 4.1.1): empty it asks for a cookie, else it brings one.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace synspect::tcp {

struct FastOpenOption {
  static constexpr std::size_t kLeast = 4, kMost = 16;  // octets of a cookie

  std::uint8_t size{};  // 0: asks
  bool experimental{};  // kind 254 with 0xF989 in front, as before kind 34 was assigned (RFC 6994)
  std::array<std::byte, kMost> octets{};  // the first `size` of them, the others 0

  [[nodiscard]] std::span<const std::byte> cookie() const { return {octets.data(), size}; }
  [[nodiscard]] bool asks() const { return size == 0; }
  // The same cookie, in whichever of the two options.
  [[nodiscard]] bool same_cookie(const FastOpenOption& other) const {
    return std::ranges::equal(cookie(), other.cookie());
  }
  friend bool operator==(const FastOpenOption&, const FastOpenOption&) = default;
};

// 7413-4.1.1-a, 7413-4.1.1-b: none, or 4 to 16 of them, an even number.
[[nodiscard]] constexpr bool legal_cookie_size(std::size_t size) {
  return size == 0 ||
         (size % 2 == 0 && size >= FastOpenOption::kLeast && size <= FastOpenOption::kMost);
}

}  // namespace synspect::tcp
