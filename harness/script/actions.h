// What a match means: rule to Builder method. For parser.cc only.
#pragma once

#include <string_view>

#include "harness/script/builder.h"
#include "harness/script/grammar.h"

namespace synspect::script {

namespace g = grammar;

template <auto Method>
struct Calls {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    (builder.*Method)(std::string_view{in.begin(), in.size()});
  }
};
template <typename Rule>
struct action : tao::pegtl::nothing<Rule> {};

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
struct action<g::option_start> : Calls<&Builder::option_start> {};
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

}  // namespace synspect::script
