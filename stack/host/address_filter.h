// Which addresses can be one end of a connection (RFC 9293 3.9.2.3).
#pragma once

#include <algorithm>

#include "stack/address.h"

namespace synspect::tcp {

// Not unspecified, multicast or limited broadcast: MUST-46, MUST-57, MUST-63, and 9293-3.9.2.3-a
// for every segment. A subnet's own broadcast address cannot be told without its mask.
[[nodiscard]] constexpr bool names_one_host(const IpAddress& ip) {
  if (ip.unspecified()) return false;
  if (ip.version == IpVersion::kV6) return ip.octets[0] != 0xff;
  const bool multicast = (ip.octets[0] & 0xf0U) == 0xe0U;
  const bool broadcast = std::all_of(ip.octets.begin(), ip.octets.begin() + 4,
                                     [](auto octet) { return octet == 0xff; });
  return !multicast && !broadcast;
}

}  // namespace synspect::tcp
