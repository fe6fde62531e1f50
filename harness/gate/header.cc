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

}  // namespace

std::expected<TraceHeader, HeaderError> parse_header(std::string_view text, FindClause find) {
  TraceHeader header;
  for (std::uint32_t number = 1; !text.empty(); ++number) {
    std::string_view line = trimmed(take_line(text));
    if (line.empty()) continue;
    if (!take_prefix(line, "//")) break;
    if (take_prefix(line, "shows:")) {
      header.shows = line;
    } else if (take_prefix(line, "clauses:")) {
      for (std::string_view id = take_word(line); !id.empty(); id = take_word(line)) {
        const judge::Requirement* row = find(id);
        if (row == nullptr) {
          return std::unexpected(HeaderError{number, "no such clause: " + std::string(id)});
        }
        if (std::ranges::find(header.clauses, row->id) == header.clauses.end())
          header.clauses.push_back(row->id);
      }
    }
  }
  return header;
}

}  // namespace synspect::gate
