// The harness's own reading of a datagram. It shares nothing with the codec of the core: a bug
// there must not be a bug in what judges it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "harness/history/address.h"

namespace synspect {

enum class DatagramKind : std::uint8_t {
  kTcp,         // a TCP header was read; see `malformed_options` for what follows it
  kIcmp,        // ICMP or ICMPv6: addresses and the icmp_ members are filled
  kOther,       // another protocol, a fragment, or on its way by a source route
  kUnreadable,  // not an IP datagram, or cut off within a header
};

enum class ChecksumStatus : std::uint8_t { kCorrect, kWrong, kNotChecked };

// Values of the control bits, as in octet 13 of the header (RFC 9293 3.1).
inline constexpr std::uint8_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kPsh = 0x08, kAck = 0x10,
                              kUrg = 0x20, kEce = 0x40, kCwr = 0x80;

struct Timestamps {  // RFC 7323 3
  std::uint32_t value{}, echo{};
};

// All multi-octet fields in host order, raw from the wire: nothing is scaled or translated. Spans
// point into the datagram that was decoded.
struct DecodedSegment {
  DatagramKind kind{DatagramKind::kUnreadable};

  SocketAddress source;
  SocketAddress destination;
  std::uint8_t ttl{};            // or hop limit
  std::uint8_t traffic_class{};  // IPv4 TOS or IPv6 traffic class, all eight bits
  std::uint32_t flow_label{};    // IPv6 only
  std::uint16_t ip_id{};         // IPv4 only
  bool dont_fragment{};          // IPv4 only
  bool ip_checksum_correct{};    // IPv4 header checksum; always true for IPv6
  bool length_mismatch{};        // the IP length field and the datagram's size disagree
  bool truncated{};              // the capture cut it: checksums are kNotChecked

  std::uint32_t seq{};
  std::uint32_t ack{};
  std::uint8_t data_offset{};  // 32-bit words, 5..15 in a well-formed header
  std::uint8_t reserved{};     // the four bits between data offset and CWR
  std::uint8_t flags{};
  std::uint16_t window{};
  std::uint16_t checksum{};
  std::uint16_t urgent_pointer{};
  ChecksumStatus tcp_checksum{ChecksumStatus::kNotChecked};
  // An option length of 0, 1 or past the data offset (MUST-7), or a data offset below 5 or past the
  // end of the segment.
  bool malformed_options{};
  std::span<const std::byte> options;
  std::uint64_t option_kinds{};  // bit n: an option of kind n is among them, n being below 64
  bool high_kinds{};             // there is an option of kind 64 or above
  // Values of options of the right length: the first MSS and timestamps, the last window scale.
  std::optional<std::uint16_t> mss;
  std::optional<std::uint8_t> window_scale;
  std::optional<Timestamps> timestamps;
  std::span<const std::byte> payload;
  std::uint32_t payload_cut{};  // octets of text behind `payload` that the capture does not hold

  std::uint8_t icmp_type{};
  std::uint8_t icmp_code{};
  std::uint32_t icmp_mtu{};         // frag_needed, packet_too_big
  std::optional<FourTuple> quoted;  // of the TCP segment quoted, as its sender wrote it
  std::uint32_t quoted_seq{};

  [[nodiscard]] bool has(std::uint8_t bits) const { return (flags & bits) == bits; }
  // SEG.LEN: octets of sequence space, SYN and FIN included (RFC 9293 3.4).
  [[nodiscard]] std::uint32_t sequence_length() const {
    return static_cast<std::uint32_t>(payload.size()) + payload_cut + (has(kSyn) ? 1U : 0U) +
           (has(kFin) ? 1U : 0U);
  }
  // Makes `list` its options; false when the walk along them ends at a bad length.
  bool take_options(std::span<const std::byte> list);
  // Whether one of that kind, which is below 64, is there: without a walk.
  [[nodiscard]] bool has_option(unsigned which) const { return (option_kinds >> which & 1U) != 0; }
  // One line for people: "S. 17:17(0) ack 5 win 65535 <mss 1460>".
  [[nodiscard]] std::string to_string() const;
};

// Reads one IP datagram of which `datagram` holds the first octets and `wire_length` is the full
// length. Never fails: what cannot be read shows in `kind`.
[[nodiscard]] DecodedSegment decode(std::span<const std::byte> datagram, std::size_t wire_length);
// The same into a segment that is as new.
void decode_into(DecodedSegment& out, std::span<const std::byte> datagram, std::size_t wire_length);
[[nodiscard]] inline DecodedSegment decode(std::span<const std::byte> datagram) {
  return decode(datagram, datagram.size());
}

// One option after another. Malformed lengths end the walk with `malformed`.
struct TcpOption {
  std::uint8_t kind{};
  std::span<const std::byte> body;  // without kind and length octets
  std::size_t offset{};             // of the kind octet, from the start of the options
};
class OptionReader {
 public:
  explicit OptionReader(std::span<const std::byte> options) : options_{options} {}
  // The next option, EOL and NOP included; nothing at the end, after EOL, or at a bad length.
  [[nodiscard]] std::optional<TcpOption> next();
  [[nodiscard]] bool malformed() const { return malformed_; }
  // What follows an EOL option: padding (MUST-69).
  [[nodiscard]] std::span<const std::byte> rest() const { return options_.subspan(at_); }

 private:
  std::span<const std::byte> options_;
  std::size_t at_{0};
  bool ended_{false};
  bool malformed_{false};
};

inline std::optional<TcpOption> OptionReader::next() {
  if (ended_ || malformed_ || at_ == options_.size()) return std::nullopt;
  const std::span<const std::byte> rest = options_.subspan(at_);
  TcpOption option{.kind = std::to_integer<std::uint8_t>(rest[0]), .body = {}, .offset = at_};
  if (option.kind <= 1) {  // EOL and NOP have no length octet
    ended_ = option.kind == 0;
    ++at_;
    return option;
  }
  const std::size_t length = rest.size() > 1 ? std::to_integer<std::size_t>(rest[1]) : 0;
  if (length < 2 || length > rest.size()) {
    malformed_ = true;
    return std::nullopt;
  }
  option.body = rest.subspan(2, length - 2);
  at_ += length;
  return option;
}

}  // namespace synspect
