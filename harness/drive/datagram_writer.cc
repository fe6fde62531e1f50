#include "harness/drive/datagram_writer.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "harness/history/decode/checksum.h"

namespace synspect::drive {
namespace {

constexpr std::uint8_t kTcp = 6;
constexpr std::size_t kTcpHeader = 20;

// Octets in network order, into memory that is there.
class Writer {
 public:
  explicit Writer(std::byte* at) : at_{at} {}
  void put16(unsigned value) { number(static_cast<std::uint16_t>(value)); }
  void put32(std::uint32_t value) { number(value); }
  template <std::size_t kOctets>
  void put(const IpAddress& address) {
    std::memcpy(at_, address.octets.data(), kOctets);
    at_ += kOctets;
  }
  void put(std::span<const std::byte> octets) {
    if (!octets.empty()) std::memcpy(at_, octets.data(), octets.size());
    at_ += octets.size();
  }

 private:
  template <typename Number>
  void number(Number value) {
    if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
    std::memcpy(at_, &value, sizeof value);
    at_ += sizeof value;
  }

  std::byte* at_;
};

void write_ipv4(const DatagramToWrite& d, std::size_t tcp_length, std::span<std::byte> header) {
  Writer out{header.data()};
  out.put32(0x45U << 24 | std::uint32_t{d.traffic_class} << 16 |
            static_cast<std::uint32_t>(20 + tcp_length));
  out.put32(0);  // identification, flags, fragment offset
  out.put32(std::uint32_t{d.ttl} << 24 | std::uint32_t{kTcp} << 16);
  out.put<4>(d.source.ip);
  out.put<4>(d.destination.ip);
  decoding::InternetChecksum checksum;
  checksum.add(decoding::Wire{header});
  Writer{&header[10]}.put16(checksum.field());
}

void write_ipv6(const DatagramToWrite& d, std::size_t tcp_length, std::span<std::byte> header) {
  Writer out{header.data()};
  out.put32((6U << 28) | (static_cast<std::uint32_t>(d.traffic_class) << 20) |
            (d.flow_label & 0xf'ffffU));
  out.put32(static_cast<std::uint32_t>(tcp_length) << 16 | std::uint32_t{kTcp} << 8 | d.ttl);
  out.put<16>(d.source.ip);
  out.put<16>(d.destination.ip);
}

std::size_t ip_header(const DatagramToWrite& d) {
  return d.source.ip.version == IpVersion::kV4 ? 20 : 40;
}
std::size_t size_of(const DatagramToWrite& d) {
  return ip_header(d) + kTcpHeader + d.options.size() + d.payload.size();
}

void write(const DatagramToWrite& d, std::span<std::byte> datagram) {
  const std::size_t ip_length = ip_header(d);
  const std::size_t tcp_length = datagram.size() - ip_length;
  if (d.source.ip.version == IpVersion::kV4) {
    write_ipv4(d, tcp_length, datagram.first(ip_length));
  } else {
    write_ipv6(d, tcp_length, datagram.first(ip_length));
  }

  const std::span segment = datagram.subspan(ip_length);
  Writer tcp{segment.data()};
  tcp.put32(std::uint32_t{d.source.port} << 16 | d.destination.port);
  tcp.put32(d.seq);
  tcp.put32(d.ack);
  const auto offset = static_cast<std::uint32_t>((kTcpHeader + d.options.size()) / 4);
  tcp.put32(offset << 28 | (d.reserved & 0xfU) << 24 | std::uint32_t{d.flags} << 16 | d.window);
  tcp.put32(d.urgent_pointer);  // and no checksum yet
  tcp.put(d.options);
  tcp.put(d.payload);

  decoding::InternetChecksum checksum;
  checksum.add_pseudo_header(d.source.ip, d.destination.ip, kTcp, tcp_length);
  checksum.add(decoding::Wire{segment});
  Writer{&segment[16]}.put16(checksum.field() ^ (d.bad_checksum ? 1U : 0U));
}

}  // namespace

void write_datagram(const DatagramToWrite& d, std::vector<std::byte>& out) {
  const std::size_t start = out.size();
  out.resize(start + size_of(d));
  write(d, std::span{out}.subspan(start));
}

std::span<const std::byte> rewrite_datagram(const DatagramToWrite& d,
                                            std::vector<std::byte>& room) {
  const std::size_t size = size_of(d);
  if (room.size() < size) room.resize(std::max(size, 2 * room.size()));
  const std::span datagram = std::span{room}.first(size);
  write(d, datagram);
  return datagram;
}

}  // namespace synspect::drive
