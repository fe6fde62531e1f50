// For tests: ICMP errors about datagrams that a stack under test has sent.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stack/address.h"
#include "stack/wire/checksum.h"
#include "stack/wire/ip_header.h"
#include "stack/wire/octets.h"

namespace synspect::tcp {

inline constexpr IpAddress kRouter4{IpVersion::kV4, {203, 0, 113, 1}};
inline constexpr IpAddress kRouter6{IpVersion::kV6, {0x20, 0x01, 0x0d, 0xb8, 0, 9}};

struct IcmpMessage {
  std::uint8_t type{}, code{};
  std::uint32_t rest{};         // octets 4 to 7: the MTU, where there is one
  std::size_t quoted{1 << 16};  // octets of the datagram that are quoted, where it has them
};

// What `router` says to the source of `datagram`.
inline std::vector<std::byte> icmp_about(std::span<const std::byte> datagram,
                                         const IcmpMessage& what) {
  const bool v4 = std::to_integer<unsigned>(datagram[0]) >> 4 == 4;
  const auto quote = datagram.first(std::min(datagram.size(), what.quoted));
  const std::size_t header = v4 ? 20 : 40;
  std::vector<std::byte> out(header + 8 + quote.size());
  IpAddress to{.version = v4 ? IpVersion::kV4 : IpVersion::kV6, .octets = {}};
  for (std::size_t i = 0; i < (v4 ? 4U : 16U); ++i) {
    to.octets[i] = std::to_integer<std::uint8_t>(datagram[(v4 ? 12 : 8) + i]);
  }
  const IpAddress& from = v4 ? kRouter4 : kRouter6;
  write_ip_header({from, to, 64, 0}, 8 + quote.size(), out.data());
  out[v4 ? 9 : 6] = std::byte{static_cast<std::uint8_t>(v4 ? 1 : 58)};
  const std::span message = std::span{out}.subspan(header);
  message[0] = std::byte{what.type};
  message[1] = std::byte{what.code};
  store32(&message[4], what.rest);
  std::ranges::copy(quote, message.begin() + 8);
  ChecksumSum sum;
  if (v4) {
    ChecksumSum of_header;
    store16(&out[10], 0);
    of_header.add(std::span{out}.first(header));
    store16(&out[10], of_header.complement());
  } else {
    sum.add_pseudo_header(from, to, 58, message.size());
  }
  sum.add(message);
  store16(&message[2], sum.complement());
  return out;
}

}  // namespace synspect::tcp
