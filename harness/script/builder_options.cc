// TCP options (LANGUAGE.md section 9).
#include <limits>
#include <utility>

#include "harness/script/builder.h"
#include "harness/script/failure.h"
#include "harness/script/scan.h"

namespace synspect::script {
namespace {

constexpr std::uint64_t kMax8 = std::numeric_limits<std::uint8_t>::max();
constexpr std::uint64_t kMax16 = std::numeric_limits<std::uint16_t>::max();
constexpr std::uint64_t kMax32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMaxSackBlocks = 4;
constexpr std::size_t kMaxOptions = 40;  // a header has no room for more, were each a nop

}  // namespace

void Builder::push_option(TcpOptionItem item) {
  if (packet_->options.items.size() == kMaxOptions) {
    fail(draft_.marks.options, "more than 40 TCP options");
  }
  if (!packet_->options.raw_hex.empty()) {
    fail(draft_.marks.options, "octets in hexadecimal must be the whole option list");
  }
  packet_->options.items.push_back(std::move(item));
  packet_->options.places.list.push_back(option_at_);
}

void Builder::options_open(Text text) { draft_.marks.options = offset(text); }
void Builder::option_start(Text text) { option_at_ = position(text); }
void Builder::options_any(Text /*text*/) { packet_->options.any = true; }
void Builder::opt_nop(Text /*text*/) { push_option(option::Nop{}); }
void Builder::opt_eol(Text /*text*/) { push_option(option::Eol{}); }
void Builder::mss_value(Text text) {
  push_option(option::Mss{static_cast<std::uint16_t>(number(text, kMax16, "a segment size"))});
}
void Builder::wscale_value(Text text) {
  push_option(
      option::WindowScale{static_cast<std::uint8_t>(number(text, kMax8, "a window scale"))});
}
void Builder::opt_sack_ok(Text /*text*/) { push_option(option::SackPermitted{}); }

void Builder::sack_word(Text /*text*/) { push_option(option::Sack{}); }
void Builder::sack_left(Text text) {
  auto& blocks = std::get<option::Sack>(packet_->options.items.back()).blocks;
  if (blocks.size() == kMaxSackBlocks) fail(offset(text), "more than four blocks behind sack");
  blocks.push_back({static_cast<std::uint32_t>(number(text, kMax32, "the edge of a block")), 0});
}
void Builder::sack_right(Text text) {
  std::get<option::Sack>(packet_->options.items.back()).blocks.back().right =
      static_cast<std::uint32_t>(number(text, kMax32, "the edge of a block"));
}

void Builder::ts_word(Text /*text*/) { push_option(option::Timestamps{}); }
void Builder::ts_val(Text text) {
  std::get<option::Timestamps>(packet_->options.items.back()).val =
      static_cast<std::uint32_t>(number(text, kMax32, "a timestamp"));
}
void Builder::ts_ecr(Text text) {
  std::get<option::Timestamps>(packet_->options.items.back()).ecr =
      static_cast<std::uint32_t>(number(text, kMax32, "a timestamp"));
}
void Builder::ts_ecr_literal(Text /*text*/) {
  std::get<option::Timestamps>(packet_->options.items.back()).ecr_literal = true;
}

void Builder::fo_word(Text /*text*/) { push_option(option::FastOpen{}); }
void Builder::fo_exp_word(Text /*text*/) {
  push_option(option::FastOpen{.cookie_hex = {}, .experimental = true});
}
void Builder::fo_cookie(Text text) {
  std::get<option::FastOpen>(packet_->options.items.back()).cookie_hex =
      hex(text, "a fast open cookie");
}

void Builder::gen_kind(Text text) {
  push_option(option::Generic{
      .kind = static_cast<std::uint8_t>(number(text, kMax8, "an option kind")), .body_hex = {}});
}
void Builder::gen_body(Text text) {
  std::get<option::Generic>(packet_->options.items.back()).body_hex =
      hex(text, "the body of an option");
}

void Builder::foreign_option_name(Text text) { foreign_option_ = std::string{text}; }
void Builder::foreign_option(Text text) {
  push_option(Unsupported{"TCP option " + foreign_option_, std::string{text}, option_at_});
}

void Builder::raw_options(Text text) {
  OptionList& list = packet_->options;
  if (!is_octet_hex(text)) fail(offset(text), "unknown TCP option " + found(text));
  if (!list.items.empty() || !list.raw_hex.empty()) {
    fail(offset(text), "octets in hexadecimal must be the whole option list");
  }
  list.raw_hex = std::string{text};
  list.places.list.push_back(option_at_);
}

}  // namespace synspect::script
