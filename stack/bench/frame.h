// A datagram of the benchmarks' peer: written once, then patched, so that what is measured is the
// receiver and not the making of its input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stack/wire/codec.h"
#include "stack/wire/octets.h"

namespace synspect::bench {

inline const tcp::Socket kServer{{tcp::IpVersion::kV4, {192, 0, 2, 1}}, {80}};
inline const tcp::Socket kPeer{{tcp::IpVersion::kV4, {192, 0, 2, 2}}, {4000}};
inline constexpr std::uint16_t kPeerWindow = 60'000;
inline constexpr std::size_t kTextOctets = 100;
inline constexpr std::uint32_t kPeerIsn = 0x1000'0000;

inline std::uint32_t sequence_number_of(std::span<const std::byte> datagram_v4) {
  return tcp::load32(datagram_v4.data() + 24);
}

class Frame {
 public:
  explicit Frame(const tcp::Segment& segment, const tcp::Socket& from = kPeer) {
    tcp::Datagram datagram;
    datagram.source = from.ip;
    datagram.source_port = from.port;
    datagram.destination = kServer.ip;
    datagram.destination_port = kServer.port;
    datagram.segment = segment;
    datagram.segment.window = kPeerWindow;
    tcp::write_datagram(datagram, octets_);
  }

  [[nodiscard]] std::span<const std::byte> octets() const { return octets_; }
  void set_source_port(std::uint16_t port) {
    patch(20, std::uint32_t{port} << 16 | kServer.port.number);
  }
  void set_seq(std::uint32_t seq) { patch(24, seq); }
  void set_ack(std::uint32_t ack) { patch(28, ack); }

 private:
  void patch(std::size_t at, std::uint32_t value) {  // RFC 1624 3: HC' = ~(~HC + ~m + m')
    std::byte* const octets = octets_.data();
    const std::uint32_t old = ~tcp::load32(octets + at);
    std::uint32_t sum = (tcp::load16(octets + 36) ^ 0xffffU) + (old >> 16) + (old & 0xffff) +
                        (value >> 16) + (value & 0xffff);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    tcp::store32(octets + at, value);
    tcp::store16(octets + 36, ~sum);
  }

  std::vector<std::byte> octets_;
};

}  // namespace synspect::bench
