#include "harness/drive/lower_packet.h"

#include <algorithm>
#include <span>
#include <string>

#include "harness/drive/outbound_match.h"

namespace synspect::drive {
namespace {

std::string hex(std::span<const std::byte> octets) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * octets.size());
  for (const std::byte octet : octets) {
    text += kDigits[static_cast<unsigned>(octet) >> 4];
    text += kDigits[static_cast<unsigned>(octet) & 15U];
  }
  return text;
}

unsigned octet(std::span<const std::byte> octets, std::size_t at) {
  return static_cast<unsigned>(octets[at]);
}

std::uint32_t word(std::span<const std::byte> octets, std::size_t at) {
  return (octet(octets, at) << 24) | (octet(octets, at + 1) << 16) | (octet(octets, at + 2) << 8) |
         octet(octets, at + 3);
}

// One option in words, its numbers as on the wire; a kind or a length that has none by number.
script::TcpOptionItem option_word(const TcpOption& option) {
  const std::span<const std::byte> body = option.body;
  const std::size_t size = body.size();
  if (option.kind == 0) return script::option::Eol{};
  if (option.kind == 1) return script::option::Nop{};
  if (option.kind == 2 && size == 2) {
    return script::option::Mss{static_cast<std::uint16_t>(octet(body, 0) * 256U + octet(body, 1))};
  }
  if (option.kind == 3 && size == 1) {
    return script::option::WindowScale{static_cast<std::uint8_t>(octet(body, 0))};
  }
  if (option.kind == 4 && size == 0) return script::option::SackPermitted{};
  if (option.kind == 5 && size > 0 && size % 8 == 0) {
    script::option::Sack sack;
    for (std::size_t at = 0; at < size; at += 8) {
      sack.blocks.push_back({word(body, at), word(body, at + 4)});
    }
    return sack;
  }
  if (option.kind == 8 && size == 8) {
    return script::option::Timestamps{
        .val = word(body, 0), .ecr = word(body, 4), .ecr_literal = false};
  }
  if (option.kind == 34) {
    return script::option::FastOpen{.cookie_hex = hex(body), .experimental = false};
  }
  if (option.kind == 254 && size >= 2 && octet(body, 0) == 0xf9 && octet(body, 1) == 0x89) {
    return script::option::FastOpen{.cookie_hex = hex(body.subspan(2)), .experimental = true};
  }
  return script::option::Generic{option.kind, hex(body)};
}

// The options in words; nothing where they have none, such as octets behind an EOL (MUST-69).
std::optional<script::OptionList> option_words(const DecodedSegment& segment) {
  if (segment.malformed_options) return std::nullopt;
  script::OptionList list;
  OptionReader reader{segment.options};
  while (const auto option = reader.next()) list.items.push_back(option_word(*option));
  for (const std::byte padding : reader.rest()) {
    if (padding != std::byte{0}) return std::nullopt;
    list.items.emplace_back(script::option::Eol{});
  }
  return reader.malformed() ? std::nullopt : std::optional{std::move(list)};
}

// From the numbers of the wire to those of the script, by which an inbound line is read.
struct InboundWords {
  const DecodedSegment& segment;
  const NumberTranslation& numbers;
  const TimestampNames& timestamps;

  void operator()(const auto&) const {}
  void operator()(script::option::Sack& sack) const {
    for (auto& [left, right] : sack.blocks) {
      left -= numbers.inbound_ack(0, segment.has(kSyn));
      right -= numbers.inbound_ack(0, segment.has(kSyn));
    }
  }
  // The stack's timestamps bear their own names: what no line has shown is said as it is.
  void operator()(script::option::Timestamps& stamps) const {
    stamps.ecr_literal = segment.has(kAck) && timestamps.wire(stamps.ecr) != stamps.ecr;
  }
};

struct OutboundWords {
  const DecodedSegment& segment;
  const NumberTranslation& numbers;

  void operator()(const auto&) const {}
  void operator()(script::option::Sack& sack) const {
    for (auto& [left, right] : sack.blocks) {
      left = numbers.outbound_ack(left, segment.has(kSyn));
      right = numbers.outbound_ack(right, segment.has(kSyn));
    }
  }
};

script::TcpPacket fields_of(const DecodedSegment& segment, script::Direction direction) {
  script::TcpPacket packet;
  packet.direction = direction;
  packet.flags = segment.flags;
  packet.length = static_cast<std::uint32_t>(segment.payload.size());
  packet.window = segment.window;
  if (segment.traffic_class != 0) packet.ip.traffic_class = segment.traffic_class;
  if (segment.urgent_pointer != 0) packet.urgent_pointer = segment.urgent_pointer;
  if (segment.reserved != 0) packet.extension.reserved = segment.reserved;
  return packet;
}

// A range of the script may not run past 2^32 unless its number is literal.
bool fits(std::uint32_t seq, std::uint32_t length) {
  return seq + std::uint64_t{length} <= 0xffff'ffffU;
}

void set_sockets(script::TcpPacket& packet, const DecodedSegment& segment, bool same_addresses) {
  if (same_addresses) {
    packet.ports = script::PortPair{segment.source.port, segment.destination.port};
    return;
  }
  packet.ports.reset();
  packet.extension.from = segment.source.to_string();
  packet.extension.to = segment.destination.to_string();
}

void set_literal_seq(script::TcpPacket& packet, const DecodedSegment& segment) {
  packet.seq = segment.seq;
  packet.seq_untranslated = true;
  packet.seq_ignored = false;
}
void set_literal_ack(script::TcpPacket& packet, const DecodedSegment& segment) {
  packet.ack = segment.ack;
  packet.ack_untranslated = true;
}

// Headers as the driver writes them: no IP options, no extension headers, lengths that agree.
bool ordinary(const SegmentSeen& seen) {
  const DecodedSegment& s = seen.segment;
  if (s.kind != DatagramKind::kTcp || s.malformed_options || s.truncated || s.length_mismatch ||
      !s.ip_checksum_correct || s.payload_cut != 0) {
    return false;
  }
  const std::size_t tcp = std::size_t{s.data_offset} * 4 + s.payload.size();
  return seen.octets.size() == tcp + (s.source.ip.version == IpVersion::kV4 ? 20U : 40U);
}

bool same_fields(const DecodedSegment& a, const DecodedSegment& b) {
  return b.kind == DatagramKind::kTcp && a.source == b.source && a.destination == b.destination &&
         a.seq == b.seq && a.ack == b.ack && a.flags == b.flags &&
         a.traffic_class == b.traffic_class && a.reserved == b.reserved && a.window == b.window &&
         a.urgent_pointer == b.urgent_pointer && a.tcp_checksum == b.tcp_checksum &&
         std::ranges::equal(a.options, b.options) && std::ranges::equal(a.payload, b.payload);
}

// Makes the first field literal in which the driver would have written something else; false when
// nothing is left to be made literal.
bool correct(script::TcpPacket& packet, const DecodedSegment& want, const DecodedSegment& got,
             bool first) {
  if (want.source != got.source || want.destination != got.destination) {
    const bool addresses =
        want.source.ip == got.source.ip && want.destination.ip == got.destination.ip;
    if (packet.extension.from || (packet.ports && addresses)) return false;
    set_sockets(packet, want, addresses);
    if (!first) {  // another connection: its numbers are its own
      set_literal_seq(packet, want);
      if (want.has(kAck)) set_literal_ack(packet, want);
    }
    return true;
  }
  if (want.seq != got.seq && !packet.seq_untranslated) {
    set_literal_seq(packet, want);
    return true;
  }
  if (want.ack != got.ack && !packet.ack_untranslated) {
    set_literal_ack(packet, want);
    return true;
  }
  if (!packet.extension.payload_hex && !std::ranges::equal(want.payload, got.payload)) {
    packet.extension.payload_hex = hex(want.payload);
    return true;
  }
  return false;
}

}  // namespace

std::variant<script::TcpPacket, script::RawPacket> inbound_line(const SegmentSeen& seen, Flow& flow,
                                                                bool keep_octets) {
  const DecodedSegment& want = seen.segment;
  std::optional<script::OptionList> options;
  if (ordinary(seen)) options = option_words(want);
  if (!options) return script::RawPacket{hex(seen.octets)};

  script::TcpPacket packet = fields_of(want, script::Direction::kInbound);
  packet.options = std::move(*options);
  packet.extension.bad_checksum = want.tcp_checksum == ChecksumStatus::kWrong;
  const bool syn = want.has(kSyn);
  const NumberTranslation numbers = flow.exists() ? flow.numbers() : NumberTranslation{};
  const TimestampNames timestamps = flow.exists() ? flow.timestamps() : TimestampNames{};
  for (script::TcpOptionItem& item : packet.options.items) {
    std::visit(InboundWords{want, numbers, timestamps}, item);
  }
  packet.seq = want.seq - numbers.inbound_seq(0, syn);
  if (!fits(packet.seq, packet.length)) set_literal_seq(packet, want);
  if (want.has(kAck)) {
    packet.ack = want.ack - numbers.inbound_ack(0, syn);
  } else if (want.ack != 0) {
    set_literal_ack(packet, want);
  }
  do {
    Flow trial = flow;
    const auto octets = trial.inbound(packet);
    if (!octets) break;
    DecodedSegment got = decode(*octets);
    if (!keep_octets && got.payload.size() == want.payload.size()) got.payload = want.payload;
    if (same_fields(want, got)) {
      flow = trial;
      return packet;
    }
    if (!correct(packet, want, got, !flow.exists())) break;
  } while (true);
  return script::RawPacket{hex(seen.octets)};
}

std::optional<script::TcpPacket> outbound_line(const SegmentSeen& seen, Flow& flow,
                                               const ScriptConfig& config, bool keep_octets) {
  const DecodedSegment& segment = seen.segment;
  if (segment.kind != DatagramKind::kTcp || segment.source.ip.version != config.ip_version) {
    return std::nullopt;
  }
  script::TcpPacket packet = fields_of(segment, script::Direction::kOutbound);
  if (auto options = option_words(segment)) {
    packet.options = std::move(*options);
  } else {
    packet.options.any = true;
  }
  const bool syn = segment.has(kSyn);
  const FourTuple usual = flow.outbound_sockets(packet);
  const bool addresses =
      usual.local.ip == segment.source.ip && usual.remote.ip == segment.destination.ip;
  const bool ports = (usual.local.port == 0 || usual.local.port == segment.source.port) &&
                     usual.remote.port == segment.destination.port;
  if (!addresses || !ports) {  // another connection: its numbers are its own
    set_sockets(packet, segment, addresses);
    set_literal_seq(packet, segment);
    if (segment.has(kAck)) set_literal_ack(packet, segment);
  } else if (syn && flow.numbers().stack_isn_known &&
             flow.numbers().stack_isn_wire != segment.seq) {
    packet.seq_ignored = true;  // another incarnation
  } else if (segment.has(kRst | kAck) && segment.seq == 0) {
    set_literal_seq(packet, segment);  // 9293-3.5.2-b: <SEQ=0>, wherever the stack's numbers began
  }

  Flow trial = flow;
  trial.learn(packet, segment);
  const NumberTranslation& numbers = trial.numbers();
  for (script::TcpOptionItem& item : packet.options.items) {
    std::visit(OutboundWords{segment, numbers}, item);
  }
  if (!packet.seq_untranslated && !packet.seq_ignored) {
    packet.seq = numbers.outbound_seq(segment.seq, syn);
    if (!fits(packet.seq, packet.length)) set_literal_seq(packet, segment);
  }
  if (!packet.ack_untranslated && segment.has(kAck)) {
    packet.ack = numbers.outbound_ack(segment.ack, syn);
  } else if (!segment.has(kAck) && segment.ack != 0) {
    packet.ack = segment.ack;
  }
  std::vector<std::byte> payload(segment.payload.begin(), segment.payload.end());
  if (keep_octets) {
    if (trial.outbound_payload(packet, segment) != payload) {
      packet.extension.payload_hex = hex(segment.payload);
    }
    payload = trial.outbound_payload(packet, segment);
  }
  const auto problem = mismatch(packet, segment, numbers, payload, config.extension);
  if (problem) return std::nullopt;
  flow = trial;
  return packet;
}

bool needs_extension(const script::TcpPacket& packet) {
  return packet.seq_ignored || packet.ack_untranslated ||
         packet.extension != script::PacketExtension{} ||
         (packet.seq_untranslated && !fits(packet.seq, packet.length));
}

}  // namespace synspect::drive
