#include "fuzzers/codec/agreement.h"

#include <algorithm>
#include <utility>

#include "harness/stack_under_test/reference/options_seen.h"

namespace synspect::codec {
namespace {

bool same_address(const IpAddress& seen, const tcp::IpAddress& read) {
  return std::to_underlying(seen.version) == std::to_underlying(read.version) &&
         std::ranges::equal(seen.octets, read.octets);
}

std::uint8_t bits_of(const tcp::Segment& s) {
  const int bits = (s.fin ? kFin : 0) | (s.syn ? kSyn : 0) | (s.rst ? kRst : 0) |
                   (s.psh ? kPsh : 0) | (s.ack_flag ? kAck : 0) | (s.urg ? kUrg : 0) |
                   (s.ece ? kEce : 0) | (s.cwr ? kCwr : 0);
  return static_cast<std::uint8_t>(bits);
}

std::string difference(const DecodedSegment& seen, const tcp::Datagram& read) {
  const tcp::Segment& s = read.segment;
  const std::pair<bool, const char*> fields[] = {
      {same_address(seen.source.ip, read.source), "source"},
      {same_address(seen.destination.ip, read.destination), "destination"},
      {seen.source.port == read.source_port.number, "source port"},
      {seen.destination.port == read.destination_port.number, "destination port"},
      {seen.ttl == read.ttl, "TTL"},
      {seen.traffic_class == read.traffic_class, "traffic class"},
      {seen.seq == s.seq.raw(), "sequence number"},
      // Without ACK the field means nothing, and the core does not read it.
      {(seen.has(kAck) ? seen.ack : 0) == s.ack.raw(), "acknowledgment number"},
      {seen.flags == bits_of(s), "control bits"},
      {seen.window == s.window, "window"},
      {seen.urgent_pointer == s.urgent_pointer, "urgent pointer"},
      {seen.malformed_options == read.malformed_options, "malformed options"},
      {options_seen(seen) == s.options, "options"},
      {seen.payload.data() == s.payload.data() && seen.payload.size() == s.payload.size(), "text"},
      {seen.payload_cut == 0 && !seen.truncated, "cut"},
      {seen.sequence_length() == s.length().n, "SEG.LEN"},
  };
  for (const auto& [same, name] : fields) {
    if (!same) return name;
  }
  return {};
}

// What the judge's reading must show of a datagram that the core refuses.
bool shows(const DecodedSegment& seen, tcp::ParseError why) {
  const bool segment = seen.kind == DatagramKind::kTcp;
  switch (why) {
    case tcp::ParseError::kNotIp:
      return seen.kind == DatagramKind::kUnreadable;
    case tcp::ParseError::kTruncated:
      return seen.kind == DatagramKind::kUnreadable || seen.length_mismatch ||
             !seen.ip_checksum_correct;
    case tcp::ParseError::kNotTcp:
    case tcp::ParseError::kFragment:
      return !segment;
    case tcp::ParseError::kBadIpChecksum:
      return !seen.ip_checksum_correct;
    case tcp::ParseError::kBadTcpHeader:
      return seen.kind == DatagramKind::kUnreadable || (segment && seen.malformed_options);
    case tcp::ParseError::kBadTcpChecksum:
      return segment && seen.tcp_checksum == ChecksumStatus::kWrong;
  }
  std::unreachable();
}

}  // namespace

bool good(const DecodedSegment& seen) {
  constexpr std::size_t kFixedWords = 5;
  const bool intact = seen.kind == DatagramKind::kTcp && seen.ip_checksum_correct &&
                      seen.tcp_checksum == ChecksumStatus::kCorrect;
  // With a data offset outside the segment there are neither options nor text.
  return intact && seen.data_offset >= kFixedWords &&
         seen.options.size() == (seen.data_offset - kFixedWords) * 4;
}

std::string disagreement(const DecodedSegment& seen, const Read& read) {
  if (!read) {
    if (good(seen)) return "refused by the core, good to the judge";
    return shows(seen, read.error()) ? "" : "refused by the core for a reason the judge denies";
  }
  if (!good(seen)) return "taken by the core, not good to the judge";
  return difference(seen, *read);
}

}  // namespace synspect::codec
