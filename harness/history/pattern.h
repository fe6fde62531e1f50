// The payload pattern: the octet at each position of a stream is a function of the position, so
// that misplaced, repeated or altered octets show. Period 2^32: neither a shift by one segment nor
// one by 64 KiB maps it on itself.
#pragma once

#include <cstddef>
#include <cstdint>

namespace synspect {

// The octet at `position` (0 = the sequence number after the SYN's) of the stream that `salt`
// names. Every end of a connection has a salt of its own (EndpointHeader::pattern_salt).
[[nodiscard]] constexpr std::byte pattern_octet(std::uint64_t position, std::uint32_t salt) {
  std::uint32_t x = static_cast<std::uint32_t>(position) * 0x9e37'79b1U + salt;
  x ^= x >> 15;
  x *= 0x85eb'ca77U;
  x ^= x >> 13;
  return static_cast<std::byte>(x >> 24);
}

// What endpoint 0 and endpoint 1 of a run send.
inline constexpr std::uint32_t kPatternSalts[] = {0x5354'4143, 0x5045'4552};

}  // namespace synspect
