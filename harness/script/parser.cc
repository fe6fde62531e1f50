// The one translation unit that instantiates the grammar: rules to Builder methods, and failures to
// diagnostics.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "harness/script/builder.h"
#include "harness/script/failure.h"
#include "harness/script/grammar.h"
#include "harness/script/preprocess.h"
#include "harness/script/scan.h"
#include "harness/script/script.h"
#include "harness/script/source_map.h"

namespace synspect::script {
namespace {

namespace g = grammar;
namespace p = tao::pegtl;

// ---- what a match means
template <auto Method>
struct Calls {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    (builder.*Method)(std::string_view{in.begin(), in.size()});
  }
};
template <typename Rule>
struct action : p::nothing<Rule> {};

template <>
struct action<g::option_name> : Calls<&Builder::option_name> {};
template <>
struct action<g::option_value> : Calls<&Builder::option_value> {};
template <>
struct action<g::option_line> : Calls<&Builder::option_line> {};
template <>
struct action<g::head_end> : Calls<&Builder::head_end> {};
template <>
struct action<g::init_command> : Calls<&Builder::init_command> {};
template <>
struct action<g::cleanup_command> : Calls<&Builder::cleanup_command> {};
template <>
struct action<g::event_start> : Calls<&Builder::event_start> {};
template <>
struct action<g::event> : Calls<&Builder::event> {};
template <>
struct action<g::time_any> : Calls<&Builder::time_any> {};
template <>
struct action<g::time_plus> : Calls<&Builder::time_plus> {};
template <>
struct action<g::window_mark> : Calls<&Builder::window_mark> {};
template <>
struct action<g::blocking_mark> : Calls<&Builder::blocking_mark> {};
template <>
struct action<g::time_number> : Calls<&Builder::time_number> {};
template <>
struct action<g::time_macro> : Calls<&Builder::time_macro> {};
template <>
struct action<g::macro_sign> : Calls<&Builder::macro_sign> {};
template <>
struct action<g::macro_offset> : Calls<&Builder::macro_offset> {};
template <>
struct action<g::timed_command> : Calls<&Builder::timed_command> {};
template <>
struct action<g::snippet> : Calls<&Builder::snippet> {};
template <>
struct action<g::inbound> : Calls<&Builder::inbound> {};
template <>
struct action<g::outbound> : Calls<&Builder::outbound> {};
template <>
struct action<g::raw_hex> : Calls<&Builder::raw_hex> {};
template <>
struct action<g::foreign_word> : Calls<&Builder::foreign_word> {};
template <>
struct action<g::foreign_trailer_word> : Calls<&Builder::foreign_trailer_word> {};
template <>
struct action<g::ip_item_name> : Calls<&Builder::ip_item_name> {};
template <>
struct action<g::ip_item_value> : Calls<&Builder::ip_item_value> {};
template <>
struct action<g::ip_item> : Calls<&Builder::ip_item> {};
template <>
struct action<g::source_port> : Calls<&Builder::source_port> {};
template <>
struct action<g::destination_port> : Calls<&Builder::destination_port> {};
template <>
struct action<g::flags> : Calls<&Builder::flags> {};
template <>
struct action<g::seq_start> : Calls<&Builder::seq_start> {};
template <>
struct action<g::seq_end> : Calls<&Builder::seq_end> {};
template <>
struct action<g::seq_length> : Calls<&Builder::seq_length> {};
template <>
struct action<g::seq_literal> : Calls<&Builder::seq_literal> {};
template <>
struct action<g::seq_ignored> : Calls<&Builder::seq_ignored> {};
template <>
struct action<g::sequence> : Calls<&Builder::sequence> {};
template <>
struct action<g::ack_value> : Calls<&Builder::ack_value> {};
template <>
struct action<g::ack_literal> : Calls<&Builder::ack_literal> {};
template <>
struct action<g::win_value> : Calls<&Builder::win_value> {};
template <>
struct action<g::urg_value> : Calls<&Builder::urg_value> {};
template <>
struct action<g::options_open> : Calls<&Builder::options_open> {};
template <>
struct action<g::options_any> : Calls<&Builder::options_any> {};
template <>
struct action<g::opt_nop> : Calls<&Builder::opt_nop> {};
template <>
struct action<g::opt_eol> : Calls<&Builder::opt_eol> {};
template <>
struct action<g::mss_value> : Calls<&Builder::mss_value> {};
template <>
struct action<g::wscale_value> : Calls<&Builder::wscale_value> {};
template <>
struct action<g::opt_sack_ok> : Calls<&Builder::opt_sack_ok> {};
template <>
struct action<g::sack_word> : Calls<&Builder::sack_word> {};
template <>
struct action<g::sack_left> : Calls<&Builder::sack_left> {};
template <>
struct action<g::sack_right> : Calls<&Builder::sack_right> {};
template <>
struct action<g::ts_word> : Calls<&Builder::ts_word> {};
template <>
struct action<g::ts_val> : Calls<&Builder::ts_val> {};
template <>
struct action<g::ts_ecr> : Calls<&Builder::ts_ecr> {};
template <>
struct action<g::ts_ecr_literal> : Calls<&Builder::ts_ecr_literal> {};
template <>
struct action<g::fo_word> : Calls<&Builder::fo_word> {};
template <>
struct action<g::fo_exp_word> : Calls<&Builder::fo_exp_word> {};
template <>
struct action<g::fo_cookie> : Calls<&Builder::fo_cookie> {};
template <>
struct action<g::gen_kind> : Calls<&Builder::gen_kind> {};
template <>
struct action<g::gen_body> : Calls<&Builder::gen_body> {};
template <>
struct action<g::foreign_option_name> : Calls<&Builder::foreign_option_name> {};
template <>
struct action<g::foreign_option> : Calls<&Builder::foreign_option> {};
template <>
struct action<g::raw_options> : Calls<&Builder::raw_options> {};
template <>
struct action<g::ext_open> : Calls<&Builder::ext_open> {};
template <>
struct action<g::ext_bad_checksum> : Calls<&Builder::ext_bad_checksum> {};
template <>
struct action<g::ext_rsv> : Calls<&Builder::ext_rsv> {};
template <>
struct action<g::ext_payload> : Calls<&Builder::ext_payload> {};
template <>
struct action<g::ext_from> : Calls<&Builder::ext_from> {};
template <>
struct action<g::ext_to> : Calls<&Builder::ext_to> {};
template <>
struct action<g::call_name> : Calls<&Builder::call_name> {};
template <>
struct action<g::call_result> : Calls<&Builder::call_result> {};
template <>
struct action<g::call_error> : Calls<&Builder::call_error> {};
template <>
struct action<g::call_comment> : Calls<&Builder::call_comment> {};
template <>
struct action<g::integer> : Calls<&Builder::integer> {};
template <>
struct action<g::strings> : Calls<&Builder::strings> {};
template <>
struct action<g::ellipsis> : Calls<&Builder::ellipsis> {};
template <>
struct action<g::plain_word> : Calls<&Builder::plain_word> {};
template <>
struct action<g::list_open> : Calls<&Builder::list_open> {};
template <>
struct action<g::list_close> : Calls<&Builder::list_close> {};
template <>
struct action<g::struct_open> : Calls<&Builder::struct_open> {};
template <>
struct action<g::struct_close> : Calls<&Builder::struct_close> {};
template <>
struct action<g::member_equals> : Calls<&Builder::member_equals> {};
template <>
struct action<g::member> : Calls<&Builder::member> {};
template <>
struct action<g::function_open> : Calls<&Builder::function_open> {};
template <>
struct action<g::function_close> : Calls<&Builder::function_close> {};
template <>
struct action<g::or_term> : Calls<&Builder::or_term> {};
template <>
struct action<g::call_close> : Calls<&Builder::call_close> {};

// ---- what was expected where nothing matched
struct Expectation {
  const char* what;
  std::size_t back{};  // the fault stands at the opening mark, so many characters before
  const char* hint{""};
  bool unterminated{};  // `what` is the whole message
};
template <typename Rule>
constexpr Expectation kExpected{nullptr};
template <>
constexpr Expectation kExpected<g::comment_rest>{"unterminated comment: no */ follows", 2, "",
                                                 true};
template <>
constexpr Expectation kExpected<g::string_rest>{"unterminated string", 1, "", true};
template <>
constexpr Expectation kExpected<g::command_rest>{"unterminated command: no closing backquote", 1,
                                                 "", true};
template <>
constexpr Expectation kExpected<g::snippet_rest>{"unterminated snippet: no }% follows", 2, "",
                                                 true};
template <>
constexpr Expectation kExpected<g::call_comment_rest>{
    "unterminated comment behind the result: no ) follows", 1, "", true};
template <>
constexpr Expectation kExpected<g::option_name>{"the name of an option line"};
template <>
constexpr Expectation kExpected<g::option_value>{"a value behind ="};
template <>
constexpr Expectation kExpected<g::relative_value>{"a time in seconds behind +"};
template <>
constexpr Expectation kExpected<g::absolute_value>{"a time in seconds behind ~"};
template <>
constexpr Expectation kExpected<g::window_plus>{"+: both ends of a relative window carry one"};
template <>
constexpr Expectation kExpected<g::blocking_value>{"the time at which the call returns"};
template <>
constexpr Expectation kExpected<g::macro_offset>{"seconds"};
template <>
constexpr Expectation kExpected<g::expression>{"an argument"};
template <>
constexpr Expectation kExpected<g::list_close>{", or ] in a list"};
template <>
constexpr Expectation kExpected<g::struct_close>{", or } in a structure"};
template <>
constexpr Expectation kExpected<g::function_close>{", or ) behind an argument"};
template <>
constexpr Expectation kExpected<g::member>{"a member of a structure"};
template <>
constexpr Expectation kExpected<g::or_term>{"a value behind |"};
template <>
constexpr Expectation kExpected<g::call_open>{"( behind the name of a system call"};
template <>
constexpr Expectation kExpected<g::call_close>{", or ) behind an argument"};
template <>
constexpr Expectation kExpected<g::call_equals>{"= and the result of the call"};
template <>
constexpr Expectation kExpected<g::call_result>{"an integer as the result of the call"};
template <>
constexpr Expectation kExpected<g::ip_close>{"] or ) behind the IP fields"};
template <>
constexpr Expectation kExpected<g::ip_item>{"an IP field such as ect0 or ttl 64"};
template <>
constexpr Expectation kExpected<g::destination_port>{"a port"};
template <>
constexpr Expectation kExpected<g::flags>{"TCP flags (letters of FSRPUEWA with . for ACK, or -)"};
template <>
constexpr Expectation kExpected<g::sequence>{"a sequence range a:b(n)"};
template <>
constexpr Expectation kExpected<g::seq_colon>{": in a sequence range a:b(n)"};
template <>
constexpr Expectation kExpected<g::seq_end>{"the end of a sequence range a:b(n)"};
template <>
constexpr Expectation kExpected<g::seq_open>{"( and the length of the payload"};
template <>
constexpr Expectation kExpected<g::seq_length>{"the length of the payload"};
template <>
constexpr Expectation kExpected<g::seq_close>{") behind the length of the payload"};
template <>
constexpr Expectation kExpected<g::ack_value>{"a number behind ack"};
template <>
constexpr Expectation kExpected<g::win_value>{"a number behind win"};
template <>
constexpr Expectation kExpected<g::urg_value>{"a number behind urg"};
template <>
constexpr Expectation kExpected<g::mss_value>{"a number behind mss"};
template <>
constexpr Expectation kExpected<g::wscale_value>{"a number behind wscale"};
template <>
constexpr Expectation kExpected<g::sack_block>{"a block a:b behind sack"};
template <>
constexpr Expectation kExpected<g::sack_colon>{": in a block a:b"};
template <>
constexpr Expectation kExpected<g::sack_right>{"the right edge of a block a:b"};
template <>
constexpr Expectation kExpected<g::ts_val_word>{"val behind TS"};
template <>
constexpr Expectation kExpected<g::ts_val_value>{"a number or ... behind val"};
template <>
constexpr Expectation kExpected<g::ts_ecr_word>{"ecr behind val"};
template <>
constexpr Expectation kExpected<g::ts_ecr>{"a number behind ecr"};
template <>
constexpr Expectation kExpected<g::gen_kind>{"an option kind behind gen-"};
template <>
constexpr Expectation kExpected<g::option_item>{"a TCP option"};
template <>
constexpr Expectation kExpected<g::option_items>{"TCP options"};
template <>
constexpr Expectation kExpected<g::options_close>{", or > behind a TCP option"};
template <>
constexpr Expectation kExpected<g::ext_item>{"bad_checksum, rsv, payload, from or to"};
template <>
constexpr Expectation kExpected<g::ext_close>{", or } in the packet extension"};
template <>
constexpr Expectation kExpected<g::ext_rsv>{"a number behind rsv"};
template <>
constexpr Expectation kExpected<g::ext_payload>{"hexadecimal digits behind payload"};
template <>
constexpr Expectation kExpected<g::ext_from>{"\"address:port\" behind from"};
template <>
constexpr Expectation kExpected<g::ext_to>{"\"address:port\" behind to"};
template <>
constexpr Expectation kExpected<g::raw_hex>{"a datagram in hexadecimal digits behind raw"};
template <>
constexpr Expectation kExpected<g::event_start>{"a time: a script needs at least one event"};
template <>
constexpr Expectation kExpected<g::what>{
    "a packet (< or >), a system call, a `command` or a %{ snippet }%"};
template <>
constexpr Expectation kExpected<g::end_of_file>{
    "a time and what happens then", 0,
    "option lines stand at the head of the file, a command without a time at its end"};

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
      fail(offset,
           std::string{"expected "} + kThis.what + ", found " + found({in.current(), in.size()}),
           kThis.hint);
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

}  // namespace

std::expected<Script, Diagnostic> parse(std::string_view text, const Macros& macros) {
  if (text.size() > kMaxScriptOctets) {
    return malformed({1, 1},
                     {0,
                      "the script has " + std::to_string(text.size()) + " octets; at most " +
                          std::to_string(kMaxScriptOctets) + " are read",
                      {}});
  }
  SourceMap map{text};
  try {
    refuse_binary(text);
    const std::optional<std::string> replaced = preprocess(text, macros, map);
    return parse_text(replaced ? std::string_view{*replaced} : text, map);
  } catch (Failure& failure) {
    const Position at = map.position(failure.offset);
    return malformed(at, std::move(failure));
  }
}

}  // namespace synspect::script
