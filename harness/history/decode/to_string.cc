// A datagram in one line, for people.
#include <utility>

#include "harness/history/decode/decoded_segment.h"
#include "harness/history/decode/wire.h"

namespace synspect {
namespace {

using decoding::Wire;
using std::to_string;

std::string flag_letters(std::uint8_t flags) {
  constexpr std::pair<std::uint8_t, char> kLetters[] = {{kFin, 'F'}, {kSyn, 'S'}, {kRst, 'R'},
                                                        {kPsh, 'P'}, {kUrg, 'U'}, {kEce, 'E'},
                                                        {kCwr, 'W'}, {kAck, '.'}};
  std::string letters;
  for (const auto& [bit, letter] : kLetters) {
    if ((flags & bit) != 0) letters += letter;
  }
  return letters.empty() ? "-" : letters;
}

std::string hex(std::span<const std::byte> octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::byte octet : octets) {
    text += kDigits[std::to_integer<std::size_t>(octet) / 16];
    text += kDigits[std::to_integer<std::size_t>(octet) % 16];
  }
  return text;
}

std::string sack_blocks(Wire body) {
  std::string text = "sack";
  for (std::size_t at = 0; at < body.size(); at += 8) {
    text += " " + to_string(body.u32(at)) + ":" + to_string(body.u32(at + 4));
  }
  return text;
}

std::string option_text(const TcpOption& option) {
  const Wire body{option.body};
  if (option.kind == 0) return "eol";
  if (option.kind == 1) return "nop";
  if (option.kind == 2 && body.size() == 2) return "mss " + to_string(body.u16(0));
  if (option.kind == 3 && body.size() == 1) return "wscale " + to_string(body.u8(0));
  if (option.kind == 4 && body.size() == 0) return "sackOK";
  if (option.kind == 5 && body.size() % 8 == 0) return sack_blocks(body);
  if (option.kind == 8 && body.size() == 8) {
    return "TS val " + to_string(body.u32(0)) + " ecr " + to_string(body.u32(4));
  }
  return "kind " + to_string(option.kind) + " 0x" + hex(option.body);
}

std::string options_text(std::span<const std::byte> options) {
  if (options.empty()) return {};
  std::string text;
  OptionReader reader{options};
  while (const std::optional<TcpOption> option = reader.next()) {
    text += (text.empty() ? "" : ",") + option_text(*option);
  }
  if (reader.malformed())
    text += std::string{text.empty() ? "" : ","} + "bad 0x" + hex(reader.rest());
  return " <" + text + ">";
}

std::string tcp_text(const DecodedSegment& s) {
  const std::size_t length = s.payload.size() + s.payload_cut;
  const auto end = static_cast<std::uint32_t>(s.seq + length);
  std::string text = flag_letters(s.flags) + " " + to_string(s.seq) + ":" + to_string(end) + "(" +
                     to_string(length) + ")";
  if (s.has(kAck)) text += " ack " + to_string(s.ack);
  text += " win " + to_string(s.window);
  if (s.has(kUrg)) text += " urg " + to_string(s.urgent_pointer);
  if (s.reserved != 0) text += " rsv " + to_string(s.reserved);
  text += options_text(s.options);
  if (s.malformed_options && s.options.empty()) {
    text += " bad data offset " + to_string(s.data_offset);
  }
  if (s.tcp_checksum == ChecksumStatus::kWrong) text += " bad TCP checksum";
  return text;
}

std::string icmp_text(const DecodedSegment& s) {
  std::string text = "icmp type " + to_string(s.icmp_type) + " code " + to_string(s.icmp_code);
  if (s.icmp_mtu != 0) text += " mtu " + to_string(s.icmp_mtu);
  if (s.quoted) text += " [" + s.quoted->to_string() + " seq " + to_string(s.quoted_seq) + "]";
  return text;
}

std::string kind_text(const DecodedSegment& s) {
  switch (s.kind) {
    case DatagramKind::kTcp:
      return tcp_text(s);
    case DatagramKind::kIcmp:
      return icmp_text(s);
    case DatagramKind::kOther:
      return "not TCP";
    case DatagramKind::kUnreadable:
      return "unreadable";
  }
  std::unreachable();
}

}  // namespace

std::string DecodedSegment::to_string() const {
  std::string text = kind_text(*this);
  const bool has_ip_header = kind != DatagramKind::kUnreadable;
  if (has_ip_header && !ip_checksum_correct) text += " bad IP checksum";
  if (has_ip_header && truncated) text += " cut";
  return text;
}

}  // namespace synspect
