// The one translation unit that instantiates the grammar: rules to Builder methods, and failures to
// diagnostics.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "harness/script/actions.h"
#include "harness/script/builder.h"
#include "harness/script/check_calls.h"
#include "harness/script/expectations.h"
#include "harness/script/failure.h"
#include "harness/script/grammar.h"
#include "harness/script/preprocess.h"
#include "harness/script/scan.h"
#include "harness/script/script.h"
#include "harness/script/source_map.h"

namespace synspect::script {
namespace {

namespace p = tao::pegtl;

// Some editors put it at the start of a UTF-8 file; nobody sees it, so it has no column.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// if_must<> wraps what always matches as well.
template <typename Rule>
constexpr bool kAlwaysMatches = false;
template <>
constexpr bool kAlwaysMatches<g::ws> = true;
template <>
constexpr bool kAlwaysMatches<g::blanks> = true;
template <typename... Rules>
constexpr bool kAlwaysMatches<p::opt<Rules...>> = true;
template <typename... Rules>
constexpr bool kAlwaysMatches<p::star<Rules...>> = true;

template <typename Rule>
struct control : p::normal<Rule> {
  // What lacks its end is pursued to the end of the file; the fault stands where it began.
  template <typename Input>
  static void start(const Input& in, Builder& builder) {
    if constexpr (kExpected<Rule>.unterminated) {
      builder.quote_starts(in.current() - kExpected<Rule>.back);
    }
  }
  template <typename Input>
  [[noreturn]] static void raise(const Input& in, [[maybe_unused]] Builder& builder) {
    constexpr Expectation kThis = kExpected<Rule>;
    static_assert(kAlwaysMatches<Rule> || kThis.what != nullptr,
                  "a rule that must match needs words for when it does not");
    if constexpr (kThis.what == nullptr) {
      __builtin_trap();
    } else if constexpr (kThis.unterminated) {
      fail(builder.quote_start(), kThis.what, kThis.hint);
    } else {
      const auto offset = static_cast<std::size_t>(in.current() - in.begin());
      const std::string_view rest{in.current(), in.size()};
      if (rest.starts_with('#')) fail(offset, unknown_directive(rest), kDirectiveHint);
      fail(offset, std::string{"expected "} + kThis.what + ", found " + found(rest), kThis.hint);
    }
  }
};

[[nodiscard]] Script parse_text(std::string_view text, const SourceMap& map) {
  p::memory_input<p::tracking_mode::lazy, p::eol::lf, const char*> in{text.data(), text.size(), ""};
  Builder builder{text, map};
  p::parse<g::script, action, control>(in, builder);
  return builder.take();
}

[[nodiscard]] std::unexpected<Diagnostic> malformed(Position at, Failure failure) {
  return std::unexpected{Diagnostic{.kind = Diagnostic::Kind::kMalformed,
                                    .at = at,
                                    .construct = {},
                                    .message = std::move(failure.message),
                                    .hint = std::move(failure.hint)}};
}

// A message may quote the script, where a value can run over lines without end.
[[nodiscard]] std::string in_one_line(std::string_view message) {
  constexpr std::size_t kMost = 400;
  std::string line;
  for (const char c : message.substr(0, kMost)) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (!control) line += c;
    if (control && !line.ends_with(' ')) line += ' ';
  }
  if (message.size() <= kMost) return line;
  // Not within a character of UTF-8.
  while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xc0U) == 0x80)
    line.pop_back();
  if (!line.empty() && static_cast<unsigned char>(line.back()) >= 0xc0) line.pop_back();
  return line + "...";
}

[[nodiscard]] std::expected<Script, Diagnostic> parse_any(std::string_view text,
                                                          const Macros& macros) {
  if (text.size() > kMaxScriptOctets) {
    return malformed({1, 1},
                     {0,
                      "the script has " + std::to_string(text.size()) + " octets; at most " +
                          std::to_string(kMaxScriptOctets) + " are read",
                      {}});
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  SourceMap map{text};
  try {
    refuse_binary(text);
    const std::optional<std::string> replaced = preprocess(text, macros, map);
    Script script = parse_text(replaced ? std::string_view{*replaced} : text, map);
    if (auto found = check_calls(script)) return std::unexpected{*std::move(found)};
    return script;
  } catch (Failure& failure) {
    const Position at = map.position(failure.offset);
    return malformed(at, std::move(failure));
  }
}

}  // namespace

std::expected<Script, Diagnostic> parse(std::string_view text, const Macros& macros) {
  auto script = parse_any(text, macros);
  if (!script) script.error().message = in_one_line(script.error().message);
  return script;
}

}  // namespace synspect::script
