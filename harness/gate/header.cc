#include "harness/gate/header.h"

#include <algorithm>

namespace synspect::gate {
namespace {

constexpr std::string_view kBlank = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::string_view take_word(std::string_view& text) {
  constexpr std::string_view kSeparators = " \t,";
  text.remove_prefix(std::min(text.find_first_not_of(kSeparators), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kSeparators));
  text.remove_prefix(word.size());
  return word;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text = trimmed(text.substr(prefix.size()));
  return true;
}

// "MUST-34", "9293-3.4-j": a word that nobody writes in prose.
bool looks_like_id(std::string_view word) {
  constexpr std::string_view kFamilies[] = {"MUST-", "SHLD-", "MAY-", "REC-"};
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (word.size() > 5 && word[4] == '-' && std::ranges::all_of(word.substr(0, 4), is_digit)) {
    return true;
  }
  return std::ranges::any_of(kFamilies, [&](std::string_view family) {
    return word.size() > family.size() && word.starts_with(family) && is_digit(word[family.size()]);
  });
}

// "clauses MUST-2", "Clause: MUST-2": meant as a list of ids, but not written as one.
bool misspelt_list(std::string_view line) {
  constexpr std::string_view kWord = "clause";
  if (line.size() < kWord.size() ||
      !std::ranges::equal(line.substr(0, kWord.size()), kWord,
                          [](char a, char b) { return (a | 0x20) == b; })) {
    return false;
  }
  line.remove_prefix(kWord.size());
  if (line.starts_with('s') || line.starts_with('S')) line.remove_prefix(1);
  line = trimmed(line);
  if (line.starts_with(':')) line.remove_prefix(1);
  return looks_like_id(take_word(line));
}

}  // namespace

std::expected<TraceHeader, HeaderError> parse_header(std::string_view text, FindClause find) {
  TraceHeader header;
  for (std::uint32_t number = 1; !text.empty(); ++number) {
    std::string_view line = trimmed(take_line(text));
    if (!take_prefix(line, "//")) continue;
    if (std::string_view shows = line; take_prefix(shows, "shows:")) {
      if (header.shows.empty()) header.shows = shows;
    } else if (take_prefix(line, "clauses:")) {
      for (std::string_view id = take_word(line); !id.empty(); id = take_word(line)) {
        const judge::Requirement* row = find(id);
        if (row == nullptr) {
          return std::unexpected(HeaderError{number, "no such clause: " + std::string(id)});
        }
        if (std::ranges::find(header.clauses, row->id) == header.clauses.end())
          header.clauses.push_back(row->id);
      }
    } else if (misspelt_list(line)) {
      return std::unexpected(
          HeaderError{number,
                      "clauses are named as in '// clauses: MUST-2': in small letters, "
                      "with a colon"});
    }
  }
  return header;
}

}  // namespace synspect::gate
