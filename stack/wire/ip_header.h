// The IP layer below a segment: RFC 791 and RFC 8200, as far as a TCP endpoint needs them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "stack/address.h"
#include "stack/wire/codec.h"

namespace synspect::tcp {

inline constexpr std::uint8_t kProtocolTcp = 6;

// Fills in the IP fields of `datagram` and hands out the text: a whole TCP segment, nothing behind
// it. Whole and intact datagrams of that protocol only; octets behind the IP length are link
// padding.
[[nodiscard]] std::optional<ParseError> parse_ip(std::span<const std::byte> octets,
                                                 Datagram& datagram,
                                                 std::span<const std::byte>& text,
                                                 std::uint8_t protocol = kProtocolTcp);

[[nodiscard]] constexpr std::size_t ip_header_size(IpVersion version) {
  return version == IpVersion::kV4 ? 20 : 40;
}

struct IpFields {  // what we choose of an IP header; the addresses are the caller's
  const IpAddress& source;
  const IpAddress& destination;
  std::uint8_t ttl;
  std::uint8_t traffic_class;
};
// Fills ip_header_size() octets for a text of `text_size` octets, which must fit the length field.
void write_ip_header(const IpFields& ip, std::size_t text_size, std::byte* out);

}  // namespace synspect::tcp
