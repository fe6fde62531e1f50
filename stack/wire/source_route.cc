#include "stack/wire/source_route.h"

#include <cstring>

#include "stack/wire/checksum.h"
#include "stack/wire/octets.h"

namespace synspect::tcp {
namespace {

constexpr std::size_t kHeader = 20, kDestination = 16, kAddress = 4, kFront = 3;
enum IpOption : std::uint8_t { kListEnd = 0, kSkip = 1, kLoose = 131, kStrict = 137 };

IpAddress address_at(const std::byte* at) {
  IpAddress address;
  std::memcpy(address.octets.data(), at, kAddress);
  return address;
}

// Type, length, pointer, addresses; the pointer counts from 1 (RFC 791 3.1).
ReceivedRoute read_option(std::span<const std::byte> option, const IpAddress& source) {
  ReceivedRoute result;
  const auto pointer = std::to_integer<std::size_t>(option[2]);
  const std::size_t addresses = (option.size() - kFront) / kAddress;
  const bool whole = (option.size() - kFront) % kAddress == 0 && addresses <= SourceRoute::kMost;
  if (!whole || pointer <= kFront || pointer % kAddress != 0) {
    result.seen = RouteSeen::kMalformed;
    return result;
  }
  if (pointer < option.size()) {
    result.seen = RouteSeen::kUnfinished;
    result.final_hop = address_at(&option[option.size() - kAddress]);
    return result;
  }
  result.seen = RouteSeen::kCompleted;
  result.back.strict = std::to_integer<std::uint8_t>(option[0]) == kStrict;
  for (std::size_t i = addresses; i-- > 0;) {
    const IpAddress gateway = address_at(&option[kFront + i * kAddress]);
    // RFC 1122 3.2.1.8: some sources record themselves as the first hop. The way back is right
    // without it.
    if (i == 0 && gateway == source) break;
    result.back.gateways[result.back.count++] = gateway;
  }
  return result;
}

}  // namespace

ReceivedRoute read_route(std::span<const std::byte> ip_options, const IpAddress& source) {
  ReceivedRoute found;
  while (!ip_options.empty()) {
    const auto kind = std::to_integer<std::uint8_t>(ip_options[0]);
    if (kind == kListEnd) break;
    if (kind == kSkip) {
      ip_options = ip_options.subspan(1);
      continue;
    }
    const std::size_t size =
        ip_options.size() < 2 ? 0 : std::to_integer<std::size_t>(ip_options[1]);
    const bool route = kind == kLoose || kind == kStrict;
    const bool second = route && found.seen != RouteSeen::kNone;  // RFC 1122 3.2.1.8: one at most
    if (size < (route ? kFront : 2U) || size > ip_options.size() || second) {
      return {.seen = RouteSeen::kMalformed, .back = {}};
    }
    if (route) found = read_option(ip_options.first(size), source);
    ip_options = ip_options.subspan(size);
  }
  return found;
}

void put_route(const SourceRoute& route, std::byte* datagram) {
  const std::size_t size = route_size(route);
  std::byte* const option = datagram + kHeader;
  std::memmove(datagram, datagram + size, kHeader);  // TCP stays where it is
  option[0] = std::byte{kSkip};                      // so that what follows is aligned
  option[1] = std::byte{route.strict ? kStrict : kLoose};
  option[2] = static_cast<std::byte>(size - 1);
  option[3] = std::byte{4};
  // The first hop is where IP sends it; the other end comes last.
  std::byte* at = option + 4;
  for (const IpAddress& gateway : route.view().subspan(1)) {
    std::memcpy(at, gateway.octets.data(), kAddress);
    at += kAddress;
  }
  std::memcpy(at, datagram + kDestination, kAddress);
  std::memcpy(datagram + kDestination, route.gateways[0].octets.data(), kAddress);
  const std::size_t header = kHeader + size;
  datagram[0] = static_cast<std::byte>(0x40U | header / 4);
  store16(datagram + 2, static_cast<std::uint32_t>(load16(datagram + 2) + size));
  store16(datagram + 10, 0);
  ChecksumSum sum;
  sum.add(std::span<const std::byte>{datagram, header});
  store16(datagram + 10, sum.complement());
}

}  // namespace synspect::tcp
