// Numbers in network byte order.
#pragma once

#include <cstddef>
#include <cstdint>

namespace synspect::tcp {

// The caller has checked that the octets are there.
[[nodiscard]] constexpr std::uint16_t load16(const std::byte* at) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(at[0]) << 8 |
                                    std::to_integer<unsigned>(at[1]));
}
[[nodiscard]] constexpr std::uint32_t load32(const std::byte* at) {
  return std::uint32_t{load16(at)} << 16 | load16(at + 2);
}
constexpr void store16(std::byte* at, std::uint32_t low16) {
  at[0] = static_cast<std::byte>(low16 >> 8 & 0xff);
  at[1] = static_cast<std::byte>(low16 & 0xff);
}
constexpr void store32(std::byte* at, std::uint32_t number) {
  store16(at, number >> 16);
  store16(at + 2, number);
}
constexpr void store64(std::byte* at, std::uint64_t number) {
  store32(at, static_cast<std::uint32_t>(number >> 32));
  store32(at + 4, static_cast<std::uint32_t>(number));
}

}  // namespace synspect::tcp
