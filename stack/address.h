// Addresses and ports as the core uses them.
#pragma once

#include <array>
#include <compare>
#include <cstdint>

namespace synspect::tcp {

enum class IpVersion : std::uint8_t { kV4 = 4, kV6 = 6 };

struct IpAddress {
  IpVersion version{IpVersion::kV4};
  std::array<std::uint8_t, 16>
      octets{};  // network order; IPv4 fills the first four, the rest are 0

  // All octets zero: "unspecified" in OPEN (RFC 9293 3.9.1.1).
  [[nodiscard]] constexpr bool unspecified() const {
    return octets == std::array<std::uint8_t, 16>{};
  }
  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

struct Port {
  std::uint16_t number{};  // host order; 0: not specified
  friend auto operator<=>(Port, Port) = default;
};

struct Socket {  // RFC 9293 3.3.1: address and port
  IpAddress ip;
  Port port;
  friend auto operator<=>(const Socket&, const Socket&) = default;
};

struct SocketPair {  // names a connection
  Socket local;
  Socket remote;
  friend auto operator<=>(const SocketPair&, const SocketPair&) = default;
};

}  // namespace synspect::tcp
