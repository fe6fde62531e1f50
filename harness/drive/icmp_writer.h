// Writes the ICMP errors that the driver injects.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/history/address.h"

namespace synspect::drive {

struct IcmpToWrite {  // from the stack's peer, as if its host were the last router on the way
  std::uint8_t type{};
  std::uint8_t code{};
  std::uint32_t mtu{};     // 16 bits in IPv4
  FourTuple quoted;        // of the segment in question, from the stack's side
  std::uint32_t seq{};     // its number, on the wire
  std::uint32_t length{};  // its payload; it is taken to have no options
};

// Appends one IP datagram to `out`: the quote is the IP header and eight octets (RFC 792), with
// lengths as the whole segment had them.
void write_icmp(const IcmpToWrite& message, std::vector<std::byte>& out);

}  // namespace synspect::drive
