#include "stack/wire/codec.h"

#include <cstdlib>
#include <cstring>
#include <optional>

#include "stack/wire/checksum.h"
#include "stack/wire/ip_header.h"
#include "stack/wire/octets.h"
#include "stack/wire/options.h"

namespace synspect::tcp {
namespace {

constexpr std::size_t kFixedHeader = 20;
constexpr std::size_t kLongestDatagram = 65535;

// Octet 13 of the header.
enum Bit : std::uint8_t {
  kFin = 1,
  kSyn = 2,
  kRst = 4,
  kPsh = 8,
  kAck = 16,
  kUrg = 32,
  kEce = 64,
  kCwr = 128,
};

std::uint32_t control_octet(const Segment& s) {
  const int bits = (s.fin ? kFin : 0) | (s.syn ? kSyn : 0) | (s.rst ? kRst : 0) |
                   (s.psh ? kPsh : 0) | (s.ack_flag ? kAck : 0) | (s.urg ? kUrg : 0) |
                   (s.ece ? kEce : 0) | (s.cwr ? kCwr : 0);
  return static_cast<std::uint32_t>(bits);
}

void read_fixed_header(const std::byte* at, Datagram& d) {
  d.source_port = {load16(at)};
  d.destination_port = {load16(at + 2)};
  Segment& s = d.segment;
  s.seq = Seq{load32(at + 4)};
  const auto bits = std::to_integer<unsigned>(at[13]);
  s.fin = (bits & kFin) != 0;
  s.syn = (bits & kSyn) != 0;
  s.rst = (bits & kRst) != 0;
  s.psh = (bits & kPsh) != 0;
  s.ack_flag = (bits & kAck) != 0;
  s.urg = (bits & kUrg) != 0;
  s.ece = (bits & kEce) != 0;
  s.cwr = (bits & kCwr) != 0;
  if (s.ack_flag) s.ack = Seq{load32(at + 8)};  // else without meaning, see Segment
  s.window = load16(at + 14);
  s.urgent_pointer = load16(at + 18);
}

std::uint16_t checksum(const IpAddress& source, const IpAddress& destination,
                       std::span<const std::byte> text) {
  ChecksumSum sum;
  sum.add_pseudo_header(source, destination, kProtocolTcp, text.size());
  sum.add(text);
  return sum.complement();
}

}  // namespace

std::optional<ParseError> parse_datagram(std::span<const std::byte> octets, Datagram& d) {
  std::span<const std::byte> text;
  if (const auto error = parse_ip(octets, d, text)) return error;
  if (text.size() < kFixedHeader) return ParseError::kBadTcpHeader;
  const std::size_t header = (std::to_integer<std::size_t>(text[12]) >> 4) * 4;
  if (header < kFixedHeader || header > text.size()) {
    return ParseError::kBadTcpHeader;
  }
  if (checksum(d.source, d.destination, text) != 0) {  // MUST-3
    return ParseError::kBadTcpChecksum;
  }
  read_fixed_header(text.data(), d);
  d.segment.ecn = d.traffic_class & 3;
  if (header > kFixedHeader) {
    const ParsedOptions parsed = parse_options(text.first(header).subspan(kFixedHeader));
    d.segment.options = parsed.options;
    d.malformed_options = parsed.malformed;
  }
  d.segment.payload = text.subspan(header);
  return std::nullopt;
}

std::expected<Datagram, ParseError> parse_datagram(std::span<const std::byte> octets) {
  std::expected<Datagram, ParseError> result;  // filled in where the caller wants it
  if (const auto error = parse_datagram(octets, *result)) result = std::unexpected{*error};
  return result;
}

std::size_t datagram_size(IpVersion version, const Segment& segment) {
  return ip_header_size(version) + kFixedHeader + options_size(segment.options) +
         segment.payload.size();
}
std::size_t datagram_size(const Datagram& d) { return datagram_size(d.source.version, d.segment); }

void write_datagram(const Datagram& d, std::vector<std::byte>& out) {
  const std::size_t start = out.size();
  out.resize(start + datagram_size(d));
  write_datagram(d, out.data() + start);
}

namespace {

void write(const IpFields& d, Port source_port, Port destination_port, const Segment& s,
           std::size_t size, std::byte* ip) {
  if (size > kLongestDatagram || d.source.version != d.destination.version) std::abort();
  const std::size_t ip_header = ip_header_size(d.source.version);
  const std::size_t text_size = size - ip_header;
  const std::size_t header = text_size - s.payload.size();

  write_ip_header(d, text_size, ip);
  std::byte* const at = ip + ip_header;
  const std::uint32_t ports = std::uint32_t{source_port.number} << 16 | destination_port.number;
  const auto offset = static_cast<std::uint32_t>(header / 4 << 4);  // reserved bits: zero
  const std::uint32_t fourth = offset << 24 | control_octet(s) << 16 | s.window;
  ChecksumSum sum;
  sum.add_pseudo_header(d.source, d.destination, kProtocolTcp, text_size);
  sum.add_numbers({ports, s.seq.raw(), s.ack.raw(), fourth, s.urgent_pointer});
  if (header > kFixedHeader) {
    std::memset(at + kFixedHeader, 0, header - kFixedHeader);  // padding among it
    write_options(s.options, at + kFixedHeader);
    sum.add({at + kFixedHeader, header - kFixedHeader});
  }
  if (!s.payload.empty()) {
    std::memcpy(at + header, s.payload.data(), s.payload.size());
    sum.add(s.payload);
  }
  store32(at, ports);
  store32(at + 4, s.seq.raw());
  store32(at + 8, s.ack.raw());
  store32(at + 12, fourth);
  store32(at + 16, std::uint32_t{sum.complement()} << 16 | s.urgent_pointer);  // MUST-2
}

}  // namespace

void write_datagram(const Datagram& d, std::byte* out) {
  write({d.source, d.destination, d.ttl, d.traffic_class}, d.source_port, d.destination_port,
        d.segment, datagram_size(d), out);
}

void write_datagram(const SocketPair& sockets, OutgoingIp ip, const Segment& segment,
                    std::size_t size, std::byte* out) {
  const auto& [local, remote] = sockets;
  const auto traffic_class = static_cast<std::uint8_t>(ip.diffserv << 2 | segment.ecn);  // SHLD-22
  write({local.ip, remote.ip, ip.ttl, traffic_class}, local.port, remote.port, segment, size, out);
}

}  // namespace synspect::tcp
