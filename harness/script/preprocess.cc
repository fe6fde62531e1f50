#include "harness/script/preprocess.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "harness/script/failure.h"
#include "harness/script/scan.h"

namespace synspect::script {
namespace {

[[nodiscard]] std::size_t word_size(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, is_word_char);
  return static_cast<std::size_t>(end - text.begin());
}

// One pass over tokens. Words inside strings, comments, commands and snippets are not words here.
class Preprocessor {
 public:
  Preprocessor(std::string_view text, const Macros& macros)
      : text_{text}, command_line_{macros}, macros_{macros} {
    for (const auto& [name, value] : macros) need_one_token(name, value, 0);
  }

  [[nodiscard]] std::string run(SourceMap& map) {
    while (at_ < text_.size()) step();
    if (inside_) {
      fail(inside_at_, "#ifdef without #endif");
    }
    copy_until(text_.size());
    // Only now: a failure above gives its place in the file itself.
    for (const Piece& piece : pieces_) map.add(piece.out, piece.in, piece.fixed);
    return std::move(out_);
  }

 private:
  struct Piece {
    std::size_t out, in;
    bool fixed;
  };

  void step() {
    const std::string_view rest = text_.substr(at_);
    if (const std::size_t n = quoted_size(rest); n != 0) {
      at_ += n;
    } else if (rest.front() == '#') {
      directive(rest);
    } else if (rest.starts_with("--")) {
      option_line(rest);
    } else if (const std::size_t size = word_size(rest); size != 0) {
      plain_word(rest.substr(0, size));
    } else {
      ++at_;
    }
  }

  void directive(std::string_view rest) {
    const std::string_view name = rest.substr(1, word_size(rest.substr(1)));
    if (name == "ifdef") {
      begin_condition(rest);
    } else if (name == "endif") {
      if (!inside_) fail(at_, "#endif without #ifdef");
      copy_until(at_);
      at_ += rest.find("endif") + name.size();
      copied_ = at_;
      inside_ = false;
      keep_ = true;
    } else if (starts_line()) {
      fail(at_, unknown_directive(rest), kDirectiveHint);
    } else {
      ++at_;  // perhaps in the free words behind a result; else the grammar complains
    }
  }

  [[nodiscard]] bool starts_line() const {
    const std::size_t before = text_.substr(0, at_).find_last_not_of(" \t");
    return before == std::string_view::npos || text_[before] == '\n';
  }

  void begin_condition(std::string_view rest) {
    if (inside_) fail(at_, "#ifdef inside #ifdef", "one level only");
    std::size_t name_at = 6;
    while (name_at < rest.size() && (rest[name_at] == ' ' || rest[name_at] == '\t')) ++name_at;
    const std::string_view name = rest.substr(name_at, word_size(rest.substr(name_at)));
    if (name.size() < 2 || is_digit(name.front())) {
      fail(at_ + name_at, "expected a name of at least two characters behind #ifdef, found " +
                              found(rest.substr(name_at)));
    }
    copy_until(at_);
    inside_ = true;
    inside_at_ = at_;
    keep_ = macros_.contains(std::string{name});
    at_ += name_at + name.size();
    copied_ = at_;
  }

  // The name of an option line is no plain word, and what --define= defines is not replaced.
  void option_line(std::string_view rest) {
    const std::size_t name_size = word_size(rest.substr(2));
    const std::string_view name = rest.substr(2, name_size);
    at_ += 2 + name_size;
    if (name != "define" || !keep_) return;
    std::string_view value = text_.substr(at_);
    const auto skip_blanks = [&value, this] {
      while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) {
        value.remove_prefix(1);
        ++at_;
      }
    };
    skip_blanks();
    if (!value.starts_with('=')) return;  // the grammar complains
    value.remove_prefix(1);
    ++at_;
    skip_blanks();
    const std::size_t macro_size = word_size(value);
    const std::string macro{value.substr(0, macro_size)};
    if (macro.empty() || !value.substr(macro_size).starts_with('=')) return;
    const std::string_view body = value.substr(macro_size + 1);
    std::size_t size = 0;
    if (body.starts_with('"') || body.starts_with('`')) {
      size = quoted_size(body);
    } else {
      while (size < body.size() && !is_space(body[size]) && comment_size(body.substr(size)) == 0) {
        ++size;
      }
    }
    const std::string token{body.substr(0, size)};
    need_one_token(macro, token, at_ + macro_size + 1);
    at_ += macro_size + 1 + size;
    if (!command_line_.contains(macro)) macros_[macro] = token;
  }

  void plain_word(std::string_view name) {
    const std::size_t start = at_;
    at_ += name.size();
    if (!keep_ || is_digit(name.front())) return;
    const auto macro = macros_.find(std::string{name});
    if (macro == macros_.end()) return;
    copy_until(start);
    pieces_.push_back({out_.size(), start, true});
    out_ += macro->second;  // as it is: a cookie of digits keeps its text
    copied_ = at_;
  }

  void copy_until(std::size_t end) {
    if (!keep_ || end <= copied_) return;
    pieces_.push_back({out_.size(), copied_, false});
    out_ += text_.substr(copied_, end - copied_);
    copied_ = end;
  }

  // Substitution is by token, so a value is one: it cannot smuggle in an event.
  static void need_one_token(const std::string& name, std::string_view value, std::size_t at) {
    const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '`') &&
                        quoted_size(value) == value.size() && value.back() == value.front();
    const bool plain = !value.empty() && std::ranges::all_of(value, [](char c) {
      return is_word_char(c) || c == '.' || c == '-' || c == ':';
    });
    if (!quoted && !plain) {
      fail(at, "the value of macro " + name + " is not one token",
           "a number, a word, \"text\" or `command`");
    }
  }

  std::string_view text_;
  const Macros& command_line_;
  Macros macros_;
  std::string out_;
  std::vector<Piece> pieces_;
  std::size_t at_{};
  std::size_t copied_{};  // everything before has been copied or dropped
  bool inside_{};         // between #ifdef and #endif
  std::size_t inside_at_{};
  bool keep_{true};
};

}  // namespace

void refuse_binary(std::string_view text) {
  const auto bad = std::ranges::find_if(text, [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet < ' ' && !is_space(c) && c != '\f' && c != '\v';
  });
  if (bad == text.end()) return;
  fail(static_cast<std::size_t>(bad - text.begin()),
       "the file is not text: " + found(std::string_view{bad, text.end()}));
}

std::optional<std::string> preprocess(std::string_view text, const Macros& macros, SourceMap& map) {
  if (macros.empty() && !text.contains("--define") && !text.contains("#ifdef") &&
      !text.contains("#endif")) {
    return std::nullopt;
  }
  return Preprocessor{text, macros}.run(map);
}

}  // namespace synspect::script
