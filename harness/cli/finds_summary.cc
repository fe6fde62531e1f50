#include "harness/cli/finds_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <tuple>

#include "harness/judge/finding.h"
#include "harness/judge/requirements.h"
#include "reports/wording.h"

namespace synspect::cli {
namespace {

// 0: a death, which has no clause; else by the level.
int gravity(const std::string& clause) {
  const judge::Requirement* row = judge::find_requirement(clause);
  if (row == nullptr) return 0;
  switch (row->level) {
    case judge::Level::kMust:
    case judge::Level::kMustNot:
      return 1;
    case judge::Level::kShould:
    case judge::Level::kShouldNot:
      return 2;
    case judge::Level::kMay:
      return 3;
  }
  std::unreachable();
}

std::string title_of(const std::string& clause) {
  const judge::Requirement* row = judge::find_requirement(clause);
  if (row == nullptr) return clause;
  return fmt::format("{} ({}): {}", clause, judge::to_string(row->level), row->summary);
}

// "liveness ESTABLISHED segment:SYN": the clause stands above.
std::string rest_of(const Find& find) {
  const std::string clause = clause_of(find.identity);
  const std::size_t at = find.identity.find_first_not_of(" :", clause.size());
  return at == std::string::npos ? find.identity : find.identity.substr(at);
}

std::string joined_places(const std::vector<std::string>& subjects) {
  constexpr std::size_t kMost = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(subjects.size(), kMost); ++i) {
    text += (i == 0 ? "" : ", ") + where_of(subjects[i]);
  }
  if (subjects.size() > kMost) text += fmt::format(" and {} more", subjects.size() - kMost);
  return text;
}

void put(const FindGroup& group, const Reasons& known, std::string& text) {
  text += fmt::format("{:>9}  {}\n", "", title_of(group.clause));
  if (!group.elsewhere.empty()) {
    text += fmt::format("{:>9}    baseline: {}: {}\n", "", joined_places(group.elsewhere),
                        reports::one_line(known.at(group.elsewhere.front())));
  }
  for (const Find* find : group.finds) {
    text += fmt::format("{:>9}    {}\n", find->repeats, rest_of(*find));
    text += fmt::format("{:>9}      {}\n", "", reports::one_line(find->says));
    if (!find->folder.empty()) {
      text += fmt::format("{:>9}      {}\n", "", find->folder.filename().string());
    }
  }
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::vector<FindGroup> new_groups(const std::vector<Find>& finds, const Reasons& known) {
  std::vector<FindGroup> groups;
  for (const Find& find : finds) {
    if (find.known) continue;
    const std::string clause = clause_of(find.identity);
    auto group = std::ranges::find(groups, clause, &FindGroup::clause);
    if (group == groups.end()) {
      groups.push_back({.clause = clause, .finds = {}, .elsewhere = {}});
      group = groups.end() - 1;
      group->elsewhere = known_elsewhere(known, find.identity);
    }
    group->finds.push_back(&find);
    group->repeats += find.repeats;
  }
  for (FindGroup& group : groups) {
    std::ranges::sort(group.finds, {}, [](const Find* find) {
      return std::tuple{~find->repeats, std::string_view{find->identity}};
    });
  }
  std::ranges::sort(groups, {}, [](const FindGroup& group) {
    return std::tuple{!group.elsewhere.empty(), gravity(group.clause), ~group.repeats,
                      std::string_view{group.clause}};
  });
  return groups;
}

std::string findings_count(const std::vector<Find>& finds, const Reasons& known) {
  std::size_t fresh = 0;
  std::size_t elsewhere = 0;
  for (const FindGroup& group : new_groups(finds, known)) {
    fresh += group.finds.size();
    if (!group.elsewhere.empty()) elsewhere += group.finds.size();
  }
  std::string text =
      fmt::format("{}, {} of them new", counted(finds.size(), "distinct finding"), fresh);
  if (elsewhere > 0) {
    text += fmt::format(", {} of those a known deviation in another state", elsewhere);
  }
  return text;
}

std::string findings_summary(const std::vector<Find>& finds, const Reasons& known,
                             const std::filesystem::path& output, std::size_t most) {
  const std::vector<FindGroup> groups = new_groups(finds, known);
  std::string text;
  if (!groups.empty()) {
    text += fmt::format("\nnew to the baseline, most serious first (folders in {}):\n{:>9}\n",
                        (output / "findings").string(), "seen");
  }
  bool elsewhere = false;
  for (const FindGroup& group : std::span{groups}.first(std::min(most, groups.size()))) {
    if (!group.elsewhere.empty() && !elsewhere) {
      elsewhere = true;
      text +=
          "\nnew, but the baseline knows the clause in other states: likely the same deviation\n";
    }
    put(group, known, text);
  }
  if (groups.size() > most) {
    text += fmt::format("\nand {}: ./synspect show {} tells all\n",
                        counted(groups.size() - most, "more clause"),
                        reports::shell_word(output.string()));
  }
  std::size_t count = 0;
  std::uint64_t repeats = 0;
  for (const Find& find : finds) {
    if (!find.known) continue;
    ++count;
    repeats += find.repeats;
  }
  if (count > 0) {
    text += fmt::format("\nknown to the baseline: {}, seen {} times (stats.json lists them)\n",
                        counted(count, "finding"), repeats);
  }
  return text;
}

}  // namespace synspect::cli
