#include "harness/drive/datagram_writer.h"

namespace synspect::drive {
namespace {

void put8(std::vector<std::byte>& out, unsigned value) {
  out.push_back(static_cast<std::byte>(value & 0xffU));
}
void put16(std::vector<std::byte>& out, unsigned value) {
  put8(out, value >> 8);
  put8(out, value);
}
void put32(std::vector<std::byte>& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xffffU);
}
void put_address(std::vector<std::byte>& out, const IpAddress& ip) {
  for (const std::uint8_t octet : ip.bytes()) put8(out, octet);
}
void patch16(std::vector<std::byte>& out, std::size_t at, unsigned value) {
  out[at] = static_cast<std::byte>((value >> 8) & 0xffU);
  out[at + 1] = static_cast<std::byte>(value & 0xffU);
}

// RFC 1071 sum over [first, end) of `octets`, added to `sum`; not yet folded.
std::uint64_t add_words(std::uint64_t sum, std::span<const std::byte> octets) {
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const auto value = static_cast<std::uint64_t>(octets[i]);
    sum += i % 2 == 0 ? value << 8 : value;
  }
  return sum;
}
unsigned fold(std::uint64_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<unsigned>(~sum & 0xffff);
}

constexpr unsigned kTcp = 6;

}  // namespace

void write_datagram(const DatagramToWrite& d, std::vector<std::byte>& out) {
  const std::size_t start = out.size();
  const std::size_t tcp_length = 20 + d.options.size() + d.payload.size();
  if (d.source.ip.version == IpVersion::kV4) {
    put8(out, 0x45);
    put8(out, d.traffic_class);
    put16(out, static_cast<unsigned>(20 + tcp_length));
    put32(out, 0);  // identification, flags, fragment offset
    put8(out, d.ttl);
    put8(out, kTcp);
    put16(out, 0);
    put_address(out, d.source.ip);
    put_address(out, d.destination.ip);
    patch16(out, start + 10, fold(add_words(0, std::span{out}.subspan(start, 20))));
  } else {
    put32(out, (6U << 28) | (static_cast<std::uint32_t>(d.traffic_class) << 20) |
                   (d.flow_label & 0xf'ffffU));
    put16(out, static_cast<unsigned>(tcp_length));
    put8(out, kTcp);
    put8(out, d.ttl);
    put_address(out, d.source.ip);
    put_address(out, d.destination.ip);
  }

  const std::size_t tcp = out.size();
  put16(out, d.source.port);
  put16(out, d.destination.port);
  put32(out, d.seq);
  put32(out, d.ack);
  put8(out, static_cast<unsigned>(((20 + d.options.size()) / 4) << 4) | (d.reserved & 0xfU));
  put8(out, d.flags);
  put16(out, d.window);
  put16(out, 0);
  put16(out, d.urgent_pointer);
  out.insert(out.end(), d.options.begin(), d.options.end());
  out.insert(out.end(), d.payload.begin(), d.payload.end());

  // The pseudo-header of either version sums up to the same: addresses, protocol, TCP length.
  std::uint64_t sum = kTcp + tcp_length;
  sum = add_words(sum, std::as_bytes(d.source.ip.bytes()));
  sum = add_words(sum, std::as_bytes(d.destination.ip.bytes()));
  sum = add_words(sum, std::span{out}.subspan(tcp));
  patch16(out, tcp + 16, fold(sum) ^ (d.bad_checksum ? 1U : 0U));
}

}  // namespace synspect::drive
