// The Internet checksum (RFC 1071) and the pseudo-headers it covers for TCP (MUST-2, MUST-3).
#pragma once

#include <algorithm>
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
  struct Sum {
    void take(std::uint64_t word) {
      value += word;
      value += value < word ? 1 : 0;
    }
    template <typename Word>
    void take(const std::byte* at) {
      Word word{};
      std::memcpy(&word, at, sizeof word);
      take(std::uint64_t{word});
    }
    // Of the eight octets at `at` the last `count`; they begin at an even position.
    void take_end(const std::byte* at, std::size_t count) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, sizeof word);
      const std::size_t summed = 8 * ((8 - count) % 8);
      word = std::endian::native == std::endian::big ? word << summed : word >> summed;
      take(count != 0 ? word : 0);
    }
    std::uint64_t value{0};
  };

  Sum sum_;  // of words in the order of this machine
};

// RFC 1071 2 (B) and (C): the order of octets within a word does not matter as long as it is one
// and the same, and four words are summed at once, whose carry comes round.
inline void InternetChecksum::add(Wire octets) {
  const std::byte* at = octets.octets().data();
  std::size_t left = octets.size();
  Sum sum = sum_;
  for (; left >= 16; left -= 16, at += 16) {
    sum.take<std::uint64_t>(at);
    sum.take<std::uint64_t>(at + 8);
  }
  if (octets.size() >= 16) {
    if (left >= 8) {
      sum.take<std::uint64_t>(at);
      left -= 8, at += 8;
    }
    sum.take_end(at + left - 8, left);  // no branch for each octet of an unforeseeable length
  } else {
    for (; left >= 2; left -= 2, at += 2) sum.take<std::uint16_t>(at);
    if (left != 0) {  // padded on the right with zero
      const std::byte pair[] = {*at, std::byte{0}};
      sum.take<std::uint16_t>(pair);
    }
  }
  sum_ = sum;
}

inline void InternetChecksum::add_pseudo_header(const IpAddress& source,
                                                const IpAddress& destination, std::uint8_t protocol,
                                                std::size_t length) {
  for (const IpAddress* address : {&source, &destination}) {
    const auto octets = std::as_bytes(std::span{address->octets});
    if (address->version == IpVersion::kV4) {
      sum_.take<std::uint32_t>(octets.data());
    } else {
      sum_.take<std::uint64_t>(octets.data());
      sum_.take<std::uint64_t>(octets.data() + 8);
    }
  }
  // Both forms hold the length and the protocol on 16-bit boundaries; order does not matter.
  const std::uint64_t rest = turned(length / 65536) + turned(length % 65536) + turned(protocol);
  sum_.take(rest);
}

inline bool InternetChecksum::proves() const {
  // In one's complement arithmetic, all ones is zero: the sum is a multiple of 65535, not 0 itself.
  // It is one in either order of octets.
  return sum_.value != 0 && sum_.value % 65535 == 0;
}

inline std::uint16_t InternetChecksum::field() const {
  std::uint64_t sum = sum_.value;
  while (sum > 0xFFFFU) sum = (sum & 0xFFFFU) + (sum >> 16);
  return static_cast<std::uint16_t>(turned(sum) ^ 0xFFFFU);
}

}  // namespace synspect::decoding
