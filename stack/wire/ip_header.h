// The IP layer below a segment: RFC 791 and RFC 8200, as far as a TCP endpoint needs them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "stack/address.h"
#include "stack/wire/codec.h"

namespace synspect::tcp {

inline constexpr std::uint8_t kProtocolTcp = 6;

struct IpHeader {
  IpAddress source;
  IpAddress destination;
  std::uint8_t ttl{};
  std::uint8_t traffic_class{};
};
struct IpPacket {
  IpHeader header;
  std::span<const std::byte> text;  // a whole TCP segment, nothing behind it
};

// Whole and intact datagrams of protocol TCP only; octets behind the IP length are link padding.
[[nodiscard]] std::expected<IpPacket, ParseError> parse_ip(std::span<const std::byte> octets);

[[nodiscard]] std::size_t ip_header_size(IpVersion version);
// Fills ip_header_size() octets for a text of `text_size` octets, which must fit the length field.
void write_ip_header(const IpHeader& header, std::size_t text_size, std::byte* out);

}  // namespace synspect::tcp
