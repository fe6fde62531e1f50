// Internet and transport addresses as values.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace synspect {

enum class IpVersion : std::uint8_t { kV4 = 4, kV6 = 6 };

struct IpAddress {
  IpVersion version{IpVersion::kV4};
  std::array<std::uint8_t, 16>
      octets{};  // network order; IPv4 fills the first four, the rest are 0

  // Dotted quad or RFC 4291 text; nothing for anything else. Port, prefix length and zone are not
  // part of an address.
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);
  [[nodiscard]] static IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d);

  [[nodiscard]] std::size_t size() const { return version == IpVersion::kV4 ? 4 : 16; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {octets.data(), size()}; }
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
  friend bool operator==(const IpAddress& a, const IpAddress& b) {
    // Asked of every segment, several times: two words each, and no call.
    struct Words {
      std::uint64_t first, second;
    };
    const auto x = std::bit_cast<Words>(a.octets);
    const auto y = std::bit_cast<Words>(b.octets);
    return x.first == y.first && x.second == y.second && a.version == b.version;
  }
};

struct SocketAddress {  // RFC 9293 3.3.1 calls this a socket: address and port together
  IpAddress ip;
  std::uint16_t port{};  // host order; 0 = not specified

  // Reads what to_string() writes: "192.0.2.1:80", "[2001:db8::1]:80".
  [[nodiscard]] static std::optional<SocketAddress> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;
  friend auto operator<=>(const SocketAddress&, const SocketAddress&) = default;
};

struct FourTuple {  // a connection, seen from the endpoint whose address is `local`
  SocketAddress local;
  SocketAddress remote;

  [[nodiscard]] FourTuple reversed() const { return {remote, local}; }
  [[nodiscard]] std::string to_string() const;  // "local > remote"
  friend auto operator<=>(const FourTuple&, const FourTuple&) = default;
};

}  // namespace synspect
