// Numbers in network byte order.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace synspect::tcp {

template <typename Number>
[[nodiscard]] constexpr Number in_network_order(Number number) {
  if constexpr (std::endian::native == std::endian::big) return number;
  return std::byteswap(number);
}

// The caller has checked that the octets are there. Each is one access to memory, so that whoever
// reads them next in another size need not wait for several.
template <typename Number>
[[nodiscard]] Number load(const std::byte* at) {
  Number number;
  std::memcpy(&number, at, sizeof number);
  return in_network_order(number);
}
[[nodiscard]] inline std::uint16_t load16(const std::byte* at) { return load<std::uint16_t>(at); }
[[nodiscard]] inline std::uint32_t load32(const std::byte* at) { return load<std::uint32_t>(at); }

template <typename Number>
void store(std::byte* at, Number number) {
  number = in_network_order(number);
  std::memcpy(at, &number, sizeof number);
}
inline void store16(std::byte* at, std::uint32_t low16) {
  store(at, static_cast<std::uint16_t>(low16));
}
inline void store32(std::byte* at, std::uint32_t number) { store(at, number); }
inline void store64(std::byte* at, std::uint64_t number) { store(at, number); }

}  // namespace synspect::tcp
