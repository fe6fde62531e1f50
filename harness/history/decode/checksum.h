// The Internet checksum (RFC 1071) and the pseudo-headers it covers for TCP (MUST-2, MUST-3).
#pragma once

#include <cstdint>

#include "harness/history/address.h"
#include "harness/history/decode/wire.h"

namespace synspect::decoding {

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

}  // namespace synspect::decoding
