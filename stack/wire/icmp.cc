#include "stack/wire/icmp.h"

#include <algorithm>
#include <cstdint>

#include "stack/wire/checksum.h"
#include "stack/wire/codec.h"
#include "stack/wire/ip_header.h"
#include "stack/wire/octets.h"
#include "stack/wire/source_route.h"

namespace synspect::tcp {
namespace {

using enum NetworkTrouble;

constexpr std::uint8_t kProtocolIcmp = 1, kProtocolIcmp6 = 58;
constexpr std::size_t kIcmpHeader = 8;
constexpr std::size_t kQuotedTcp = 8;  // ports and sequence number

struct TypeAndCode {
  std::uint8_t type, code;
};

// 3.9.2.2, and RFC 1122 3.2.2.1 for the codes that it does not name: those that came later tell of
// a network or a host that cannot be reached, so they are as soft.
std::optional<NetworkTrouble> unreachable4(std::uint8_t code) {
  switch (code) {
    case 0:   // net
    case 6:   // destination network unknown
    case 9:   // network prohibited
    case 11:  // network, for this type of service
      return kNetworkUnreachable;
    case 2:
      return kProtocolUnreachable;
    case 3:
      return kPortUnreachable;
    case 4:
      return kTooBig;
    case 5:
      return kSourceRouteFailed;
    default:  // numbers of the wire, not an enumeration of ours
      if (code > 15) return std::nullopt;
      return kHostUnreachable;
  }
}

std::optional<NetworkTrouble> meaning4(TypeAndCode message) {
  switch (message.type) {
    case 3:
      return unreachable4(message.code);
    case 4:
      return kSourceQuench;
    case 11:
      return message.code <= 1 ? std::optional{kTimeExceeded} : std::nullopt;
    case 12:
      return kParameterProblem;
    default:
      return std::nullopt;
  }
}

std::optional<NetworkTrouble> meaning6(TypeAndCode message) {
  switch (message.type) {
    case 1:
      if (message.code == 0) return kNetworkUnreachable;  // no route
      if (message.code == 4) return kPortUnreachable;
      if (message.code > 6) return std::nullopt;
      return kHostUnreachable;
    case 2:
      return kTooBig;
    case 3:
      return message.code <= 1 ? std::optional{kTimeExceeded} : std::nullopt;
    case 4:
      return message.code <= 2 ? std::optional{kParameterProblem} : std::nullopt;
    default:
      return std::nullopt;
  }
}

bool intact(const Datagram& outer, std::span<const std::byte> message) {
  ChecksumSum sum;
  if (outer.source.version == IpVersion::kV6) {  // RFC 4443 2.3
    sum.add_pseudo_header(outer.source, outer.destination, kProtocolIcmp6, message.size());
  }
  sum.add(message);
  return sum.complement() == 0;
}

IpAddress address_at(const std::byte* at, IpVersion version) {
  IpAddress address{.version = version, .octets = {}};
  const std::size_t size = version == IpVersion::kV4 ? 4 : 16;
  std::transform(at, at + size, address.octets.begin(), std::to_integer<std::uint8_t>);
  return address;
}

// The segment that is quoted, with an IP header as it was when the trouble struck: its checksum may
// be that of an older time to live, and its length is more than what is here.
bool read_quote(std::span<const std::byte> quote, IpVersion version, QuotedError& out) {
  const bool v4 = version == IpVersion::kV4;
  const std::size_t fixed = ip_header_size(version);
  if (quote.size() < fixed) return false;
  const std::byte* const at = quote.data();
  if (std::to_integer<unsigned>(at[0]) >> 4 != (v4 ? 4U : 6U)) return false;
  const std::size_t header = v4 ? (std::to_integer<std::size_t>(at[0]) & 0xf) * 4 : fixed;
  if (header < fixed || quote.size() < header + kQuotedTcp) return false;
  // We send neither fragments nor extension headers.
  if (std::to_integer<std::uint8_t>(at[v4 ? 9 : 6]) != kProtocolTcp) return false;
  if (v4 && (load16(at + 6) & 0x3fff) != 0) return false;
  const std::size_t addresses = v4 ? 12 : 8, size = v4 ? 4 : 16;
  const std::byte* const tcp = at + header;
  out.sockets = {{address_at(at + addresses, version), Port{load16(tcp)}},
                 {address_at(at + addresses + size, version), Port{load16(tcp + 2)}}};
  // On its way along a source route: what its IP header says is the next hop.
  const ReceivedRoute route = read_route(quote.first(header).subspan(fixed), IpAddress{});
  if (v4 && route.seen == RouteSeen::kUnfinished) out.sockets.remote.ip = route.final_hop;
  out.error.seq = Seq{load32(tcp + 4)};
  out.error.size = v4 ? load16(at + 2) : static_cast<std::uint32_t>(fixed) + load16(at + 4);
  return true;
}

}  // namespace

std::optional<QuotedError> parse_icmp_error(std::span<const std::byte> octets) {
  if (octets.empty()) return std::nullopt;
  const bool v4 = std::to_integer<unsigned>(octets[0]) >> 4 == 4;
  Datagram outer;
  std::span<const std::byte> message;
  if (parse_ip(octets, outer, message, v4 ? kProtocolIcmp : kProtocolIcmp6)) return std::nullopt;
  if (message.size() < kIcmpHeader || !intact(outer, message)) return std::nullopt;
  const TypeAndCode what{std::to_integer<std::uint8_t>(message[0]),
                         std::to_integer<std::uint8_t>(message[1])};
  const auto trouble = v4 ? meaning4(what) : meaning6(what);
  if (!trouble) return std::nullopt;
  QuotedError result;
  result.error.trouble = *trouble;
  if (*trouble == kTooBig) {
    const std::byte* const at = message.data();
    result.error.mtu = v4 ? load16(at + 6) : load32(at + 4);  // RFC 1191 4, RFC 4443 3.2
  }
  const auto quote = message.subspan(kIcmpHeader);
  if (!read_quote(quote, outer.source.version, result)) return std::nullopt;
  if (result.sockets.local.ip != outer.destination) return std::nullopt;
  return result;
}

}  // namespace synspect::tcp
