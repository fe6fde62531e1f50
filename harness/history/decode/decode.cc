#include <algorithm>

#include "harness/history/decode/layers.h"

namespace synspect {

DecodedSegment decode(std::span<const std::byte> datagram, std::size_t wire_length) {
  DecodedSegment out;
  decode_into(out, datagram, wire_length);
  return out;
}

void decode_into(DecodedSegment& out, std::span<const std::byte> datagram,
                 std::size_t wire_length) {
  using namespace decoding;
  const Wire captured = Wire{datagram}.part(0, wire_length);
  const std::optional<Carried> carried = read_ip(captured, wire_length, out);
  if (!carried) return;
  const std::uint8_t icmp = out.source.ip.version == IpVersion::kV4 ? kIcmp4 : kIcmp6;
  if (carried->unreachable) {
    out.kind = DatagramKind::kOther;
  } else if (carried->protocol == kTcp) {
    read_tcp(*carried, out);
  } else if (carried->protocol == icmp) {
    read_icmp(*carried, out);
  } else {
    out.kind = DatagramKind::kOther;
  }
}

}  // namespace synspect
