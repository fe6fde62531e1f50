// Source routes of IPv4 (RFC 791 3.1, RFC 1122 3.2.1.8): the way that a datagram takes, or took.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "stack/address.h"

namespace synspect::tcp {

// The gateways on the way to the other end, which is not among them.
struct SourceRoute {
  static constexpr std::size_t kMost = 9;  // addresses that an option holds

  std::array<IpAddress, kMost> gateways{};  // the first count of them; IPv4
  std::uint8_t count{};
  bool strict{};  // no other hop between them

  [[nodiscard]] std::span<const IpAddress> view() const { return {gateways.data(), count}; }
  friend bool operator==(const SourceRoute&, const SourceRoute&) = default;
};

inline constexpr SourceRoute kDirect{};

enum class RouteSeen : std::uint8_t {
  kNone,
  kUnfinished,  // the datagram is not for whom it has reached
  kCompleted,
  kMalformed,  // an option, or a list of them, that contradicts itself
};
struct ReceivedRoute {
  RouteSeen seen{};
  SourceRoute back;       // with kCompleted: the way to `source`
  IpAddress final_hop{};  // with kUnfinished: where the datagram is to go in the end
};
// Of a datagram from `source` with these IP options.
[[nodiscard]] ReceivedRoute read_route(std::span<const std::byte> ip_options,
                                       const IpAddress& source);

// Octets of the option, padded; 0 without gateways.
[[nodiscard]] constexpr std::size_t route_size(const SourceRoute& route) {
  return route.count == 0 ? 0 : 4U + 4U * route.count;
}
// `datagram` begins with route_size() octets of room, then comes a datagram for the other end: now
// it goes there by way of the gateways.
void put_route(const SourceRoute& route, std::byte* datagram);

}  // namespace synspect::tcp
