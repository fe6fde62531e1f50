// A script as text, one event a line; parse(print(s)) == s.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/script/scan.h"
#include "harness/script/script.h"
#include "harness/script/words.h"

namespace synspect::script {
namespace {

constexpr Micros kMicrosPerSecond = 1'000'000;
constexpr std::uint64_t kSequenceMask = 0xFFFF'FFFF;

void put_hex(std::string& out, std::uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string reversed;
  do {
    reversed += kDigits[value % 16];
    value /= 16;
  } while (value != 0);
  out += "0x";
  out.append(reversed.rbegin(), reversed.rend());
}

void put_quoted(std::string& out, std::string_view octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (octet >= ' ' && octet < 0x7F) {
      out += c;
    } else {
      out += "\\x";
      out += kDigits[octet / 16];
      out += kDigits[octet % 16];
    }
  }
  out += '"';
}

// ---- option lines and times

void put(std::string& out, const OptionLine& line) {
  out += "--" + line.name;
  if (line.value) {
    const std::string& value = *line.value;
    bool plain = !value.empty() && !value.starts_with("--");
    for (std::size_t i = 0; i < value.size(); ++i) {
      const char c = value[i];
      plain = plain && (is_word_char(c) || c == '.' || c == ':' || c == '-' || c == ',' ||
                        (c == '/' && (i + 1 == value.size() || is_word_char(value[i + 1]))));
    }
    out += '=';
    if (plain || line.name == "define") {
      out += value;
    } else {
      put_quoted(out, value);
    }
  }
  out += '\n';
}

void put_seconds(std::string& out, Micros micros) {
  out += std::to_string(micros / kMicrosPerSecond);
  std::string fraction = std::to_string(micros % kMicrosPerSecond + kMicrosPerSecond);
  while (fraction.back() == '0') fraction.pop_back();
  if (fraction.size() > 1) out += '.' + fraction.substr(1);
}

void put(std::string& out, const TimeExpression& time) {
  if (!time.macro) {
    put_seconds(out, time.micros);
    return;
  }
  out += name_of(*time.macro);
  if (time.micros == 0) return;
  out += time.micros < 0 ? '-' : '+';
  put_seconds(out, time.micros < 0 ? -time.micros : time.micros);
}

void put(std::string& out, const TimeSpec& time) {
  switch (time.form) {
    case TimeForm::kAny:
      out += '*';
      break;
    case TimeForm::kRelative:
      out += '+';
      [[fallthrough]];
    case TimeForm::kAbsolute:
      put(out, time.from);
      break;
    case TimeForm::kAbsoluteWindow:
      put(out, time.from);
      out += '~';
      put(out, time.to);
      break;
    case TimeForm::kRelativeWindow:
      out += '+';
      put(out, time.from);
      out += "~+";
      put(out, time.to);
      break;
  }
  if (time.blocking_end) {
    out += "...";
    put(out, *time.blocking_end);
  }
}

// ---- packets

void put(std::string& out, const IpInfo& ip) {
  std::string items;
  const auto next = [&items] { items += items.empty() ? "" : ", "; };
  if (ip.ecn) items += name_of(*ip.ecn);
  if (ip.traffic_class) {
    next();
    items += "tos ";
    put_hex(items, *ip.traffic_class);
  }
  if (ip.ttl) {
    next();
    items += "ttl " + std::to_string(*ip.ttl);
  }
  if (ip.flow_label) {
    next();
    items += "flowlabel ";
    put_hex(items, *ip.flow_label);
  }
  if (!items.empty()) out += " [" + items + "]";
}

struct PutOption {
  std::string& out;
  void operator()(option::Nop) const { out += "nop"; }
  void operator()(option::Eol) const { out += "eol"; }
  void operator()(option::Mss mss) const { out += "mss " + std::to_string(mss.value); }
  void operator()(option::WindowScale scale) const {
    out += "wscale " + std::to_string(scale.shift);
  }
  void operator()(option::SackPermitted) const { out += "sackOK"; }
  void operator()(const option::Sack& sack) const {
    out += "sack";
    for (const auto& [left, right] : sack.blocks) {
      out += ' ' + std::to_string(left) + ':' + std::to_string(right);
    }
  }
  void operator()(option::Timestamps ts) const {
    out += "TS val " + (ts.val ? std::to_string(*ts.val) : "...") + " ecr " +
           std::to_string(ts.ecr) + (ts.ecr_literal ? "!" : "");
  }
  void operator()(const option::FastOpen& fo) const {
    out += fo.experimental ? "FOEXP" : "FO";
    if (!fo.cookie_hex.empty()) out += ' ' + fo.cookie_hex;
  }
  void operator()(const option::Generic& gen) const {
    out += "gen-" + std::to_string(gen.kind);
    if (!gen.body_hex.empty()) out += ' ' + gen.body_hex;
  }
  void operator()(const Unsupported& foreign) const { out += foreign.text; }
};

void put(std::string& out, const OptionList& list) {
  if (list.any) {
    out += " <...>";
  } else if (!list.raw_hex.empty()) {
    out += " <" + list.raw_hex + '>';
  } else if (!list.items.empty()) {
    out += " <";
    for (const TcpOptionItem& item : list.items) {
      if (&item != &list.items.front()) out += ',';
      std::visit(PutOption{out}, item);
    }
    out += '>';
  }
}

void put(std::string& out, const PacketExtension& extension) {
  std::string items;
  const auto next = [&items] { items += items.empty() ? "" : ", "; };
  if (extension.bad_checksum) items += "bad_checksum";
  if (extension.reserved) {
    next();
    items += "rsv " + std::to_string(*extension.reserved);
  }
  if (extension.payload_hex) {
    next();
    items += "payload " + *extension.payload_hex;
  }
  if (extension.from) {
    next();
    items += "from ";
    put_quoted(items, *extension.from);
  }
  if (extension.to) {
    next();
    items += "to ";
    put_quoted(items, *extension.to);
  }
  if (!items.empty()) out += " { " + items + " }";
}

void put_flags(std::string& out, const TcpPacket& packet) {
  const std::size_t before = out.size();
  for (const FlagLetter& flag : kFlagLetters) {
    if ((packet.flags & flag.bit) != 0) out += flag.letter;
  }
  if (packet.ace) out += static_cast<char>('0' + *packet.ace);
  if (out.size() == before) out += '-';
}

void put_sequence(std::string& out, const TcpPacket& packet) {
  if (packet.seq_ignored) {
    out += "...";
  } else {
    std::uint64_t end = std::uint64_t{packet.seq} + packet.length;
    if (packet.seq_untranslated) end &= kSequenceMask;  // only such a range may run past 2^32
    out += std::to_string(packet.seq) + ':' + std::to_string(end);
  }
  out += '(' + std::to_string(packet.length) + ')';
  if (packet.seq_untranslated) out += '!';
}

void put(std::string& out, const TcpPacket& packet) {
  out += packet.direction == Direction::kInbound ? '<' : '>';
  put(out, packet.ip);
  out += ' ';
  if (packet.ports) {
    out += std::to_string(packet.ports->source) + " > " +
           std::to_string(packet.ports->destination) + ' ';
  }
  put_flags(out, packet);
  out += ' ';
  put_sequence(out, packet);
  if (packet.ack) {
    out += " ack " + std::to_string(*packet.ack);
    if (packet.ack_untranslated) out += '!';
  }
  if (packet.window) out += " win " + std::to_string(*packet.window);
  if (packet.urgent_pointer) out += " urg " + std::to_string(*packet.urgent_pointer);
  put(out, packet.options);
  put(out, packet.extension);
}

// ---- system calls. Depth is bounded: the parser refuses more than kMaxDepth brackets.

void put(std::string& out, const Expression& expression);

void put_all(std::string& out, const std::vector<Expression>& list, std::string_view separator) {
  for (const Expression& item : list) {
    if (&item != &list.front()) out += separator;
    put(out, item);
  }
}

void put(std::string& out, Integer integer) {
  if (integer.hex) {
    put_hex(out, static_cast<std::uint64_t>(integer.value));
  } else {
    out += std::to_string(integer.value);
  }
}

void put(std::string& out, const Member& member) {
  if (!member.name.empty()) {
    out += member.name;
    if (!member.argument.empty()) {
      out += '(';
      put_all(out, member.argument, ", ");
      out += ')';
    }
    out += '=';
  }
  put_all(out, member.value, ", ");
}

struct PutExpression {
  std::string& out;
  void operator()(Integer integer) const { put(out, integer); }
  void operator()(const Word& word) const { out += word.name; }
  void operator()(Ellipsis) const { out += "..."; }
  void operator()(const Quoted& quoted) const { put_quoted(out, quoted.octets); }
  void operator()(const BitOr& both) const { put_all(out, both.terms, "|"); }
  void operator()(const List& list) const {
    out += '[';
    put_all(out, list.items, ", ");
    out += ']';
  }
  void operator()(const Struct& structure) const {
    out += '{';
    for (const Member& member : structure.members) {
      if (&member != &structure.members.front()) out += ", ";
      put(out, member);
    }
    out += '}';
  }
  void operator()(const FunctionCall& function) const {
    out += function.name + '(';
    put_all(out, function.arguments, ", ");
    out += ')';
  }
};

void put(std::string& out, const Expression& expression) {
  std::visit(PutExpression{out}, expression.value);
}

void put(std::string& out, const SystemCall& call) {
  out += call.name + '(';
  put_all(out, call.arguments, ", ");
  out += ") = ";
  put(out, call.result);
  if (!call.error.empty()) out += ' ' + call.error;
  if (!call.comment.empty()) out += " (" + call.comment + ')';
}

struct PutWhat {
  std::string& out;
  void operator()(const TcpPacket& packet) const { put(out, packet); }
  void operator()(const RawPacket& raw) const { out += "< raw " + raw.hex; }
  void operator()(const SystemCall& call) const { put(out, call); }
  void operator()(const Command& command) const { out += '`' + command.text + '`'; }
  void operator()(const Snippet& snippet) const { out += "%{" + snippet.text + "}%"; }
  void operator()(const Unsupported& foreign) const { out += foreign.text; }
};

void put(std::string& out, const Event& event) {
  put(out, event.time);
  out += ' ';
  std::visit(PutWhat{out}, event.what);
}

}  // namespace

std::string print(const Script& script) {
  std::string out;
  for (const OptionLine& line : script.options) put(out, line);
  if (script.init) out += '`' + script.init->text + "`\n";
  for (const Event& event : script.events) {
    put(out, event);
    out += '\n';
  }
  if (script.cleanup) out += '`' + script.cleanup->text + "`\n";
  return out;
}

std::string print(const Event& event) {
  std::string out;
  put(out, event);
  return out;
}

std::string print(const TcpPacket& packet) {
  std::string out;
  put(out, packet);
  return out;
}

}  // namespace synspect::script
