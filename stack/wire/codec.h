// Octets <-> datagrams that carry one TCP segment each. No states here, no addresses of ours: a
// datagram is read, judged for integrity and handed on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "stack/address.h"
#include "stack/segment.h"

namespace synspect::tcp {

struct Datagram {
  IpAddress source;  // of the same version as `destination`
  IpAddress destination;
  Port source_port;
  Port destination_port;
  std::uint8_t ttl{64};          // or hop limit
  std::uint8_t traffic_class{};  // all eight bits; the segment repeats those of ECN when read
  std::span<const std::byte> ip_options{};  // on receipt: those of IPv4, as they are
  bool malformed_options{};                 // on receipt: an option of illegal length (MUST-7)
  Segment segment;
};

// Why a datagram is not a segment for anybody. The first that applies, in the order of the layers.
enum class ParseError : std::uint8_t {
  kNotIp,           // empty, or neither version 4 nor 6
  kTruncated,       // shorter than its headers or length fields say
  kNotTcp,          // another protocol, or a source route that is not used up
  kFragment,        // nothing is reassembled here
  kBadIpChecksum,   // IPv4 header
  kBadTcpHeader,    // no room for twenty octets, or a data offset outside the segment
  kBadTcpChecksum,  // MUST-3
};

// `segment.payload` of the answer views `octets`. Reserved bits are ignored (9293-3.1-a), IPv4
// options (MUST-50), IPv6 extension headers and unknown TCP options (MUST-6) are skipped.
[[nodiscard]] std::expected<Datagram, ParseError> parse_datagram(std::span<const std::byte> octets);
// The same into a `datagram` as it is when new.
[[nodiscard]] std::optional<ParseError> parse_datagram(std::span<const std::byte> octets,
                                                       Datagram& datagram);

// Appends one datagram to `out`, with lengths and checksums set, reserved bits zero, and in IPv4
// identification 0 and DF set (RFC 6864 4.1). Stops the process if the payload does not fit the
// length field or the addresses differ in version: the sender's sizing is at fault then.
void write_datagram(const Datagram& d, std::vector<std::byte>& out);
// The same, to where the caller has room for datagram_size() octets. Writes each of them.
void write_datagram(const Datagram& d, std::byte* out);
[[nodiscard]] std::size_t datagram_size(const Datagram& d);
// The same for what leaves a connection, from its local to its remote socket. The segment knows the
// two bits beside the Diffserv field.
struct OutgoingIp {
  std::uint8_t ttl;
  std::uint8_t diffserv;  // six bits
};
// `size`: what datagram_size() says of them.
void write_datagram(const SocketPair& sockets, OutgoingIp ip, const Segment& segment,
                    std::size_t size, std::byte* out);
[[nodiscard]] std::size_t datagram_size(IpVersion version, const Segment& segment);

}  // namespace synspect::tcp
