// What is said where a rule had to match and did not. For parser.cc only.
#pragma once

#include <cstddef>

#include "harness/script/grammar.h"

namespace synspect::script {

namespace g = grammar;

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

}  // namespace synspect::script
