#include "harness/judge/requirements.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace synspect::judge {
namespace {

// Octets of the two tables, header line and all; made from requirements/*.tsv by the build.
constexpr char kNumbered[] = {
#include "harness/judge/requirements/rfc9293.tsv.inc"
};
constexpr char kClauses[] = {
#include "harness/judge/requirements/clauses.tsv.inc"
};

std::string_view take(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  const std::string_view head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

Level level_of(std::string_view word) {
  for (const Level level : {Level::kMust, Level::kMustNot, Level::kShould, Level::kShouldNot}) {
    if (word == to_string(level)) return level;
  }
  return Level::kMay;
}

// In clauses.tsv the section has the number of its RFC in front.
void read(std::string_view table, std::vector<Requirement>& rows) {
  take(table, '\n');
  while (!table.empty()) {
    std::string_view line = take(table, '\n');
    if (line.empty()) continue;
    std::array<std::string_view, 7> columns;
    for (std::string_view& column : columns) column = take(line, '\t');
    std::string_view section = columns[2];
    const bool numbered = section.find(' ') == std::string_view::npos;
    const std::string_view rfc = numbered ? "9293" : take(section, ' ');
    rows.push_back({ClauseId::from_table(columns[0]), level_of(columns[1]), rfc, section,
                    columns[3], columns[4], columns[5], columns[6]});
  }
}

const std::vector<Requirement>& all_rows() {
  static const std::vector<Requirement> rows = [] {
    std::vector<Requirement> result;
    read({kNumbered, sizeof(kNumbered)}, result);
    read({kClauses, sizeof(kClauses)}, result);
    return result;
  }();
  return rows;
}

bool same_id(std::string_view x, std::string_view y) {
  return std::ranges::equal(
      x, y, [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

}  // namespace

std::span<const Requirement> requirements() { return all_rows(); }

const Requirement* find_requirement(std::string_view id) {
  for (const Requirement& row : all_rows()) {
    if (same_id(row.id.text(), id)) return &row;
  }
  return nullptr;
}

}  // namespace synspect::judge
