#include "harness/script/builder.h"

#include <charconv>
#include <limits>
#include <utility>

#include "harness/script/failure.h"
#include "harness/script/icmp_line.h"
#include "harness/script/option_lines.h"
#include "harness/script/scan.h"
#include "harness/script/unsupported_parts.h"
#include "harness/script/words.h"

namespace synspect::script {
namespace {

constexpr Micros kMicrosPerSecond = 1'000'000;
constexpr Micros kMaxSeconds = 1'000'000'000;  // some thirty years

[[nodiscard]] std::string_view inner(std::string_view text, std::size_t margin) {
  return text.substr(margin, text.size() - 2 * margin);
}

[[nodiscard]] int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

// ---- numbers and strings

std::uint64_t Builder::number(Text text, std::uint64_t most, const char* what) const {
  std::uint64_t value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) {
    fail(offset(text), std::string{what} + " is a decimal number, not " + found(text));
  }
  if (error != std::errc{} || value > most) {
    fail(offset(text), std::string{what} + " is out of range: " + found(text),
         "at most " + std::to_string(most));
  }
  return value;
}

std::string Builder::hex(Text text, const char* what) const {
  if (!is_octet_hex(text)) {
    fail(offset(text),
         std::string{what} + " is an even number of hexadecimal digits, not " + found(text));
  }
  return std::string{text};
}

std::string Builder::unescaped(Text text) const {
  std::string out;
  const Text body = inner(text, 1);
  out.reserve(body.size());
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] != '\\') {
      out += body[i];
      continue;
    }
    const std::size_t at = i++;
    switch (body[i]) {
      case '\\':
      case '"':
        out += body[i];
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'v':
        out += '\v';
        break;
      case 'x': {
        const int high = i + 1 < body.size() ? hex_digit(body[i + 1]) : -1;
        const int low = i + 2 < body.size() ? hex_digit(body[i + 2]) : -1;
        if (high < 0 || low < 0) {
          fail(offset(body.substr(at)), "\\x takes two hexadecimal digits");
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
        break;
      }
      default:
        fail(offset(body.substr(at)), "unknown escape in a string",
             "one of \\\\ \\\" \\f \\n \\r \\t \\v \\xHH");
    }
  }
  return out;
}

Micros Builder::micros(Text text) const {
  const std::size_t dot = text.find('.');
  const Text whole = text.substr(0, dot);
  const Text fraction = dot == Text::npos ? Text{} : text.substr(dot + 1);
  Micros seconds{};
  if (!whole.empty()) {
    const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
    if (error != std::errc{} || seconds > kMaxSeconds) {
      fail(offset(text), "a time is out of range: " + found(text),
           "at most " + std::to_string(kMaxSeconds) + " seconds");
    }
  }
  Micros part{};  // cut, not rounded, to microseconds
  for (std::size_t i = 0; i < 6; ++i) {
    part = part * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  }
  return seconds * kMicrosPerSecond + part;
}

void Builder::need_extension(Text text, const char* what) const {
  if (!sequel_.extension) {
    fail(offset(text), std::string{what} + " belongs to the language extension",
         "add the option line --synspect=1");
  }
}

void Builder::unsupported(Text at, std::string construct) {
  if (!unsupported_) unsupported_ = Unsupported{std::move(construct), {}, position(at)};
}

// ---- the file

void Builder::option_name(Text text) {
  option_name_at_ = offset(text) - 2;  // at the dashes
  option_ = OptionLine{map_.position(option_name_at_), std::string{text}, std::nullopt};
}

void Builder::option_value(Text text) {
  option_value_at_ = offset(text);
  const bool quoted = option_.name != "define" && text.starts_with('"');
  if (quoted && quoted_size(text) != text.size()) {
    fail(offset(text) + quoted_size(text), "expected white space behind the value");
  }
  option_.value = quoted ? unescaped(text) : std::string{text};
}

void Builder::option_line(Text /*text*/) {
  check_option_line(option_, option_name_at_, option_value_at_);
  if (option_.name == "synspect") sequel_.extension = true;
  const bool ours = option_.name == "local_isn" || option_.name == "stack_seed" ||
                    option_.name == "profile" || option_.name == "set" || option_.name == "needs";
  if (ours && !extended_option_) extended_option_ = {option_.name, option_name_at_};
  script_.options.push_back(std::move(option_));
}

void Builder::head_end(Text /*text*/) {
  if (extended_option_ && !sequel_.extension) {
    fail(extended_option_->second,
         "option line --" + extended_option_->first + " belongs to the language extension",
         "add the option line --synspect=1");
  }
}

void Builder::init_command(Text text) {
  script_.init = Command{std::string{inner(text, 1)}, position(text)};
}
void Builder::cleanup_command(Text text) {
  script_.cleanup = Command{std::string{inner(text, 1)}, position(text)};
}

void Builder::event_start(Text text) {
  draft_ = Draft{};
  draft_.marks.event = offset(text);
  draft_.event.at = position(text);
  time_ = &draft_.event.time.from;
  unsupported_.reset();
  packet_.reset();
}

void Builder::event(Text text) {
  if (unsupported_) {
    // Part of a packet may have been understood; what stands first there gives the name.
    if (packet_) {
      if (auto earlier = first_unsupported(*packet_);
          earlier && before(earlier->at, unsupported_->at)) {
        unsupported_ = std::move(earlier);
      }
    }
    unsupported_->text = text.substr(draft_.marks.what - draft_.marks.event);
    if (auto icmp = icmp_line(unsupported_->text)) {
      draft_.event.what = *std::move(icmp);
    } else {
      draft_.event.what = *std::move(unsupported_);
    }
  } else if (packet_) {
    draft_.event.what = std::move(*packet_);
  }
  check_event(draft_, sequel_);
  script_.events.push_back(std::move(draft_.event));
}

// ---- times

void Builder::time_any(Text /*text*/) { draft_.event.time.form = TimeForm::kAny; }
void Builder::time_plus(Text /*text*/) { draft_.event.time.form = TimeForm::kRelative; }

void Builder::window_mark(Text text) {
  TimeForm& form = draft_.event.time.form;
  form = form == TimeForm::kRelative ? TimeForm::kRelativeWindow : TimeForm::kAbsoluteWindow;
  draft_.marks.time_to = offset(text);
  time_ = &draft_.event.time.to;
}

void Builder::blocking_mark(Text text) {
  draft_.marks.blocking = offset(text);
  time_ = &draft_.event.time.blocking_end.emplace();
}

void Builder::time_number(Text text) { time_->micros = micros(text); }

void Builder::time_macro(Text text) {
  const std::optional<TimeMacro> macro = time_macro_named(text);
  if (!macro) fail(offset(text), "expected a time in seconds, found " + found(text));
  need_extension(text, "a time macro");
  time_->macro = *macro;
}

void Builder::macro_sign(Text text) { macro_sign_ = text == "-" ? -1 : 1; }
void Builder::macro_offset(Text text) { time_->micros = macro_sign_ * micros(text); }

// ---- what happens

void Builder::timed_command(Text text) {
  draft_.event.what = Command{std::string{inner(text, 1)}, position(text)};
}
void Builder::snippet(Text text) {
  draft_.event.what = Snippet{std::string{inner(text, 2)}, position(inner(text, 2))};
}

}  // namespace synspect::script
