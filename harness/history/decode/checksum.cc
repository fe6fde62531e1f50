#include "harness/history/decode/checksum.h"

namespace synspect::decoding {

void InternetChecksum::add(Wire octets) {
  // An odd last octet is padded on the right with zero: u16() reads it so.
  for (std::size_t at = 0; at < octets.size(); at += 2) sum_ += octets.u16(at);
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
