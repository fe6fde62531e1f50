#include "harness/drive/outbound_match.h"

#include <algorithm>
#include <string_view>

#include "harness/drive/ip_fields.h"
#include "harness/drive/line_options.h"
#include "harness/history/pattern.h"

namespace synspect::drive {
namespace {

std::string flags_text(std::uint8_t flags) {
  std::string text;
  constexpr struct {
    std::uint8_t bit;
    char letter;
  } kLetters[] = {{kSyn, 'S'}, {kFin, 'F'}, {kRst, 'R'}, {kPsh, 'P'},
                  {kUrg, 'U'}, {kEce, 'E'}, {kCwr, 'W'}, {kAck, '.'}};
  for (const auto& [bit, letter] : kLetters) {
    if (flags & bit) text += letter;
  }
  return text.empty() ? "-" : text;
}

std::string differs(std::string_view field, const std::string& expected, const std::string& seen) {
  return std::string(field) + ": expected " + expected + ", the stack sent " + seen;
}
std::string differs(std::string_view field, std::uint64_t expected, std::uint64_t seen) {
  return differs(field, std::to_string(expected), std::to_string(seen));
}

std::string hex(std::span<const std::byte> octets) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::byte octet : octets) {
    text += kDigits[static_cast<unsigned>(octet) >> 4];
    text += kDigits[static_cast<unsigned>(octet) & 15U];
  }
  return text.empty() ? "none" : text;
}

}  // namespace

std::vector<std::byte> payload_of(const script::TcpPacket& packet,
                                  std::optional<std::uint32_t> salt, std::uint32_t position) {
  if (packet.extension.payload_hex) return from_hex(*packet.extension.payload_hex);
  std::vector<std::byte> octets(packet.length);
  if (salt) {
    for (std::byte& octet : octets) octet = pattern_octet(position++, *salt);
  }
  return octets;
}

std::string in_script_numbers(const DecodedSegment& seen, const NumberTranslation& numbers) {
  const std::vector<std::byte> options = options_in_script_numbers(seen, numbers);
  DecodedSegment shown = seen;
  shown.options = options;
  const bool syn = seen.has(kSyn);
  shown.seq = numbers.outbound_seq(seen.seq, syn);
  if (seen.has(kAck)) shown.ack = numbers.outbound_ack(seen.ack, syn);
  return shown.to_string();
}

std::optional<std::string> mismatch(const script::TcpPacket& expected, const DecodedSegment& seen,
                                    const NumberTranslation& numbers,
                                    std::span<const std::byte> payload, bool extension) {
  const bool free_ack = extension && expected.flags == kRst && seen.flags == (kRst | kAck);
  const bool free_push = extension && (seen.flags & ~kPsh) == expected.flags;
  if (seen.flags != expected.flags && !free_ack && !free_push) {
    return differs("flags", flags_text(expected.flags), flags_text(seen.flags));
  }
  if (auto ip = traffic_class_mismatch(expected.ip, seen.traffic_class)) return ip;
  const std::uint8_t reserved = expected.extension.reserved.value_or(0);
  if (seen.reserved != reserved) return differs("reserved bits", reserved, seen.reserved);

  const bool syn = seen.has(kSyn);
  if (!expected.seq_ignored) {
    const std::uint32_t seq =
        expected.seq_untranslated ? seen.seq : numbers.outbound_seq(seen.seq, syn);
    if (seq != expected.seq) return differs("sequence number", expected.seq, seq);
  }
  // Without the ACK bit the field has no meaning, but the language compares it with 0 as it stands.
  const bool translated = seen.has(kAck) && !expected.ack_untranslated;
  const std::uint32_t ack = translated ? numbers.outbound_ack(seen.ack, syn) : seen.ack;
  if (ack != expected.ack.value_or(0) && !free_ack) {
    return differs("acknowledgment number", expected.ack.value_or(0), ack);
  }
  if (expected.window && *expected.window != seen.window) {
    return differs("window", *expected.window, seen.window);
  }
  if (seen.urgent_pointer != expected.urgent_pointer.value_or(0)) {
    return differs("urgent pointer", expected.urgent_pointer.value_or(0), seen.urgent_pointer);
  }
  if (auto options = options_mismatch(expected.options, seen, numbers, extension)) return options;
  if (seen.payload.size() != expected.length) {
    return differs("payload length", expected.length, seen.payload.size());
  }
  const auto [want, got] = std::ranges::mismatch(payload, seen.payload);
  if (want != payload.end() && got != seen.payload.end()) {
    return differs("payload octet " + std::to_string(want - payload.begin()),
                   hex(std::span{want, 1}), hex(std::span{got, 1}));
  }
  return std::nullopt;
}

}  // namespace synspect::drive
