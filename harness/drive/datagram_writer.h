// Writes the datagrams that the driver injects: whatever a script says, legal or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/history/address.h"

namespace synspect::drive {

struct DatagramToWrite {  // wire values throughout
  SocketAddress source;
  SocketAddress destination;
  std::uint8_t ttl{255};
  std::uint8_t traffic_class{0};
  std::uint32_t flow_label{0};
  std::uint32_t seq{};
  std::uint32_t ack{};
  std::uint8_t flags{};
  std::uint8_t reserved{};  // four bits
  std::uint16_t window{};
  std::uint16_t urgent_pointer{};
  bool bad_checksum{};                 // one bit of the TCP checksum is flipped
  std::span<const std::byte> options;  // at most 40 octets, a multiple of four
  std::span<const std::byte> payload;  // the datagram fits 65,535 octets (IPv6: of payload)
};

// Appends one IP datagram to `out`: headers of the smallest size, IPv4 identification 0, checksums
// right unless asked otherwise.
void write_datagram(const DatagramToWrite& datagram, std::vector<std::byte>& out);
// The same in place of what `room` holds, which grows as needed and is not cleared for it. The
// datagram is what is handed out.
[[nodiscard]] std::span<const std::byte> rewrite_datagram(const DatagramToWrite& datagram,
                                                          std::vector<std::byte>& room);

}  // namespace synspect::drive
