// The Internet checksum (RFC 1071) and the pseudo-headers it covers for TCP (MUST-2, MUST-3).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "harness/history/address.h"
#include "harness/history/decode/wire.h"

namespace synspect::decoding {

// 16 bits of the wire in the order of this machine, and back.
[[nodiscard]] inline std::uint64_t turned(std::uint64_t number) {
  if constexpr (std::endian::native == std::endian::big) return number;
  return (number << 8 | number >> 8) & 0xFFFFU;
}

class InternetChecksum {
 public:
  // Octets in order; whatever follows an odd count starts on an even position again.
  void add(Wire octets);
  // RFC 9293 3.1 (IPv4) or RFC 8200 8.1 (IPv6); `length` of header and text together.
  void add_pseudo_header(const IpAddress& source, const IpAddress& destination,
                         std::uint8_t protocol, std::size_t length);
  // A block that carries its own right checksum sums to all ones.
  [[nodiscard]] bool proves() const;
  // What the field must hold, when it was zero in what was added.
  [[nodiscard]] std::uint16_t field() const;

 private:
  std::uint64_t sum_{0};  // of words in the order of this machine
};

// RFC 1071 2 (B) and (C): the order of octets within a word does not matter as long as it is one
// and the same, and four words are summed at once, whose carry comes round.
inline void InternetChecksum::add(Wire octets) {
  const std::byte* at = octets.octets().data();
  std::size_t left = octets.size();
  std::uint64_t sum = sum_;
  const auto take = [&]<typename Word>(Word word, std::size_t size) {
    std::memcpy(&word, at, size);
    sum += word;
    sum += sum < word ? 1 : 0;
    at += size;
    left -= size;
  };
  while (left >= 16) {
    take(std::uint64_t{}, 8);
    take(std::uint64_t{}, 8);
  }
  if (left >= 8) take(std::uint64_t{}, 8);
  if (left >= 4) take(std::uint32_t{}, 4);
  if (left >= 2) take(std::uint16_t{}, 2);
  if (left != 0) take(std::uint16_t{}, 1);  // padded on the right with zero
  sum_ = sum;
}

inline void InternetChecksum::add_pseudo_header(const IpAddress& source,
                                                const IpAddress& destination, std::uint8_t protocol,
                                                std::size_t length) {
  add(Wire{std::as_bytes(source.bytes())});
  add(Wire{std::as_bytes(destination.bytes())});
  // Both forms hold the length and the protocol on 16-bit boundaries; order does not matter.
  const std::uint64_t rest = turned(length / 65536) + turned(length % 65536) + turned(protocol);
  sum_ += rest;
  sum_ += sum_ < rest ? 1 : 0;
}

inline bool InternetChecksum::proves() const {
  // In one's complement arithmetic, all ones is zero: the sum is a multiple of 65535, not 0 itself.
  // It is one in either order of octets.
  return sum_ != 0 && sum_ % 65535 == 0;
}

inline std::uint16_t InternetChecksum::field() const {
  std::uint64_t sum = sum_;
  while (sum > 0xFFFFU) sum = (sum & 0xFFFFU) + (sum >> 16);
  return static_cast<std::uint16_t>(turned(sum) ^ 0xFFFFU);
}

}  // namespace synspect::decoding
