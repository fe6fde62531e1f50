#include "harness/history/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace synspect {
namespace {

constexpr std::size_t kLongestText = INET6_ADDRSTRLEN;  // its terminating zero included

int family_of(IpVersion version) { return version == IpVersion::kV4 ? AF_INET : AF_INET6; }

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  // inet_pton() stops at a zero octet, which must not make a short address of a long text.
  if (text.size() >= kLongestText || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::array<char, kLongestText> terminated{};
  std::ranges::copy(text, terminated.begin());
  IpAddress address;
  const bool colon = text.find(':') != std::string_view::npos;
  address.version = colon ? IpVersion::kV6 : IpVersion::kV4;
  const int read = inet_pton(family_of(address.version), terminated.data(), address.octets.data());
  if (read != 1) return std::nullopt;
  return address;
}

IpAddress IpAddress::v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {.version = IpVersion::kV4, .octets = {a, b, c, d}};
}

std::string IpAddress::to_string() const {
  std::array<char, kLongestText> text{};
  inet_ntop(family_of(version), octets.data(), text.data(), text.size());
  return text.data();
}

std::optional<SocketAddress> SocketAddress::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  if (bracketed) host = host.substr(1, host.size() - 2);
  const std::optional<IpAddress> ip = IpAddress::parse(host);
  if (!ip || bracketed != (ip->version == IpVersion::kV6)) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  std::uint16_t port{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return SocketAddress{.ip = *ip, .port = port};
}

std::string SocketAddress::to_string() const {
  const std::string host = ip.to_string();
  const std::string number = std::to_string(port);
  return ip.version == IpVersion::kV4 ? host + ":" + number : "[" + host + "]:" + number;
}

std::string FourTuple::to_string() const { return local.to_string() + " > " + remote.to_string(); }

}  // namespace synspect
