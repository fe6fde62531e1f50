// The grammar of trace scripts (LANGUAGE.md). Rules only: builder.h says what a match means.
//
// Words are matched where the grammar expects them; there is no keyword table, because the two
// dialects reserve different ordinary words. Alternatives are told apart by their first token, so
// that no action runs for text that is read again in another way.
#pragma once

#include <cstddef>
#include <tao/pegtl.hpp>

#include "harness/script/scan.h"

namespace synspect::script::grammar {

namespace p = tao::pegtl;

// ---- white space and tokens (section 2)
struct line_comment : p::seq<p::two<'/'>, p::star<p::not_one<'\n'>>> {};
struct comment_rest : p::until<p::string<'*', '/'>> {};
struct block_comment : p::if_must<p::string<'/', '*'>, comment_rest> {};
struct ws : p::star<p::sor<p::one<' ', '\t', '\n', '\r'>, line_comment, block_comment>> {};

struct word_run : p::plus<p::identifier_other> {};
struct word : p::seq<p::at<p::identifier_first>, word_run> {};
struct number : p::seq<p::at<p::digit>, word_run> {};
struct hex_text : word_run {};
struct string_rest : p::until<p::one<'"'>, p::sor<p::seq<p::one<'\\'>, p::any>, p::any>> {};
struct string_literal : p::if_must<p::one<'"'>, string_rest> {};
template <char... Chars>
struct keyword : p::seq<p::string<Chars...>, p::not_at<p::identifier_other>> {};

struct command_rest : p::until<p::one<'`'>, p::sor<p::seq<p::one<'\\'>, p::any>, p::any>> {};
struct command : p::if_must<p::one<'`'>, command_rest> {};
struct snippet_rest : p::until<p::string<'}', '%'>> {};
struct snippet : p::if_must<p::string<'%', '{'>, snippet_rest> {};

// ---- option lines (section 3)
struct blanks : p::star<p::blank> {};
struct option_name : word_run {};
struct option_value_char : p::seq<p::not_at<p::sor<p::two<'/'>, p::string<'/', '*'>>>,
                                  p::not_one<' ', '\t', '\n', '\r', '"', '`'>> {};
struct option_value
    : p::seq<p::not_at<p::two<'-'>>, p::plus<p::sor<string_literal, command, option_value_char>>> {
};
struct option_line : p::seq<p::if_must<p::two<'-'>, option_name>,
                            p::opt<blanks, p::if_must<p::one<'='>, blanks, option_value>>> {};

// ---- times (sections 6 and 7)
struct time_number : p::sor<p::seq<p::plus<p::digit>, p::opt<p::one<'.'>, p::plus<p::digit>>>,
                            p::seq<p::one<'.'>, p::plus<p::digit>>> {};
struct time_macro : word {};
struct macro_sign : p::one<'+', '-'> {};
struct macro_offset : time_number {};
struct time_value
    : p::sor<time_number, p::seq<time_macro, p::opt<p::if_must<macro_sign, macro_offset>>>> {};
struct relative_value : time_value {};
struct absolute_value : p::seq<time_number> {};
struct time_any : p::one<'*'> {};
struct time_plus : p::one<'+'> {};
struct window_mark : p::one<'~'> {};
struct window_plus : p::one<'+'> {};
struct blocking_mark : p::three<'.'> {};
struct blocking_value : time_value {};
struct time_relative
    : p::seq<p::if_must<time_plus, ws, relative_value>, ws,
             p::opt<p::if_must<window_mark, ws, window_plus, ws, relative_value>>> {};
struct time_absolute
    : p::seq<absolute_value, ws, p::opt<p::if_must<window_mark, ws, absolute_value>>> {};
struct time : p::seq<p::sor<time_any, time_relative, time_absolute>, ws,
                     p::opt<p::if_must<blocking_mark, ws, blocking_value>>> {};

// ---- system calls (section 14)
struct expression;
struct integer : p::seq<p::opt<p::one<'-'>>, number> {};
struct plain_word : word {};
struct ellipsis : p::three<'.'> {};
struct strings : p::list<string_literal, ws> {};
struct expressions : p::seq<expression, ws, p::star<p::if_must<p::one<','>, ws, expression, ws>>> {
};
struct list_open : p::one<'['> {};
struct list_close : p::one<']'> {};
struct list : p::if_must<list_open, ws, p::opt<expressions>, list_close> {};
struct member_equals : p::one<'='> {};
struct member : p::seq<expression, ws, p::opt<p::if_must<member_equals, ws, expression, ws>>> {};
struct struct_open : p::one<'{'> {};
struct struct_close : p::one<'}'> {};
struct structure
    : p::if_must<struct_open, ws, p::opt<member, p::star<p::if_must<p::one<','>, ws, member>>>,
                 struct_close> {};
struct function_open : p::one<'('> {};
struct function_close : p::one<')'> {};
struct function_arguments : p::if_must<function_open, ws, p::opt<expressions>, function_close> {};
struct word_or_function : p::seq<plain_word, p::opt<ws, function_arguments>> {};
struct term : p::sor<integer, strings, ellipsis, list, structure, word_or_function> {};
struct or_term : term {};
struct expression : p::seq<term, p::star<p::seq<ws, p::if_must<p::one<'|'>, ws, or_term>>>> {};

struct call_name : word {};
struct call_open : p::one<'('> {};
struct call_close : p::one<')'> {};
struct call_equals : p::one<'='> {};
struct call_result : integer {};
struct call_error : p::seq<p::at<p::range<'A', 'Z'>>, word_run> {};
struct call_comment_rest : p::until<p::one<')'>, p::not_one<')'>> {};
struct call_comment : p::if_must<p::one<'('>, call_comment_rest> {};
struct call
    : p::if_must<call_name, ws, call_open, ws, p::opt<expressions>, call_close, ws, call_equals, ws,
                 call_result, p::opt<ws, call_error>, p::opt<ws, call_comment>> {};

// ---- IP fields and ports (section 10)
struct ip_item_name : p::plus<p::sor<p::identifier_other, p::one<'-'>>> {};
struct ip_item_value : p::plus<p::sor<p::identifier_other, p::one<'-'>>> {};
struct ip_item : p::seq<ip_item_name, p::opt<p::plus<p::space>, ip_item_value>> {};
struct ip_close : p::one<']', ')'> {};
struct ip_open : p::one<'[', '('> {};
struct ip_info : p::if_must<ip_open, ws, ip_item, ws,
                            p::star<p::if_must<p::one<','>, ws, ip_item, ws>>, ip_close> {};
struct source_port : number {};
struct destination_port : number {};
struct ports : p::seq<p::at<p::plus<p::digit>, ws, p::one<'>'>>, source_port, ws, p::one<'>'>, ws,
                      p::must<destination_port>> {};

// ---- what is read over but not run: up to where the next event plausibly starts
struct rest_of_event {
  using rule_t = rest_of_event;
  using subs_t = p::empty_list;
  template <typename Input>
  [[nodiscard]] static bool match(Input& in) {
    in.bump(rest_of_event_size({in.current(), in.size()}));
    return true;
  }
};
struct rest_of_option {
  using rule_t = rest_of_option;
  using subs_t = p::empty_list;
  template <typename Input>
  [[nodiscard]] static bool match(Input& in) {
    in.bump(rest_of_option_size({in.current(), in.size()}));
    return true;
  }
};
struct foreign_word
    : p::seq<p::sor<TAO_PEGTL_STRING("icmp"), TAO_PEGTL_STRING("udplite"), TAO_PEGTL_STRING("udp"),
                    TAO_PEGTL_STRING("sctp"), TAO_PEGTL_STRING("ipv4"), TAO_PEGTL_STRING("ipv6"),
                    TAO_PEGTL_STRING("gre"), TAO_PEGTL_STRING("mpls"), TAO_PEGTL_STRING("encap"),
                    TAO_PEGTL_STRING("psp"), TAO_PEGTL_STRING("addr")>,
             p::not_at<p::identifier_other>> {};
struct foreign_packet : p::seq<foreign_word, rest_of_event> {};

// ---- TCP packets (sections 8, 9, 11)
struct flags : p::seq<p::plus<p::one<'F', 'S', 'R', 'P', 'U', '.', 'E', 'W', 'A', '-', '0', '1',
                                     '2', '3', '4', '5', '6', '7'>>,
                      p::not_at<p::identifier_other>> {};
struct seq_start : number {};
struct seq_colon : p::one<':'> {};
struct seq_end : number {};
struct seq_open : p::one<'('> {};
struct seq_length : number {};
struct seq_close : p::one<')'> {};
struct seq_literal : p::one<'!'> {};
struct seq_ignored : p::three<'.'> {};
struct seq_size : p::seq<p::must<seq_open>, ws, p::must<seq_length>, ws, p::must<seq_close>> {};
struct sequence : p::sor<p::seq<seq_ignored, ws, seq_size>,
                         p::seq<seq_start, ws, p::must<seq_colon>, ws, p::must<seq_end>, ws,
                                seq_size, p::opt<seq_literal>>> {};
struct ack_value : number {};
struct ack_literal : p::one<'!'> {};
struct ack : p::if_must<keyword<'a', 'c', 'k'>, ws, ack_value, p::opt<ack_literal>> {};
struct win_value : number {};
struct win : p::if_must<keyword<'w', 'i', 'n'>, ws, win_value> {};
struct urg_value : number {};
struct urg : p::if_must<keyword<'u', 'r', 'g'>, ws, urg_value> {};

struct opt_nop : keyword<'n', 'o', 'p'> {};
struct opt_eol : keyword<'e', 'o', 'l'> {};
struct mss_value : number {};
struct opt_mss : p::if_must<keyword<'m', 's', 's'>, ws, mss_value> {};
struct wscale_value : number {};
struct opt_wscale : p::if_must<keyword<'w', 's', 'c', 'a', 'l', 'e'>, ws, wscale_value> {};
struct opt_sack_ok : keyword<'s', 'a', 'c', 'k', 'O', 'K'> {};
struct sack_word : keyword<'s', 'a', 'c', 'k'> {};
struct sack_left : number {};
struct sack_colon : p::one<':'> {};
struct sack_right : number {};
struct sack_block : p::seq<sack_left, ws, p::must<sack_colon>, ws, p::must<sack_right>> {};
struct opt_sack : p::if_must<sack_word, ws, sack_block, p::star<ws, sack_block>> {};
struct ts_word : keyword<'T', 'S'> {};
struct ts_val_word : keyword<'v', 'a', 'l'> {};
struct ts_ecr_word : keyword<'e', 'c', 'r'> {};
struct ts_val : number {};
struct ts_val_any : p::three<'.'> {};
struct ts_val_value : p::sor<ts_val, ts_val_any> {};
struct ts_ecr : number {};
struct ts_ecr_literal : p::one<'!'> {};
struct opt_ts : p::if_must<ts_word, ws, ts_val_word, ws, ts_val_value, ws, ts_ecr_word, ws, ts_ecr,
                           p::opt<ts_ecr_literal>> {};
struct fo_word : keyword<'F', 'O'> {};
struct fo_exp_word : p::sor<keyword<'F', 'O', 'E', 'X', 'P'>,
                            p::seq<TAO_PEGTL_STRING("exp-FO"), p::not_at<p::identifier_other>>> {};
struct fo_cookie : hex_text {};
struct opt_fo : p::seq<p::sor<fo_word, fo_exp_word>, p::opt<ws, fo_cookie>> {};
struct gen_kind : number {};
struct gen_body : hex_text {};
struct opt_gen : p::if_must<TAO_PEGTL_STRING("gen-"), gen_kind, ws, p::opt<gen_body>> {};
struct foreign_option_name
    : p::seq<p::sor<p::seq<p::opt<TAO_PEGTL_STRING("exp-")>, TAO_PEGTL_STRING("AccECN"),
                           p::one<'0', '1'>>,
                    TAO_PEGTL_STRING("ECN"), TAO_PEGTL_STRING("md5"),
                    p::seq<TAO_PEGTL_STRING("exp-"), p::plus<p::identifier_other>>,
                    p::seq<TAO_PEGTL_STRING("mp_"), p::plus<p::identifier_other>>,
                    TAO_PEGTL_STRING("mpcapable"), TAO_PEGTL_STRING("dss"),
                    TAO_PEGTL_STRING("add_address"), TAO_PEGTL_STRING("remove_address")>,
             p::not_at<p::identifier_other>> {};
struct foreign_option : p::seq<foreign_option_name, rest_of_option> {};
struct raw_options : hex_text {};
struct option_start : p::success {};
struct option_item
    : p::seq<option_start, p::sor<opt_nop, opt_eol, opt_mss, opt_wscale, opt_sack_ok, opt_sack,
                                  opt_ts, opt_fo, opt_gen, foreign_option, raw_options>> {};
struct options_open : p::one<'<'> {};
struct options_close : p::one<'>'> {};
struct options_any : p::three<'.'> {};
struct option_items
    : p::sor<options_any, p::seq<p::must<option_item>, ws,
                                 p::star<p::if_must<p::one<','>, ws, option_item, ws>>>> {};
struct options : p::if_must<options_open, ws, option_items, ws, options_close> {};

struct foreign_trailer_word
    : p::sor<TAO_PEGTL_STRING("/udp"), p::seq<p::one<'['>, ws, keyword<'c', 'o', 'd', 'e'>>> {};
struct foreign_trailer : p::seq<foreign_trailer_word, rest_of_event> {};

// ---- the extension of --synspect=1
struct ext_open : p::one<'{'> {};
struct ext_close : p::one<'}'> {};
struct ext_bad_checksum : keyword<'b', 'a', 'd', '_', 'c', 'h', 'e', 'c', 'k', 's', 'u', 'm'> {};
struct ext_rsv : number {};
struct ext_payload : hex_text {};
struct ext_from : string_literal {};
struct ext_to : string_literal {};
struct ext_item : p::sor<ext_bad_checksum, p::if_must<keyword<'r', 's', 'v'>, ws, ext_rsv>,
                         p::if_must<keyword<'p', 'a', 'y', 'l', 'o', 'a', 'd'>, ws, ext_payload>,
                         p::if_must<keyword<'f', 'r', 'o', 'm'>, ws, ext_from>,
                         p::if_must<keyword<'t', 'o'>, ws, ext_to>> {};
struct extension : p::if_must<ext_open, ws, ext_item, ws,
                              p::star<p::if_must<p::one<','>, ws, ext_item, ws>>, ext_close> {};
struct raw_hex : hex_text {};
struct raw_packet : p::if_must<keyword<'r', 'a', 'w'>, ws, raw_hex> {};

struct tcp_tail : p::seq<p::opt<ws, ack>, p::opt<ws, win>, p::opt<ws, urg>, p::opt<ws, options>,
                         p::opt<ws, p::sor<extension, foreign_trailer>>> {};
struct tcp_packet : p::seq<p::opt<ports, ws>, p::must<flags>, ws, p::must<sequence>, tcp_tail> {};
struct inbound : p::one<'<'> {};
struct outbound : p::one<'>'> {};
struct packet
    : p::seq<p::sor<inbound, outbound>, ws,
             p::sor<raw_packet, p::seq<p::opt<ip_info, ws>, p::sor<foreign_packet, tcp_packet>>>> {
};

// ---- the file
struct event_start
    : p::at<p::one<'*', '+', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'>> {};
struct timed_command : command {};
struct what : p::sor<packet, timed_command, snippet, call> {};
struct event : p::seq<event_start, time, ws, p::must<what>> {};
struct init_command : command {};
struct cleanup_command : command {};
struct head_end : p::success {};
struct end_of_file : p::eof {};
struct script
    : p::seq<ws, p::star<option_line, ws>, head_end, p::opt<init_command, ws>, p::must<event_start>,
             p::star<event, ws>, p::opt<cleanup_command, ws>, p::must<end_of_file>> {};

}  // namespace synspect::script::grammar
