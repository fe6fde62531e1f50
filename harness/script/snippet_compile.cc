// Snippet text to stack code: precedence climbing with one function per level, depth bounded by
// kMaxDepth because only parentheses recurse.
#include <algorithm>
#include <charconv>
#include <utility>

#include "harness/script/scan.h"
#include "harness/script/script.h"
#include "harness/script/snippet.h"

namespace synspect::script {
namespace {

struct BinaryWord {
  std::string_view text;
  Operation operation;
};
// From loose to tight, as in Python; comparisons do not chain.
constexpr BinaryWord kComparisons[] = {
    {"==", Operation::kEqual},        {"!=", Operation::kNotEqual}, {"<=", Operation::kLessEqual},
    {">=", Operation::kGreaterEqual}, {"<", Operation::kLess},      {">", Operation::kGreater},
};

class Compiler {
 public:
  explicit Compiler(const Snippet& snippet) : text_{snippet.text}, here_{snippet.at} {}

  [[nodiscard]] SnippetProgram run() {
    for (skip_separators(); at_ < text_.size(); skip_separators()) {
      statement();
      skip_blanks();
      if (at_ < text_.size() && text_[at_] != ';' && text_[at_] != '\n') {
        refuse("expected the end of the statement, found " + found(text_.substr(at_)));
      }
    }
    return std::move(program_);
  }

 private:
  [[noreturn]] void refuse(std::string message) const {
    throw SnippetFailure{SnippetFailure::Kind::kNotUnderstood, here_, std::move(message)};
  }

  // ---- characters
  void advance(std::size_t count) {
    for (const std::size_t end = at_ + count; at_ < end; ++at_) {
      if (text_[at_] == '\n') {
        ++here_.line;
        here_.column = 1;
      } else {
        ++here_.column;
      }
    }
  }
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

  // A backslash before the end of the line goes on; inside parentheses the end of the line does.
  void skip_blanks() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\r' || (c == '\n' && parentheses_ > 0)) {
        advance(1);
      } else if (rest().starts_with("\\\n")) {
        advance(2);
      } else if (rest().starts_with("\\\r\n")) {
        advance(3);
      } else if (c == '#') {
        advance(std::min(rest().find('\n'), rest().size()));
      } else {
        return;
      }
    }
  }
  void skip_separators() {
    skip_blanks();
    while (at_ < text_.size() && (text_[at_] == ';' || text_[at_] == '\n')) {
      advance(1);
      skip_blanks();
    }
  }
  [[nodiscard]] Position token() {
    skip_blanks();
    return here_;
  }
  [[nodiscard]] std::string_view peek_word() {
    skip_blanks();
    std::size_t size = 0;
    while (at_ + size < text_.size() && is_word_char(text_[at_ + size])) ++size;
    return rest().substr(0, size);
  }
  [[nodiscard]] bool take(std::string_view token) {
    skip_blanks();
    if (!rest().starts_with(token)) return false;
    advance(token.size());
    return true;
  }
  [[nodiscard]] bool take_word(std::string_view word) {
    if (peek_word() != word) return false;
    advance(word.size());
    return true;
  }

  // ---- code
  void emit(Operation operation, Position at, std::int64_t value = 0) {
    program_.code.push_back({operation, value, at});
  }
  [[nodiscard]] std::int64_t name_use(std::string name, Position at, bool assigned) {
    program_.names.push_back({std::move(name), at, assigned});
    return static_cast<std::int64_t>(program_.names.size()) - 1;
  }

  // ---- statements
  void statement() {
    const Position at = here_;
    const std::string word{peek_word()};
    if (word == "assert") {
      advance(word.size());
      assertion(at);
    } else if (word == "print") {
      advance(word.size());
      skip_blanks();
      if (!rest().starts_with('(')) refuse("expected ( behind print");
      skip_unread();
    } else if (!word.empty() && !is_digit(word.front())) {
      assignment(word, at);
    } else {
      refuse("expected assert, print or an assignment, found " + found(rest()));
    }
  }

  void assertion(Position at) {
    skip_blanks();
    const std::size_t begin = at_;
    const std::size_t first_name = program_.names.size();
    expression();
    Assertion assertion{.text = std::string{text_.substr(begin, at_ - begin)},
                        .message = {},
                        .first_name = first_name,
                        .end_name = program_.names.size()};
    while (!assertion.text.empty() && is_space(assertion.text.back())) assertion.text.pop_back();
    if (take(",")) {
      skip_blanks();
      const std::size_t message = at_;
      skip_unread();
      assertion.message = std::string{text_.substr(message, at_ - message)};
      if (assertion.message.empty()) refuse("expected a message behind the comma");
    }
    program_.asserts.push_back(std::move(assertion));
    emit(Operation::kAssert, at, static_cast<std::int64_t>(program_.asserts.size()) - 1);
  }

  void assignment(const std::string& name, Position at) {
    advance(name.size());
    skip_blanks();
    const bool add = take("+=");
    if (!add && (rest().starts_with("==") || !take("="))) {
      here_ = at;
      refuse("expected assert, print or an assignment, found '" + name + "'");
    }
    expression();
    if (add) (void)name_use(name, at, false);
    const std::int64_t use = name_use(name, at, true);
    emit(add ? Operation::kAddAssign : Operation::kAssign, at, use);
  }

  // A message, or what is printed: up to the end of the statement, not evaluated.
  void skip_unread() {
    int depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (depth == 0 && (c == ';' || c == '\n' || c == '#')) return;
      if (c == '"' || c == '\'') {
        skip_python_string(c);
        continue;
      }
      if (c == '(' || c == '[') ++depth;
      if ((c == ')' || c == ']') && --depth < 0) refuse("unbalanced brackets");
      advance(c == '\\' && at_ + 1 < text_.size() ? 2 : 1);
    }
    if (depth != 0) refuse("unbalanced brackets");
  }
  void skip_python_string(char quote) {
    advance(1);
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      advance(text_[at_] == '\\' && at_ + 1 < text_.size() ? 2 : 1);
    }
    if (at_ >= text_.size() || text_[at_] != quote) refuse("unterminated string");
    advance(1);
  }

  // ---- expressions, from loose to tight
  void expression() {
    conjunction();
    while (take_word("or")) {
      const std::size_t jump = program_.code.size();
      emit(Operation::kJumpIfTrue, here_);
      conjunction();
      program_.code[jump].value = static_cast<std::int64_t>(program_.code.size());
    }
  }
  void conjunction() {
    negation();
    while (take_word("and")) {
      const std::size_t jump = program_.code.size();
      emit(Operation::kJumpIfFalse, here_);
      negation();
      program_.code[jump].value = static_cast<std::int64_t>(program_.code.size());
    }
  }
  void negation() {
    std::size_t nots = 0;
    const Position at = here_;
    while (take_word("not")) ++nots;
    comparison();
    for (; nots > 0; --nots) emit(Operation::kNot, at);
  }
  void comparison() {
    bit_or();
    if (!take_comparison(&Compiler::bit_or)) return;
    for (const BinaryWord& word : kComparisons) {
      skip_blanks();
      if (rest().starts_with(word.text)) refuse("comparisons do not chain here");
    }
  }
  [[nodiscard]] bool take_comparison(void (Compiler::*operand)()) {
    for (const BinaryWord& word : kComparisons) {
      const Position at = token();
      if (!take(word.text)) continue;
      (this->*operand)();
      emit(word.operation, at);
      return true;
    }
    return false;
  }
  void bit_or() {
    bit_and();
    for (Position at = token(); take("|"); at = token()) {
      bit_and();
      emit(Operation::kOr, at);
    }
  }
  void bit_and() {
    sum();
    for (Position at = token(); take("&"); at = token()) {
      sum();
      emit(Operation::kAnd, at);
    }
  }
  void sum() {
    product();
    for (;;) {
      const Position at = token();
      if (rest().starts_with("+=")) return;
      const bool add = take("+");
      if (!add && !take("-")) return;
      product();
      emit(add ? Operation::kAdd : Operation::kSubtract, at);
    }
  }
  void product() {
    unary();
    for (;;) {
      const Position at = token();
      const bool multiply = take("*");
      if (!multiply && !take("%")) return;
      unary();
      emit(multiply ? Operation::kMultiply : Operation::kModulo, at);
    }
  }
  void unary() {
    std::size_t minuses = 0;
    const Position at = here_;
    for (;;) {
      if (take("-")) {
        ++minuses;
      } else if (!take("+")) {
        break;
      }
    }
    primary();
    for (; minuses > 0; --minuses) emit(Operation::kNegate, at);
  }
  void primary() {
    const std::string word{peek_word()};
    const Position at = here_;
    if (take("(")) {
      if (++parentheses_ > kMaxDepth) refuse("parentheses are nested too deeply");
      expression();
      if (!take(")")) refuse("expected ), found " + found(rest()));
      --parentheses_;
    } else if (word.empty()) {
      refuse("expected a value, found " + found(rest()));
    } else if (is_digit(word.front())) {
      emit(Operation::kInteger, at, integer(word));
      advance(word.size());
    } else if (word == "and" || word == "or" || word == "not") {
      refuse("expected a value, found '" + word + "'");
    } else {
      emit(Operation::kName, at, name_use(word, at, false));
      advance(word.size());
      if (rest().starts_with('(')) refuse("functions are not understood");
    }
  }
  [[nodiscard]] std::int64_t integer(std::string_view word) const {
    const bool hex = word.starts_with("0x");
    const std::string_view digits = word.substr(hex ? 2 : 0);
    std::int64_t value{};
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
      refuse("expected an integer of at most 63 bits, found " + found(word));
    }
    return value;
  }

  std::string_view text_;
  Position here_;
  std::size_t at_{};
  int parentheses_{};
  SnippetProgram program_;
};

}  // namespace

std::expected<SnippetProgram, SnippetFailure> compile(const Snippet& snippet) {
  try {
    return Compiler{snippet}.run();
  } catch (SnippetFailure& failure) {
    return std::unexpected{std::move(failure)};
  }
}

}  // namespace synspect::script
