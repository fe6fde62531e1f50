// What the network says of a datagram that we sent (RFC 9293 3.9.2.2): an ICMP error, its types and
// codes turned into meanings by wire/, without the four-tuple, which the host has used up.
#pragma once

#include <cstdint>

#include "stack/seq.h"

namespace synspect::tcp {

enum class NetworkTrouble : std::uint8_t {
  kSourceQuench,        // MUST-55
  kTooBig,              // "fragmentation needed", "packet too big": for path MTU discovery
  kNetworkUnreachable,  // soft, like all that follow but two (MUST-56, 9293-3.9.2.2-a)
  kHostUnreachable,
  kSourceRouteFailed,
  kTimeExceeded,
  kParameterProblem,
  kProtocolUnreachable,  // hard (SHLD-26)
  kPortUnreachable,      // hard
};

struct NetworkError {
  NetworkTrouble trouble{};
  Seq seq;               // of the segment that is quoted
  std::uint32_t size{};  // octets of that datagram, as its header says
  std::uint32_t mtu{};   // with kTooBig: of the next hop; 0 where the router does not know better
};

}  // namespace synspect::tcp
