#include "harness/history/decode/checksum.h"

namespace synspect::decoding {

void InternetChecksum::add(Wire octets) {
  const std::span<const std::byte> all = octets.octets();
  const auto octet = [&](std::size_t i) { return std::to_integer<std::uint32_t>(all[i]); };
  // Four octets at once: 65,536 counts as 1 modulo 65,535, so two words side by side count as two.
  std::size_t at = 0;
  for (; at + 4 <= all.size(); at += 4) {
    sum_ += octet(at) << 24 | octet(at + 1) << 16 | octet(at + 2) << 8 | octet(at + 3);
  }
  // An odd last octet is padded on the right with zero: u16() reads it so.
  for (; at < all.size(); at += 2) sum_ += octets.u16(at);
}

void InternetChecksum::add_pseudo_header(const IpAddress& source, const IpAddress& destination,
                                         std::uint8_t protocol, std::size_t length) {
  add(Wire{std::as_bytes(source.bytes())});
  add(Wire{std::as_bytes(destination.bytes())});
  // Both forms hold the length and the protocol on 16-bit boundaries; order does not matter.
  sum_ += length / 65536 + length % 65536 + protocol;
}

bool InternetChecksum::proves() const {
  // In one's complement arithmetic, all ones is zero: the sum is a multiple of 65535, not 0 itself.
  return sum_ != 0 && sum_ % 65535 == 0;
}

}  // namespace synspect::decoding
