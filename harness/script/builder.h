// Turns what the grammar matched into a Script. One method per rule that means something; each gets
// the matched text, whose address gives the position.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/script/ast.h"
#include "harness/script/check.h"
#include "harness/script/source_map.h"

namespace synspect::script {

class Builder {
 public:
  using Text = std::string_view;
  // Both must outlive the builder.
  Builder(Text parsed, const SourceMap& map) : parsed_{parsed}, map_{map} {}

  [[nodiscard]] Script take() { return std::move(script_); }

  // Where the string, comment, command or snippet at hand began.
  void quote_starts(const char* at) { quote_start_ = offset({at, 0}); }
  [[nodiscard]] std::size_t quote_start() const { return quote_start_; }

  // ---- the file
  void option_name(Text text);
  void option_value(Text text);
  void option_line(Text text);
  void head_end(Text text);
  void init_command(Text text);
  void cleanup_command(Text text);
  void event_start(Text text);
  void event(Text text);

  // ---- times
  void time_any(Text text);
  void time_plus(Text text);
  void window_mark(Text text);
  void blocking_mark(Text text);
  void time_number(Text text);
  void time_macro(Text text);
  void macro_sign(Text text);
  void macro_offset(Text text);

  // ---- what happens
  void timed_command(Text text);
  void snippet(Text text);
  void inbound(Text text);
  void outbound(Text text);
  void raw_hex(Text text);
  void foreign_word(Text text);
  void foreign_trailer_word(Text text);

  // ---- TCP packets
  void ip_item_name(Text text);
  void ip_item_value(Text text);
  void ip_item(Text text);
  void source_port(Text text);
  void destination_port(Text text);
  void flags(Text text);
  void seq_start(Text text);
  void seq_end(Text text);
  void seq_length(Text text);
  void seq_literal(Text text);
  void seq_ignored(Text text);
  void sequence(Text text);
  void ack_value(Text text);
  void ack_literal(Text text);
  void win_value(Text text);
  void urg_value(Text text);
  void options_open(Text text);
  void option_start(Text text);
  void options_any(Text text);
  void opt_nop(Text text);
  void opt_eol(Text text);
  void mss_value(Text text);
  void wscale_value(Text text);
  void opt_sack_ok(Text text);
  void sack_word(Text text);
  void sack_left(Text text);
  void sack_right(Text text);
  void ts_word(Text text);
  void ts_val(Text text);
  void ts_ecr(Text text);
  void ts_ecr_literal(Text text);
  void fo_word(Text text);
  void fo_exp_word(Text text);
  void fo_cookie(Text text);
  void gen_kind(Text text);
  void gen_body(Text text);
  void foreign_option_name(Text text);
  void foreign_option(Text text);
  void raw_options(Text text);
  void ext_open(Text text);
  void ext_bad_checksum(Text text);
  void ext_rsv(Text text);
  void ext_payload(Text text);
  void ext_from(Text text);
  void ext_to(Text text);

  // ---- system calls
  void call_name(Text text);
  void call_result(Text text);
  void call_error(Text text);
  void call_comment(Text text);
  void integer(Text text);
  void strings(Text text);
  void ellipsis(Text text);
  void plain_word(Text text);
  void list_open(Text text);
  void list_close(Text text);
  void struct_open(Text text);
  void struct_close(Text text);
  void member_equals(Text text);
  void member(Text text);
  void function_open(Text text);
  void function_close(Text text);
  void or_term(Text text);
  void call_close(Text text);

 private:
  struct Frame {  // an open bracket
    std::size_t base{};
    std::string function;
    Position at;
    std::vector<Member> members;
    std::optional<Member> named;  // a member whose value is being read
  };
  struct IpItem {
    Text name;
    Text value;
  };

  [[nodiscard]] std::size_t offset(Text text) const {
    return static_cast<std::size_t>(text.data() - parsed_.data());
  }
  [[nodiscard]] Position position(Text text) const { return map_.position(offset(text)); }
  [[nodiscard]] std::uint64_t number(Text text, std::uint64_t most, const char* what) const;
  [[nodiscard]] std::uint64_t number_or_hex(Text text, std::uint64_t most, const char* what) const;
  [[nodiscard]] std::string hex(Text text, const char* what) const;
  [[nodiscard]] std::string unescaped(Text text) const;  // one string literal with its quotes
  [[nodiscard]] Micros micros(Text text) const;
  [[nodiscard]] Integer signed_integer(Text text) const;
  [[nodiscard]] std::string endpoint(Text text) const;
  [[nodiscard]] EcnMatch codepoint(Text text) const;
  void need_extension(Text text, const char* what) const;
  void unsupported(Text at, std::string construct);
  void push_option(TcpOptionItem item);
  template <typename Value>
  void push(Text text, Value value) {
    expressions_.push_back({position(text), std::move(value)});
  }
  void open(Text text);
  [[nodiscard]] std::vector<Expression> close();

  Text parsed_;
  const SourceMap& map_;
  Script script_;
  Sequel sequel_;

  // The option line, event and call at hand.
  OptionLine option_;
  std::size_t option_name_at_{};
  std::size_t option_value_at_{};
  std::optional<std::pair<std::string, std::size_t>> extended_option_;  // the first one, and where
  Draft draft_;
  std::size_t quote_start_{};
  TimeExpression* time_{};
  Micros macro_sign_{};
  std::optional<TcpPacket> packet_;
  IpItem ip_item_;
  std::string foreign_option_;
  std::optional<Unsupported> unsupported_;
  Position option_at_;
  SystemCall call_;
  std::vector<Expression> expressions_;
  std::vector<Frame> frames_;
};

}  // namespace synspect::script
