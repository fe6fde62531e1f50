// Packets: IP fields, TCP fields, the extension.
#include <charconv>
#include <limits>
#include <utility>

#include "harness/script/builder.h"
#include "harness/script/failure.h"
#include "harness/script/scan.h"
#include "harness/script/words.h"

namespace synspect::script {
namespace {

constexpr std::uint64_t kMax8 = std::numeric_limits<std::uint8_t>::max();
constexpr std::uint64_t kMax16 = std::numeric_limits<std::uint16_t>::max();
constexpr std::uint64_t kMax32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kMaxFlowLabel = 0xF'FFFF;
constexpr std::uint64_t kMaxReserved = 0xF;
constexpr std::size_t kMaxDatagramOctets = 65535;

}  // namespace

void Builder::inbound(Text text) {
  draft_.marks.what = offset(text);
  packet_.emplace().direction = Direction::kInbound;
}

void Builder::outbound(Text text) {
  draft_.marks.what = offset(text);
  packet_.emplace().direction = Direction::kOutbound;
}

void Builder::raw_hex(Text text) {
  need_extension(text, "a raw datagram");
  if (packet_->direction == Direction::kOutbound) {
    fail(draft_.marks.what, "a raw datagram is for inbound packets only");
  }
  RawPacket raw{hex(text, "a raw datagram")};
  if (raw.hex.size() / 2 > kMaxDatagramOctets) {
    fail(offset(text), "a raw datagram has at most 65535 octets");
  }
  packet_.reset();
  draft_.event.what = std::move(raw);
}

void Builder::foreign_word(Text text) {
  if (text == "ipv4" || text == "ipv6" || text == "gre" || text == "mpls") {
    unsupported(text, "encapsulation in " + std::string{text});
  } else if (text == "encap" || text == "psp") {
    unsupported(text, "encapsulation in psp");
  } else if (text == "addr") {
    unsupported(text, "MPTCP address");
  } else {
    unsupported(text, std::string{text} + " packet");
  }
}

void Builder::foreign_trailer_word(Text text) {
  unsupported(text, text.front() == '/' ? "encapsulation in udp" : "RST diagnosis payload");
}

// ---- IP fields (section 10)

std::uint64_t Builder::number_or_hex(Text text, std::uint64_t most, const char* what) const {
  if (!text.starts_with("0x")) return number(text, most, what);
  std::uint64_t value{};
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
  if (end != text.data() + text.size() || error != std::errc{} || value > most) {
    fail(offset(text), std::string{what} + " is out of range: " + found(text),
         "at most " + std::to_string(most));
  }
  return value;
}

EcnMatch Builder::codepoint(Text text) const {
  const std::optional<EcnMatch> ecn = ecn_named(text);
  if (!ecn) fail(offset(text), "unknown ECN codepoint " + found(text));
  return *ecn;
}

void Builder::ip_item_name(Text text) { ip_item_ = IpItem{text, {}}; }
void Builder::ip_item_value(Text text) { ip_item_.value = text; }

void Builder::ip_item(Text text) {
  const auto& [name, value] = ip_item_;
  if (ecn_named(name)) {
    if (!value.empty()) fail(offset(value), "an ECN codepoint takes no value");
    draft_.marks.ecn = offset(name);
    packet_->ip.ecn = codepoint(name);
    packet_->ip.ecn_at = position(name);
    return;
  }
  const bool known = name == "tos" || name == "class" || name == "ttl" || name == "hlim" ||
                     name == "flowlabel" || name == "ecn" || name == "dscp";
  if (!known) {
    fail(offset(name), "unknown IP field " + found(name),
         "one of noecn ect0 ect1 ce ect01 tos class ttl hlim flowlabel dscp ecn");
  }
  if (value.empty()) fail(offset(text), "IP field " + std::string{name} + " needs a value");
  if (name == "tos" || name == "class") {
    packet_->ip.traffic_class_at = position(name);
    packet_->ip.traffic_class =
        static_cast<std::uint8_t>(number_or_hex(value, kMax8, "a traffic class"));
  } else if (name == "ttl" || name == "hlim") {
    packet_->ip.ttl_at = position(name);
    packet_->ip.ttl = static_cast<std::uint8_t>(number(value, kMax8, "a time to live"));
  } else if (name == "flowlabel") {
    packet_->ip.flow_label_at = position(name);
    packet_->ip.flow_label =
        static_cast<std::uint32_t>(number_or_hex(value, kMaxFlowLabel, "a flow label"));
  } else if (name == "ecn") {
    packet_->ip.ecn_at = position(name);
    draft_.marks.ecn = offset(value);
    packet_->ip.ecn = codepoint(value);
  } else {
    unsupported(name, "ip info dscp");
  }
}

void Builder::source_port(Text text) {
  packet_->ports.emplace().source = static_cast<std::uint16_t>(number(text, kMax16, "a port"));
}
void Builder::destination_port(Text text) {
  packet_->ports->destination = static_cast<std::uint16_t>(number(text, kMax16, "a port"));
}

// ---- TCP header (section 8)

void Builder::flags(Text text) {
  if (text == "-") return;
  bool letters = false;  // E, W or A
  bool accurate = false;
  for (const char& c : text) {
    const Text here{&c, 1};
    if (c == '-') fail(offset(here), "'-' stands alone: no flags");
    if (is_digit(c)) {
      if (packet_->ace) fail(offset(here), "one ACE digit only");
      packet_->ace = static_cast<std::uint8_t>(c - '0');
      packet_->ace_at = position(here);
      continue;
    }
    if (c == 'A') packet_->ace_at = position(here);
    accurate = accurate || c == 'A';
    letters = letters || c == 'A' || c == 'E' || c == 'W';
    for (const FlagLetter& flag : kFlagLetters) {
      if (flag.letter == c) packet_->flags |= flag.bit;
    }
  }
  if (letters && packet_->ace) {
    fail(offset(text), "an ACE digit and the letters E, W, A exclude each other");
  }
  if (!accurate) return;
  // AE has no place in octet 13: the three bits become the ACE field (AE = 4, CWR = 2, ECE = 1).
  packet_->ace = static_cast<std::uint8_t>(4 + ((packet_->flags & kCwr) != 0 ? 2 : 0) +
                                           ((packet_->flags & kEce) != 0 ? 1 : 0));
  packet_->flags &= static_cast<std::uint8_t>(~(kEce | kCwr));
}

void Builder::seq_start(Text text) {
  draft_.marks.seq = offset(text);
  packet_->seq = static_cast<std::uint32_t>(number(text, kMax32, "a sequence number"));
}
void Builder::seq_end(Text text) {
  draft_.marks.seq_end = offset(text);
  draft_.seq_end = number(text, kMax32, "a sequence number");
}
void Builder::seq_length(Text text) {
  packet_->length = static_cast<std::uint32_t>(number(text, kMax16, "a payload length"));
}
void Builder::seq_literal(Text /*text*/) { packet_->seq_untranslated = true; }
void Builder::seq_ignored(Text text) {
  draft_.marks.seq = offset(text);
  packet_->seq_ignored = true;
}
void Builder::sequence(Text text) { draft_.marks.behind_sequence = offset(text) + text.size(); }
void Builder::ack_value(Text text) {
  packet_->ack = static_cast<std::uint32_t>(number(text, kMax32, "an acknowledgment number"));
  draft_.marks.behind_sequence = offset(text) + text.size();
}
void Builder::ack_literal(Text text) {
  need_extension(text, "'ack N!'");
  packet_->ack_untranslated = true;
  draft_.marks.behind_sequence = offset(text) + text.size();
}
void Builder::win_value(Text text) {
  packet_->window = static_cast<std::uint16_t>(number(text, kMax16, "a window"));
}
void Builder::urg_value(Text text) {
  packet_->urgent_pointer = static_cast<std::uint16_t>(number(text, kMax16, "an urgent pointer"));
}

// ---- the extension

void Builder::ext_open(Text text) { need_extension(text, "a packet extension {...}"); }

void Builder::ext_bad_checksum(Text text) {
  draft_.marks.bad_checksum = offset(text);
  packet_->extension.bad_checksum = true;
}
void Builder::ext_rsv(Text text) {
  packet_->extension.reserved =
      static_cast<std::uint8_t>(number(text, kMaxReserved, "the reserved field"));
}
void Builder::ext_payload(Text text) {
  draft_.marks.payload = offset(text);
  if (text == "pattern") {
    packet_->extension.payload_hex.reset();  // what is sent anyway
    return;
  }
  packet_->extension.payload_hex = hex(text, "a payload");
}
void Builder::ext_from(Text text) { packet_->extension.from = endpoint(text); }
void Builder::ext_to(Text text) { packet_->extension.to = endpoint(text); }

std::string Builder::endpoint(Text text) const {
  const std::string address = unescaped(text);
  const std::size_t colon = address.rfind(':');
  const Text all = address;
  const bool split = colon != std::string::npos && colon != 0;
  std::uint16_t port{};
  const Text digits = split ? all.substr(colon + 1) : Text{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const Text ip = all.substr(0, split ? colon : 0);
  const bool v6 = ip.starts_with('[') && ip.ends_with(']');
  const bool good =
      split && !digits.empty() && error == std::errc{} && end == digits.data() + digits.size() &&
      ip.find_first_not_of(v6 ? "[]0123456789abcdefABCDEF.:" : "0123456789.") == Text::npos;
  if (!good) {
    fail(offset(text), "expected \"address:port\"", "\"192.0.2.1:80\" or \"[2001:db8::1]:80\"");
  }
  return address;
}

}  // namespace synspect::script
