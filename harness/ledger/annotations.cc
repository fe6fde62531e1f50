#include "harness/ledger/annotations.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace synspect::ledger {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_word(char c) { return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z') || c == '_'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Length of `-x`, `-5.3`, `-3.10.7.4-2` at the start; 0 for none.
std::size_t tail_length(std::string_view text) {
  std::size_t length = 0;
  while (length + 1 < text.size() && text[length] == '-') {
    std::size_t end = length + 1;
    if (text[end] == '*') return end + 1;
    while (end < text.size() && (is_digit(text[end]) || is_lower(text[end]) || text[end] == '.')) {
      ++end;
    }
    while (end > length + 1 && text[end - 1] == '.') --end;  // the end of a sentence
    if (end == length + 1) break;
    length = end;
  }
  return length;
}

std::size_t numbered_length(std::string_view text) {
  constexpr std::array<std::string_view, 4> kKinds = {"MUST-", "SHLD-", "MAY-", "REC-"};
  for (const std::string_view kind : kKinds) {
    if (!text.starts_with(kind)) continue;
    std::size_t end = kind.size();
    while (end < text.size() && is_digit(text[end])) ++end;
    return end == kind.size() ? 0 : end;
  }
  return 0;
}

std::size_t clause_length(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits < 3 || digits > 4) return 0;
  const std::size_t tail = tail_length(text.substr(digits));
  return tail > 1 && is_digit(text[digits + 1]) ? digits + tail : 0;
}

// `-b` behind `9293-3.8.3-a` is `9293-3.8.3-b`.
std::string of_the_same_section(const std::string& before, std::string_view tail) {
  return before.substr(0, before.rfind('-')) + std::string{tail};
}

// `9293-3.4-f to -i`: one letter or digit at the end, and those between. Empty where that is not
// so.
std::vector<std::string> range_to(const std::string& first, std::string_view last) {
  std::vector<std::string> between;
  const bool one_each = last.size() == 2 && first[first.size() - 2] == '-';
  for (char c = first.back(); one_each && c < last[1]; ++c) {
    between.push_back(first.substr(0, first.size() - 1) + static_cast<char>(c + 1));
  }
  return between;
}

}  // namespace

std::vector<std::string> clauses_in(std::string_view line) {
  std::vector<std::string> found;
  const std::size_t comment = line.find("//");
  if (comment == std::string_view::npos) return found;
  for (std::size_t at = comment + 2; at < line.size();) {
    const std::string_view rest = line.substr(at);
    const char before = line[at - 1];
    std::size_t length = 0;
    if (!is_word(before) && before != '-' && before != '.') {
      length = std::max(numbered_length(rest), clause_length(rest));
    }
    if (length > 0) {
      found.emplace_back(rest.substr(0, length));
    } else if (before == ' ' && !found.empty() && rest.front() == '-') {
      length = tail_length(rest);
      const std::string_view tail = rest.substr(0, length);
      if (line.substr(0, at).ends_with(" to ")) {
        std::ranges::move(range_to(found.back(), tail), std::back_inserter(found));
      } else if (length > 0) {
        found.push_back(of_the_same_section(found.back(), tail));
      }
    }
    at += std::max<std::size_t>(length, 1);
  }
  return found;
}

bool names(std::string_view annotation, std::string_view id) {
  const bool group = annotation.ends_with('*');
  if (group) annotation.remove_suffix(1);
  if (group ? annotation.size() >= id.size() : annotation.size() != id.size()) return false;
  return std::ranges::equal(annotation, id.substr(0, annotation.size()), {}, lower, lower);
}

}  // namespace synspect::ledger
