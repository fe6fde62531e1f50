// RFC 791 and RFC 8200: addresses, lengths, and the way past options and extension headers.
#include <algorithm>

#include "harness/history/decode/checksum.h"
#include "harness/history/decode/layers.h"

namespace synspect::decoding {
namespace {

template <IpVersion kVersion>
void read_address(Wire datagram, std::size_t at, IpAddress& address) {
  address.version = kVersion;
  datagram.copy<kVersion == IpVersion::kV4 ? 4 : 16>(at, address.octets.data());
}

// The body lies between `header` and the end that the IP length field gives, `declared`.
Carried carry(Wire datagram, std::size_t wire_length, std::size_t header, std::size_t declared,
              DecodedSegment& out) {
  const std::size_t end = std::min(declared, wire_length);  // link padding lies behind it
  const Wire whole = datagram.part(0, end);
  out.length_mismatch = declared != wire_length;
  out.truncated = whole.size() < end;
  return {.protocol = 0,
          .body = whole.from(header),
          .length = end - header,
          .complete = whole.size() == declared,
          .unreachable = false};
}

std::optional<Carried> read_v4(Wire datagram, std::size_t wire_length, DecodedSegment& out) {
  const std::size_t header = std::size_t{datagram.u8(0)} % 16 * 4;
  const std::size_t declared = datagram.u16(2);
  if (header < 20 || datagram.size() < header || declared < header) return std::nullopt;
  out.traffic_class = datagram.u8(1);
  out.ip_id = datagram.u16(4);
  const std::uint16_t fragment = datagram.u16(6);
  out.dont_fragment = (fragment & 0x4000) != 0;
  out.ttl = datagram.u8(8);
  InternetChecksum checksum;
  checksum.add(datagram.part(0, 20));
  // Options included, whatever they are (MUST-50).
  if (header > 20) checksum.add(datagram.part(20, header - 20));
  out.ip_checksum_correct = checksum.proves();
  read_address<IpVersion::kV4>(datagram, 12, out.source.ip);
  read_address<IpVersion::kV4>(datagram, 16, out.destination.ip);
  Carried carried = carry(datagram, wire_length, header, declared, out);
  carried.protocol = datagram.u8(9);
  carried.unreachable = (fragment & 0x3fff) != 0;  // more fragments, or an offset
  return carried;
}

enum : std::uint8_t { kHopByHop = 0, kRouting = 43, kFragment = 44, kDestinationOptions = 60 };

// Walks the chain of extension headers; false when one of them is cut.
bool skip_extensions(Carried& carried) {
  bool first = true;  // RFC 8200 4.3: hop-by-hop options come first or not at all
  while ((carried.protocol == kHopByHop && first) || carried.protocol == kRouting ||
         carried.protocol == kDestinationOptions) {
    const Wire header = carried.body;
    const std::size_t size = (std::size_t{header.u8(1)} + 1) * 8;
    if (header.size() < 2 || header.size() < size) return false;
    // A source route that is not used up: the checksum is for another destination than the one
    // that the datagram bears now.
    if (carried.protocol == kRouting && header.u8(3) != 0) carried.unreachable = true;
    carried.protocol = header.u8(0);
    carried.body = header.from(size);
    carried.length -= std::min(size, carried.length);
    first = false;
  }
  if (carried.protocol == kFragment) carried.unreachable = true;
  return true;
}

std::optional<Carried> read_v6(Wire datagram, std::size_t wire_length, DecodedSegment& out) {
  if (datagram.size() < 40) return std::nullopt;
  const std::uint32_t word = datagram.u32(0);
  out.traffic_class = static_cast<std::uint8_t>(word / 0x10'0000 % 256);
  out.flow_label = word % 0x10'0000;
  out.ttl = datagram.u8(7);
  out.ip_checksum_correct = true;  // there is none
  read_address<IpVersion::kV6>(datagram, 8, out.source.ip);
  read_address<IpVersion::kV6>(datagram, 24, out.destination.ip);
  Carried carried = carry(datagram, wire_length, 40, std::size_t{40} + datagram.u16(4), out);
  carried.protocol = datagram.u8(6);
  if (!skip_extensions(carried)) return std::nullopt;
  return carried;
}

}  // namespace

std::optional<Carried> read_ip(Wire datagram, std::size_t wire_length, DecodedSegment& out) {
  if (datagram.size() == 0) return std::nullopt;
  switch (datagram.u8(0) / 16) {
    case 4:
      return read_v4(datagram, wire_length, out);
    case 6:
      return read_v6(datagram, wire_length, out);
    default:  // a number from the wire, not one of our enumerations
      return std::nullopt;
  }
}

}  // namespace synspect::decoding
