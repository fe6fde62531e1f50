// ICMP errors (RFC 792, RFC 1191, RFC 4443) that quote a TCP segment. No states here, no addresses
// of ours.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "stack/address.h"
#include "stack/network_error.h"

namespace synspect::tcp {

struct QuotedError {
  SocketPair sockets;  // of the quoted segment, which its local socket sent
  NetworkError error;
};
// One IP datagram. Empty for all else: other messages, codes that mean nothing for TCP, a wrong
// checksum, a quote too short to name a segment (its header and eight octets are all that RFC 792
// promises), or one that was not sent by whom the message is for.
[[nodiscard]] std::optional<QuotedError> parse_icmp_error(std::span<const std::byte> octets);

}  // namespace synspect::tcp
