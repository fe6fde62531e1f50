// The Internet checksum (RFC 1071) and TCP's pseudo-header (RFC 9293 3.1, RFC 8200 8.1).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "stack/address.h"

namespace synspect::tcp {

// A one's complement sum in the making. It is kept in the machine's own byte order and turned round
// at the end, which RFC 1071 2(B) shows to be the same; so four octets go in at a time.
class ChecksumSum {
 public:
  // Octets from an even position on; only the last block may have an odd length.
  void add(std::span<const std::byte> octets) {
    const std::byte* at = octets.data();
    std::size_t left = octets.size();
    for (; left >= 4; at += 4, left -= 4) {
      std::uint32_t word;
      std::memcpy(&word, at, 4);
      sum_ += word;
    }
    if (left > 0) {  // as if followed by zeros
      std::uint32_t word = 0;
      std::memcpy(&word, at, left);
      sum_ += word;
    }
  }
  void add_pseudo_header(const IpAddress& source, const IpAddress& destination,
                         std::uint8_t protocol, std::size_t length) {
    // The unused octets of an IPv4 address are zero and add nothing.
    add(std::as_bytes(std::span{source.octets}));
    add(std::as_bytes(std::span{destination.octets}));
    add_number(static_cast<std::uint32_t>(length));
    add_number(protocol);
  }
  // What belongs in the checksum field when that field was zero in the sum; 0 when the sum is taken
  // over a block that carries its own right checksum.
  [[nodiscard]] std::uint16_t complement() const {
    std::uint64_t sum = sum_;
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    const auto folded = static_cast<std::uint16_t>(~sum);
    return std::endian::native == std::endian::little ? swapped(folded) : folded;
  }

 private:
  static constexpr std::uint16_t swapped(std::uint16_t n) {
    return static_cast<std::uint16_t>(n << 8 | n >> 8);
  }
  void add_number(std::uint32_t number) {
    const std::byte big_endian[4] = {
        static_cast<std::byte>(number >> 24), static_cast<std::byte>(number >> 16 & 0xff),
        static_cast<std::byte>(number >> 8 & 0xff), static_cast<std::byte>(number & 0xff)};
    add(big_endian);
  }

  std::uint64_t sum_{0};  // 2^32 additions fit
};

}  // namespace synspect::tcp
