#include "harness/script/scan.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace synspect::script {
namespace {

constexpr std::size_t kTokenShown = 24;  // characters of a token that a message repeats

[[nodiscard]] bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// The index behind the first `end` that no backslash protects, or the size of the text.
[[nodiscard]] std::size_t behind_unprotected(std::string_view text, char end) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == end) {
      return i + 1;
    }
  }
  return text.size();
}

[[nodiscard]] std::size_t behind(std::string_view text, std::string_view end) {
  const std::size_t at = text.find(end, 2);
  return at == std::string_view::npos ? text.size() : at + end.size();
}

// Walks a text that is not understood, as far as brackets, quotes and comments go.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_{text} {}
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char front() const { return text_[at_]; }
  [[nodiscard]] bool outside_brackets() const { return depth_ == 0; }
  [[nodiscard]] bool line_start() const { return line_start_; }
  [[nodiscard]] std::size_t kept() const { return kept_; }

  void step() {
    const std::string_view rest = text_.substr(at_);
    if (is_space(rest.front())) {
      line_start_ = line_start_ || rest.front() == '\n';
      ++at_;
      return;
    }
    if (const std::size_t n = comment_size(rest); n != 0) {
      at_ += n;
      return;
    }
    line_start_ = false;
    if (rest.front() == '[' || rest.front() == '(' || rest.front() == '{') ++depth_;
    if (rest.front() == ']' || rest.front() == ')' || rest.front() == '}') --depth_;
    depth_ = std::max(depth_, 0);
    at_ += std::max(quoted_size(rest), std::size_t{1});
    kept_ = at_;
    while (kept_ > 0 && is_space(text_[kept_ - 1])) --kept_;  // a quote that does not end
  }

 private:
  std::string_view text_;
  std::size_t at_{};
  std::size_t kept_{};  // behind the last token
  int depth_{};
  bool line_start_{};
};

}  // namespace

bool is_octet_hex(std::string_view text) {
  return !text.empty() && text.size() % 2 == 0 && std::ranges::all_of(text, is_hex_digit);
}

std::size_t comment_size(std::string_view text) {
  if (text.starts_with("//")) return std::min(text.find('\n'), text.size());
  if (text.starts_with("/*")) return behind(text, "*/");
  return 0;
}

std::size_t quoted_size(std::string_view text) {
  if (text.starts_with('"')) return behind_unprotected(text, '"');
  if (text.starts_with('`')) return behind_unprotected(text, '`');
  if (text.starts_with("%{")) return behind(text, "}%");
  return comment_size(text);
}

std::size_t rest_of_event_size(std::string_view text) {
  Walk walk{text};
  for (; !walk.done(); walk.step()) {
    if (!walk.line_start() || !walk.outside_brackets()) continue;
    const char c = walk.front();
    if (is_digit(c) || c == '+' || c == '*' || c == '.' || c == '`') break;
  }
  return walk.kept();
}

std::size_t rest_of_option_size(std::string_view text) {
  Walk walk{text};
  for (; !walk.done(); walk.step()) {
    if (walk.outside_brackets() && (walk.front() == ',' || walk.front() == '>')) break;
  }
  return walk.kept();
}

std::string unknown_directive(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && size < kTokenShown && is_word_char(text[size])) ++size;
  return "'" + std::string{text.substr(0, size)} + "' is not in the language";
}

std::string found(std::string_view text) {
  if (text.empty()) return "the end of the file";
  std::size_t size = 0;
  while (size < text.size() && size < kTokenShown && is_word_char(text[size])) ++size;
  if (size == 0 && text.starts_with("--")) {
    size = 2;
    while (size < text.size() && size < kTokenShown && is_word_char(text[size])) ++size;
  }
  if (size != 0) return "'" + std::string{text.substr(0, size)} + "'";
  const auto octet = static_cast<unsigned char>(text.front());
  if (octet > ' ' && octet < 0x7F) return std::string{"'"} + text.front() + "'";
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "octet 0x%02x", octet);
  return buffer.data();
}

}  // namespace synspect::script
