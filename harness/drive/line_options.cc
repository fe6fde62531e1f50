#include "harness/drive/line_options.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "harness/history/decode/wire.h"

namespace synspect::drive {
namespace {

using Octets = std::vector<std::byte>;

constexpr std::uint8_t kSack = 5, kTimestamps = 8;
constexpr std::size_t kStampsAt = 2, kStampOctets = 8;  // behind kind and length

void put8(Octets& out, std::initializer_list<unsigned> octets) {
  for (const unsigned octet : octets) out.push_back(static_cast<std::byte>(octet));
}
void put32(Octets& out, std::uint32_t value) {
  put8(out, {value >> 24, (value >> 16) & 0xffU, (value >> 8) & 0xffU, value & 0xffU});
}
std::uint32_t read32(std::span<const std::byte> octets, std::size_t at) {
  return decoding::Wire{octets}.u32(at);
}

// Everything but numbers that need to be known: edges and echoes are written as they are given.
struct Encoder {
  Octets& out;

  void operator()(script::option::Nop) const { put8(out, {1}); }
  void operator()(script::option::Eol) const { put8(out, {0}); }
  void operator()(script::option::Mss mss) const {
    put8(out, {2, 4, mss.value / 256U, mss.value % 256U});
  }
  void operator()(script::option::WindowScale scale) const { put8(out, {3, 3, scale.shift}); }
  void operator()(script::option::SackPermitted) const { put8(out, {4, 2}); }
  void operator()(const script::option::Sack& sack) const {
    put8(out, {kSack, static_cast<unsigned>(2 + 8 * sack.blocks.size())});
    for (const auto& [left, right] : sack.blocks) {
      put32(out, left);
      put32(out, right);
    }
  }
  void operator()(const script::option::Timestamps& stamps) const {
    put8(out, {kTimestamps, 10});
    put32(out, stamps.val.value_or(0));
    put32(out, stamps.ecr);
  }
  void operator()(const script::option::FastOpen& fo) const {
    const Octets cookie = from_hex(fo.cookie_hex);
    if (fo.experimental) {  // RFC 6994: kind 254 and a magic number
      put8(out, {254, static_cast<unsigned>(cookie.size() + 4), 0xf9, 0x89});
    } else {
      put8(out, {34, static_cast<unsigned>(cookie.size() + 2)});
    }
    out.insert(out.end(), cookie.begin(), cookie.end());
  }
  void operator()(const script::option::Generic& generic) const {
    const Octets body = from_hex(generic.body_hex);
    put8(out, {generic.kind, static_cast<unsigned>(body.size() + 2)});
    out.insert(out.end(), body.begin(), body.end());
  }
  void operator()(const script::Unsupported&) const {}  // find_unsupported() keeps it out of a run
};

// The item with its numbers as on the wire.
struct ToWire {
  const script::TcpPacket& packet;
  const InboundNumbers& by;
  std::string& problem;

  script::TcpOptionItem operator()(const auto& item) const { return item; }
  script::TcpOptionItem operator()(script::option::Sack sack) const {
    const bool syn = (packet.flags & kSyn) != 0;
    for (auto& [left, right] : sack.blocks) {
      left = by.numbers.inbound_ack(left, syn);
      right = by.numbers.inbound_ack(right, syn);
    }
    return sack;
  }
  script::TcpOptionItem operator()(script::option::Timestamps stamps) const {
    // Without ACK the echo has no meaning (7323-3.2-3): it goes as it is.
    if (stamps.ecr_literal || (packet.flags & kAck) == 0) return stamps;
    std::optional<std::uint32_t> wire = by.timestamps.wire(stamps.ecr);
    if (!wire && by.ecr_scaled) wire = by.timestamps.scaled(stamps.ecr);
    if (!wire) {
      problem = "ecr " + std::to_string(stamps.ecr) +
                ": no line before has called a timestamp of the stack so";
      return stamps;
    }
    stamps.ecr = *wire;
    return stamps;
  }
};

// What the stack must have sent. Its timestamps are taken from `seen` where they stand: a line
// cannot know them.
struct Expected {
  Octets& out;
  std::span<const std::byte> seen;
  const NumberTranslation& numbers;
  bool syn;
  bool echo_counts;  // `ecr N!`

  void operator()(const auto& item) const { Encoder{out}(item); }
  void operator()(script::option::Sack sack) const {
    for (auto& [left, right] : sack.blocks) {
      left = numbers.inbound_seq(left, syn);
      right = numbers.inbound_seq(right, syn);
    }
    Encoder{out}(sack);
  }
  void operator()(const script::option::Timestamps& stamps) const {
    const std::size_t at = out.size() + kStampsAt;
    Encoder{out}(stamps);
    if (seen.size() < out.size() || seen[at - 2] != std::byte{kTimestamps}) return;
    const std::size_t unknown = echo_counts && stamps.ecr_literal ? kStampOctets / 2 : kStampOctets;
    std::ranges::copy(seen.subspan(at, unknown), out.begin() + static_cast<std::ptrdiff_t>(at));
  }
};

// The octets with the edges of SACK blocks as the script counts them.
Octets edges_in_script_numbers(std::span<const std::byte> options, bool syn,
                               const NumberTranslation& numbers) {
  Octets shown(options.begin(), options.end());
  OptionReader reader{options};
  while (const auto option = reader.next()) {
    if (option->kind != kSack) continue;
    for (std::size_t at = 0; at + 4 <= option->body.size(); at += 4) {
      Octets edge;
      put32(edge, numbers.outbound_ack(read32(option->body, at), syn));
      std::ranges::copy(
          edge, shown.begin() + static_cast<std::ptrdiff_t>(option->offset + kStampsAt + at));
    }
  }
  return shown;
}

std::string hex(std::span<const std::byte> octets) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text = "0x";
  for (const std::byte octet : octets) {
    text += kDigits[std::to_integer<unsigned>(octet) >> 4];
    text += kDigits[std::to_integer<unsigned>(octet) & 15U];
  }
  return text;
}

// As DecodedSegment::to_string() writes it.
std::string text_of(std::span<const std::byte> options) {
  DecodedSegment bare;
  bare.kind = DatagramKind::kTcp;
  bare.ip_checksum_correct = true;
  bare.options = options;
  const std::string text = bare.to_string();
  const std::size_t at = text.find('<');
  return at == std::string::npos ? "none" : text.substr(at);
}

}  // namespace

std::vector<std::byte> from_hex(std::string_view hex_text) {
  std::vector<std::byte> octets;
  for (std::size_t i = 0; i + 1 < hex_text.size(); i += 2) {
    unsigned value{};
    std::from_chars(hex_text.data() + i, hex_text.data() + i + 2, value, 16);
    octets.push_back(static_cast<std::byte>(value));
  }
  return octets;
}

std::expected<std::vector<std::byte>, std::string> inbound_options(const script::TcpPacket& packet,
                                                                   const InboundNumbers& by) {
  Octets octets = from_hex(packet.options.raw_hex);
  std::string problem;
  for (const script::TcpOptionItem& item : packet.options.items) {
    std::visit(Encoder{octets}, std::visit(ToWire{packet, by, problem}, item));
    if (!problem.empty()) return std::unexpected(std::move(problem));
  }
  return octets;
}

std::optional<std::string> options_mismatch(const script::OptionList& expected,
                                            const DecodedSegment& seen,
                                            const NumberTranslation& numbers, bool extension) {
  if (expected.any) return std::nullopt;
  const bool syn = seen.has(kSyn);
  Octets want = from_hex(expected.raw_hex);
  for (const script::TcpOptionItem& item : expected.items) {
    std::visit(Expected{want, seen.options, numbers, syn, extension}, item);
  }
  if (std::ranges::equal(want, seen.options)) return std::nullopt;
  std::string expected_text = text_of(edges_in_script_numbers(want, syn, numbers));
  std::string sent_text = text_of(edges_in_script_numbers(seen.options, syn, numbers));
  if (expected_text == sent_text) {  // they differ behind an EOL
    expected_text = hex(want);
    sent_text = hex(seen.options);
  }
  return "TCP options: expected " + expected_text + ", the stack sent " + sent_text;
}

std::vector<std::byte> options_in_script_numbers(const DecodedSegment& seen,
                                                 const NumberTranslation& numbers) {
  return edges_in_script_numbers(seen.options, seen.has(kSyn), numbers);
}

std::optional<Stamps> stamps_of(const DecodedSegment& segment) {
  OptionReader reader{segment.options};
  while (const auto option = reader.next()) {
    if (option->kind == kTimestamps && option->body.size() == kStampOctets) {
      return Stamps{read32(option->body, 0), read32(option->body, 4)};
    }
  }
  return std::nullopt;
}

std::optional<std::uint32_t> scripted_stamp(const script::OptionList& list) {
  for (const script::TcpOptionItem& item : list.items) {
    if (const auto* stamps = std::get_if<script::option::Timestamps>(&item)) return stamps->val;
  }
  return std::nullopt;
}

}  // namespace synspect::drive
