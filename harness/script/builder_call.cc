// System calls and their arguments (LANGUAGE.md section 14).
#include <charconv>
#include <utility>

#include "harness/script/builder.h"
#include "harness/script/failure.h"
#include "harness/script/scan.h"
#include "harness/script/script.h"

namespace synspect::script {

Integer Builder::signed_integer(Text text) const {
  const bool negative = text.starts_with('-');
  const Text digits = text.substr(negative ? 1 : 0);
  const bool hex = digits.starts_with("0x");
  const Text body = digits.substr(hex ? 2 : 0);
  Integer integer{.value = 0, .hex = hex};
  // The sign goes along, so that the least 64-bit number can be read; there is no negative hex.
  const char* begin = hex ? body.data() : text.data();
  const char* end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(begin, end, integer.value, hex ? 16 : 10);
  if (behind != end || (hex && (negative || body.empty() || body.front() == '-'))) {
    fail(offset(text), "expected an integer, found " + found(digits));
  }
  if (error != std::errc{}) {
    fail(offset(text), "an integer is out of range: " + found(digits), "64 bits, signed");
  }
  return integer;
}

void Builder::call_name(Text text) {
  draft_.marks.what = offset(text);
  draft_.event.what = SystemCall{.name = std::string{text},
                                 .arguments = {},
                                 .result = {},
                                 .error = {},
                                 .comment = {},
                                 .at = position(text),
                                 .error_at = {}};
  expressions_.clear();
  frames_.clear();
}
void Builder::call_close(Text /*text*/) {
  std::get<SystemCall>(draft_.event.what).arguments = std::move(expressions_);
  expressions_.clear();
}
void Builder::call_result(Text text) {
  std::get<SystemCall>(draft_.event.what).result = signed_integer(text);
}
void Builder::call_error(Text text) {
  auto& call = std::get<SystemCall>(draft_.event.what);
  call.error = std::string{text};
  call.error_at = position(text);
}
void Builder::call_comment(Text text) {
  std::get<SystemCall>(draft_.event.what).comment = std::string{text.substr(1, text.size() - 2)};
}

// ---- expressions: a stack of values, and one of open brackets

void Builder::integer(Text text) {
  // 3021b9d8 is a word: the longer match wins (section 2).
  const Text digits = text.starts_with("0x") ? text.substr(2) : text;
  const bool word =
      text.front() != '-' && digits.find_first_not_of(digits.size() == text.size()
                                                          ? "0123456789"
                                                          : "0123456789abcdefABCDEF") != Text::npos;
  if (word) {
    push(text, Word{std::string{text}});
  } else {
    push(text, signed_integer(text));
  }
}

void Builder::strings(Text text) {
  Quoted joined;
  Text rest = text;
  while (!rest.empty()) {
    const std::size_t size = quoted_size(rest);
    if (rest.front() == '"') joined.octets += unescaped(rest.substr(0, size));
    rest.remove_prefix(size == 0 ? 1 : size);
  }
  push(text, std::move(joined));
}

void Builder::ellipsis(Text text) { push(text, Ellipsis{}); }
void Builder::plain_word(Text text) { push(text, Word{std::string{text}}); }

void Builder::open(Text text) {
  if (frames_.size() >= static_cast<std::size_t>(kMaxDepth)) {
    fail(offset(text), "brackets are nested too deeply",
         "at most " + std::to_string(kMaxDepth) + " levels");
  }
  frames_.push_back(Frame{.base = expressions_.size(),
                          .function = {},
                          .at = position(text),
                          .members = {},
                          .named = std::nullopt});
}

std::vector<Expression> Builder::close() {
  const auto base = expressions_.begin() + static_cast<std::ptrdiff_t>(frames_.back().base);
  std::vector<Expression> inside(std::make_move_iterator(base),
                                 std::make_move_iterator(expressions_.end()));
  expressions_.erase(base, expressions_.end());
  return inside;
}

void Builder::list_open(Text text) { open(text); }
void Builder::list_close(Text /*text*/) {
  List list{close()};
  const Position at = frames_.back().at;
  frames_.pop_back();
  expressions_.push_back({at, std::move(list)});
}

void Builder::struct_open(Text text) { open(text); }
void Builder::struct_close(Text /*text*/) {
  Struct structure{std::move(frames_.back().members)};
  const Position at = frames_.back().at;
  frames_.pop_back();
  expressions_.push_back({at, std::move(structure)});
}

void Builder::member_equals(Text text) {
  Expression name = std::move(expressions_.back());
  expressions_.pop_back();
  Member& member = frames_.back().named.emplace();
  if (auto* word = std::get_if<Word>(&name.value)) {
    member.name = std::move(word->name);
    return;
  }
  // msg_iov(1)=...: read as a function call until the = came.
  auto* function = std::get_if<FunctionCall>(&name.value);
  if (function == nullptr || function->arguments.size() != 1) {
    fail(offset(text), "expected the name of a member before =");
  }
  member.name = std::move(function->name);
  member.argument = std::move(function->arguments);
}

void Builder::member(Text /*text*/) {
  Frame& frame = frames_.back();
  Member member = frame.named ? std::move(*frame.named) : Member{};
  frame.named.reset();
  member.value.push_back(std::move(expressions_.back()));
  expressions_.pop_back();
  frame.members.push_back(std::move(member));
}

void Builder::function_open(Text text) {
  Expression name = std::move(expressions_.back());
  expressions_.pop_back();
  open(text);
  frames_.back().function = std::move(std::get<Word>(name.value).name);
  frames_.back().at = name.at;
}
void Builder::function_close(Text /*text*/) {
  FunctionCall function{.name = {}, .arguments = close()};
  function.name = std::move(frames_.back().function);
  const Position at = frames_.back().at;
  frames_.pop_back();
  expressions_.push_back({at, std::move(function)});
}

void Builder::or_term(Text /*text*/) {
  Expression right = std::move(expressions_.back());
  expressions_.pop_back();
  Expression& left = expressions_.back();
  if (auto* terms = std::get_if<BitOr>(&left.value)) {  // only made here: there are no parentheses
    terms->terms.push_back(std::move(right));
    return;
  }
  BitOr both;
  both.terms.push_back(std::move(left));
  both.terms.push_back(std::move(right));
  left = Expression{both.terms.front().at, std::move(both)};
}

}  // namespace synspect::script
