#include "harness/gate/clause_rows.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>

namespace synspect::gate {
namespace {

struct Sum {
  std::uint64_t upheld{};
  std::uint64_t broken{};
  std::uint32_t traces{};
  std::uint32_t failed{};
  std::uint32_t passed{};         // traces that name the clause and pass
  std::optional<Standing> worst;  // of what was found against it
};
using Sums = std::map<std::string_view, Sum>;

void blame(Sum& sum, Standing standing) {
  sum.worst = std::min(sum.worst.value_or(standing), standing,
                       // kKnown is last in the enumeration, but graver than a mere record.
                       [](Standing a, Standing b) {
                         const auto gravity = [](Standing s) {
                           return s == Standing::kKnown ? 1 : 2 * static_cast<int>(s);
                         };
                         return gravity(a) < gravity(b);
                       });
}

void add_result(const Result& result, Sums& sums) {
  std::set<std::string_view> touched;
  for (const judge::ClauseId id : result.header.clauses) {
    touched.insert(id.text());
    if (result.verdict() == drive::Verdict::kPass) ++sums[id.text()].passed;
  }
  for (const Run& run : result.runs) {
    for (const judge::ClauseTally& tally : run.tallies) {
      touched.insert(tally.clause.text());
      sums[tally.clause.text()].upheld += tally.upheld;
      sums[tally.clause.text()].broken += tally.broken;
    }
  }
  for (const std::string_view id : touched) ++sums[id].traces;
}

// A trace failed and names the clause, but the judge, who has a rule for it, saw what broke there
// and it was something else; or it put the clause to the test in this very trace and it held.
bool acquitted(const Result& result, judge::ClauseId id, std::span<const judge::ClauseId> judged) {
  if (std::ranges::find(judged, id) == judged.end()) return false;
  std::uint64_t upheld = 0;
  bool other_broke = false;
  for (const Run& run : result.runs) {
    for (const Found& found : run.findings) {
      if (found.finding.clause == id) return false;
      other_broke = true;
    }
    for (const judge::ClauseTally& tally : run.tallies) {
      if (tally.clause == id) upheld += tally.upheld;
    }
  }
  return other_broke || upheld > 0;
}

ClauseVerdict verdict_of(const Sum& sum, judge::Level level) {
  if (sum.worst) {
    switch (*sum.worst) {
      case Standing::kViolation:
        return ClauseVerdict::kFail;
      case Standing::kAdvisory:
        return ClauseVerdict::kAdvisory;
      case Standing::kRecorded:
        return ClauseVerdict::kRecorded;
      case Standing::kKnown:
        return ClauseVerdict::kKnown;
    }
    std::unreachable();
  }
  if (sum.upheld == 0 && sum.passed == 0) return ClauseVerdict::kNotExercised;
  return level == judge::Level::kMay ? ClauseVerdict::kRecorded : ClauseVerdict::kPass;
}

}  // namespace

std::string_view to_string(ClauseVerdict verdict) {
  switch (verdict) {
    case ClauseVerdict::kPass:
      return "pass";
    case ClauseVerdict::kFail:
      return "FAIL";
    case ClauseVerdict::kKnown:
      return "known";
    case ClauseVerdict::kAdvisory:
      return "advisory";
    case ClauseVerdict::kRecorded:
      return "recorded";
    case ClauseVerdict::kNotExercised:
      return "not exercised";
  }
  std::unreachable();
}

std::vector<ClauseRow> clause_rows(const Assessment& all, const Question& question) {
  Sums sums;
  for (const judge::ClauseId id : question.judged) sums[id.text()];
  for (const Result& result : all.results) add_result(result, sums);
  for (const Issue& issue : all.issues) {
    const judge::ClauseId id = issue.found.finding.clause;
    if (!id.text().empty()) blame(sums[id.text()], issue.standing);
  }
  for (const FailedTrace& failed : all.failed) {
    for (const judge::ClauseId id : all.results[failed.result].header.clauses) {
      Sum& sum = sums[id.text()];
      ++sum.failed;
      const auto row = std::ranges::find(question.table, id, &judge::Requirement::id);
      if (row == question.table.end()) continue;
      // A trace that names several clauses says of none which one broke: each answers by its level,
      // unless the judge knows better.
      if (failed.standing != Standing::kKnown &&
          acquitted(all.results[failed.result], id, question.judged)) {
        continue;
      }
      blame(sum, failed.standing == Standing::kKnown ? Standing::kKnown
                                                     : standing_of(row->level, question.strict));
    }
  }

  std::vector<ClauseRow> rows;
  for (const judge::Requirement& requirement : question.table) {
    const auto found = sums.find(requirement.id.text());
    if (found == sums.end()) continue;
    const Sum& sum = found->second;
    rows.push_back(
        {.requirement = &requirement,
         .upheld = sum.upheld,
         .broken = sum.broken,
         .traces = sum.traces,
         .failed = sum.failed,
         .verdict = verdict_of(sum, requirement.level),
         .judged = std::ranges::find(question.judged, requirement.id) != question.judged.end()});
  }
  return rows;
}

}  // namespace synspect::gate
