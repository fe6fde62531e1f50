// RFC 792, RFC 1191 and RFC 4443: what concerns a TCP of an ICMP message. Its checksum is not
// looked at: a stack must not act on a message that quotes none of its own segments anyway
// (MUST-54).
#include "harness/history/decode/layers.h"

namespace synspect::decoding {
namespace {

// Messages that quote the datagram which caused them.
bool quotes(IpVersion version, std::uint8_t type) {
  if (version == IpVersion::kV6) return type < 128;  // RFC 4443 2.1: the error messages
  return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

std::uint32_t mtu_of(IpVersion version, Wire message) {
  if (version == IpVersion::kV6) return message.u8(0) == 2 ? message.u32(4) : 0;
  return message.u8(0) == 3 && message.u8(1) == 4 ? message.u16(6) : 0;  // RFC 1191 4
}

}  // namespace

void read_icmp(const Carried& carried, DecodedSegment& out) {
  constexpr std::size_t kHeader = 8;
  const Wire message = carried.body;
  if (message.size() < kHeader) return;
  const IpVersion version = out.source.ip.version;
  out.kind = DatagramKind::kIcmp;
  out.icmp_type = message.u8(0);
  out.icmp_code = message.u8(1);
  out.icmp_mtu = mtu_of(version, message);
  if (!quotes(version, out.icmp_type)) return;

  // A quote is mostly shorter than its length field says, and that is no fault of it: ports and
  // sequence number, the first eight octets, are all that RFC 792 promises.
  constexpr std::size_t kQuotedTcp = 8;
  DecodedSegment inner;
  const std::optional<Carried> quote = read_ip(message.from(kHeader), SIZE_MAX, inner);
  if (!quote || quote->unreachable || quote->protocol != kTcp) return;
  if (inner.source.ip.version != version || quote->body.size() < kQuotedTcp) return;
  out.quoted = FourTuple{.local = {inner.source.ip, quote->body.u16(0)},
                         .remote = {inner.destination.ip, quote->body.u16(2)}};
  out.quoted_seq = quote->body.u32(4);
}

}  // namespace synspect::decoding
