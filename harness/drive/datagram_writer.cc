#include "harness/drive/datagram_writer.h"

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
  void put8(unsigned value) { *at_++ = static_cast<std::byte>(value & 0xffU); }
  void put16(unsigned value) {
    put8(value >> 8);
    put8(value);
  }
  void put32(std::uint32_t value) {
    put16(value >> 16);
    put16(value & 0xffffU);
  }
  void put(std::span<const std::byte> octets) {
    if (!octets.empty()) std::memcpy(at_, octets.data(), octets.size());
    at_ += octets.size();
  }

 private:
  std::byte* at_;
};

void write_ipv4(const DatagramToWrite& d, std::size_t tcp_length, std::span<std::byte> header) {
  Writer out{header.data()};
  out.put8(0x45);
  out.put8(d.traffic_class);
  out.put16(static_cast<unsigned>(20 + tcp_length));
  out.put32(0);  // identification, flags, fragment offset
  out.put8(d.ttl);
  out.put8(kTcp);
  out.put16(0);
  out.put(std::as_bytes(d.source.ip.bytes()));
  out.put(std::as_bytes(d.destination.ip.bytes()));
  decoding::InternetChecksum checksum;
  checksum.add(decoding::Wire{header});
  Writer{&header[10]}.put16(checksum.field());
}

void write_ipv6(const DatagramToWrite& d, std::size_t tcp_length, std::span<std::byte> header) {
  Writer out{header.data()};
  out.put32((6U << 28) | (static_cast<std::uint32_t>(d.traffic_class) << 20) |
            (d.flow_label & 0xf'ffffU));
  out.put16(static_cast<unsigned>(tcp_length));
  out.put8(kTcp);
  out.put8(d.ttl);
  out.put(std::as_bytes(d.source.ip.bytes()));
  out.put(std::as_bytes(d.destination.ip.bytes()));
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
  tcp.put16(d.source.port);
  tcp.put16(d.destination.port);
  tcp.put32(d.seq);
  tcp.put32(d.ack);
  tcp.put8(static_cast<unsigned>(((kTcpHeader + d.options.size()) / 4) << 4) | (d.reserved & 0xfU));
  tcp.put8(d.flags);
  tcp.put16(d.window);
  tcp.put16(0);
  tcp.put16(d.urgent_pointer);
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

void rewrite_datagram(const DatagramToWrite& d, std::vector<std::byte>& out) {
  out.resize(size_of(d));
  write(d, out);
}

}  // namespace synspect::drive
