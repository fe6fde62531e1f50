// For tests: source routes, and the gateways on them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "stack/wire/checksum.h"
#include "stack/wire/codec.h"
#include "stack/wire/octets.h"
#include "stack/wire/source_route.h"

namespace synspect::tcp {

inline IpAddress gateway(std::uint8_t last) { return {IpVersion::kV4, {10, 0, 0, last}}; }

// By way of 10.0.0.1, .2, ...
inline SourceRoute route_by(std::uint8_t count, bool strict = false) {
  SourceRoute route{.gateways = {}, .count = count, .strict = strict};
  for (std::uint8_t i = 0; i < count; ++i) {
    route.gateways[i] = gateway(static_cast<std::uint8_t>(i + 1));
  }
  return route;
}

// Each gateway puts its own address where the next one stood (RFC 791 3.1), until the datagram is
// where it is to go. `hops`: who they were. The option stands behind one NOP.
inline void travel(std::vector<std::byte>& datagram, std::vector<IpAddress>& hops) {
  const std::size_t header = (std::to_integer<std::size_t>(datagram[0]) & 0xfU) * 4;
  if (header == 20) return;
  std::byte* const option = &datagram[21];
  for (auto pointer = std::to_integer<std::size_t>(option[2]);
       pointer < std::to_integer<std::size_t>(option[1]); pointer += 4) {
    IpAddress hop;
    std::transform(&datagram[16], &datagram[20], hop.octets.begin(), std::to_integer<std::uint8_t>);
    hops.push_back(hop);
    std::swap_ranges(&datagram[16], &datagram[20], option + pointer - 1);
    option[2] = static_cast<std::byte>(pointer + 4);
  }
  store16(&datagram[10], 0);
  ChecksumSum sum;
  sum.add(std::span{datagram}.first(header));
  store16(&datagram[10], sum.complement());
}

}  // namespace synspect::tcp
