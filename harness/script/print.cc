// A script as text, one event a line; parse(print(s)) == s.
#include <cstddef>
#include <string>

#include "harness/script/print_parts.h"
#include "harness/script/scan.h"
#include "harness/script/script.h"
#include "harness/script/words.h"

namespace synspect::script {
namespace {

constexpr Micros kMicrosPerSecond = 1'000'000;

// ---- option lines and times

void put(std::string& out, const OptionLine& line) {
  out += "--" + line.name;
  if (line.value) {
    const std::string& value = *line.value;
    bool plain = !value.empty() && !value.starts_with("--");
    for (std::size_t i = 0; i < value.size(); ++i) {
      const char c = value[i];
      plain =
          plain && (is_word_char(c) || c == '.' || c == ':' || c == '-' || c == ',' || c == '=' ||
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

// ---- events

struct PutWhat {
  std::string& out;
  void operator()(const TcpPacket& packet) const { put(out, packet); }
  void operator()(const RawPacket& raw) const { out += "< raw " + raw.hex; }
  void operator()(const IcmpPacket& packet) const {
    out += "< icmp " + packet.type;
    if (!packet.code.empty()) out += ' ' + packet.code;
    if (packet.mtu) out += " mtu " + std::to_string(*packet.mtu);
    if (!packet.quote) return;
    const auto [seq, length] = *packet.quote;
    out += " [" + std::to_string(seq) + ':' + std::to_string(seq + length) + '(' +
           std::to_string(length) + ")]";
  }
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
