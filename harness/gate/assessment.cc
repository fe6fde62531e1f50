#include "harness/gate/assessment.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "harness/gate/clause_rows.h"

namespace synspect::gate {
namespace {

using drive::Verdict;

const judge::Requirement* row_of(std::span<const judge::Requirement> table, judge::ClauseId id) {
  const auto found = std::ranges::find(table, id, &judge::Requirement::id);
  return found == table.end() ? nullptr : &*found;
}

// The baseline, with a note of which entries explained something.
class Excuses {
 public:
  explicit Excuses(const Question& question) : question_{question} {
    if (question.baseline != nullptr) used_.resize(question.baseline->entries.size());
  }

  // The reason of the entry for `subject`, which is from now on in use.
  std::optional<std::string> find(KnownOutcome outcome, std::string_view subject) {
    if (question_.baseline == nullptr) return std::nullopt;
    for (std::size_t i = 0; i < used_.size(); ++i) {
      const BaselineEntry& entry = question_.baseline->entries[i];
      if (entry.stack != question_.stack || entry.outcome != outcome || entry.subject != subject) {
        continue;
      }
      used_[i] = true;
      return entry.reason;
    }
    return std::nullopt;
  }

  // An expired entry still excuses: the day it runs out nothing about the stack has changed.
  std::vector<BaselineTrouble> troubles(std::span<const Result> results) const {
    std::vector<BaselineTrouble> found;
    for (std::size_t i = 0; i < used_.size(); ++i) {
      const BaselineEntry& entry = question_.baseline->entries[i];
      if (entry.stack != question_.stack) continue;
      if (used_[i]) {
        if (entry.expires < question_.today) {
          found.push_back({BaselineTrouble::Kind::kExpired, entry});
        }
      } else if (const std::optional<BaselineTrouble::Kind> kind = unused(entry, results)) {
        found.push_back({*kind, entry});
      }
    }
    return found;
  }

 private:
  std::optional<BaselineTrouble::Kind> unused(const BaselineEntry& entry,
                                              std::span<const Result> results) const {
    if (entry.outcome == KnownOutcome::kFail) {
      const auto result = std::ranges::find(results, entry.subject, &Result::path);
      if (result != results.end() && result->verdict() == Verdict::kPass) {
        return BaselineTrouble::Kind::kUnexpectedPass;
      }
    } else if (question_.judge_mode == JudgeMode::kOff) {
      return std::nullopt;
    }
    if (!question_.everything) return std::nullopt;
    const bool of_chance =
        entry.subject.starts_with("fuzz/") ||  // a family of scenarios in which the stack dies
        (entry.outcome == KnownOutcome::kFinding &&
         (entry.clause.empty() || std::ranges::count(entry.subject, ' ') == 1));
    if (of_chance && !question_.generated) return std::nullopt;
    return BaselineTrouble::Kind::kStale;
  }

  const Question& question_;
  std::vector<bool> used_;
};

Standing weight_of(const TraceHeader& header, const Question& question) {
  if (header.clauses.empty() || !question.weigh_traces) return Standing::kViolation;
  Standing heaviest = Standing::kRecorded;
  for (const judge::ClauseId id : header.clauses) {
    const judge::Requirement* row = row_of(question.table, id);
    const Standing standing =
        row == nullptr ? Standing::kViolation : standing_of(row->level, question.strict);
    heaviest = std::min(heaviest, standing);
  }
  return heaviest;
}

std::vector<Issue> collect_issues(std::span<const Result> results, bool strict) {
  std::vector<Issue> issues;
  std::map<std::string, std::size_t> by_identity;
  for (std::size_t r = 0; r < results.size(); ++r) {
    for (std::size_t v = 0; v < results[r].runs.size(); ++v) {
      std::map<std::string, bool> counted;  // a run counts once, however often it shows the fault
      for (const Found& found : results[r].runs[v].findings) {
        const auto [at, fresh] = by_identity.try_emplace(found.identity, issues.size());
        if (fresh) {
          const Standing standing =
              found.finding.clause.text().empty()
                  ? Standing::kViolation  // a crash, a hang, a broken interface
                  : standing_of(found.finding.level, strict);
          issues.push_back({.result = r,
                            .run = v,
                            .found = found,
                            .seen = 0,
                            .standing = standing,
                            .reason = {}});
        }
        if (counted.try_emplace(found.identity, true).second) ++issues[at->second].seen;
      }
    }
  }
  return issues;
}

}  // namespace

std::string family_of(const Found& found) {
  const std::string_view clause = found.finding.clause.text();
  if (clause.empty()) return found.identity;
  return std::string{clause} + " " + std::string{judge::to_string(found.finding.kind)};
}

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::kViolation:
      return "FAIL";
    case Standing::kAdvisory:
      return "advisory";
    case Standing::kRecorded:
      return "recorded";
    case Standing::kKnown:
      return "known";
  }
  std::unreachable();
}

std::string_view to_string(BaselineTrouble::Kind kind) {
  switch (kind) {
    case BaselineTrouble::Kind::kUnexpectedPass:
      return "unexpected pass";
    case BaselineTrouble::Kind::kStale:
      return "stale";
    case BaselineTrouble::Kind::kExpired:
      return "expired";
  }
  std::unreachable();
}

Standing standing_of(judge::Level level, bool strict) {
  switch (level) {
    case judge::Level::kMust:
    case judge::Level::kMustNot:
      return Standing::kViolation;
    case judge::Level::kShould:
    case judge::Level::kShouldNot:
      return strict ? Standing::kViolation : Standing::kAdvisory;
    case judge::Level::kMay:
      return Standing::kRecorded;
  }
  std::unreachable();
}

Assessment assess(std::vector<Result> results, const Question& question) {
  Assessment all;
  all.stack = question.stack;
  all.profile = question.profile;
  all.strict = question.strict;
  all.judge_mode = question.judge_mode;
  all.macros = question.macros;
  Excuses excuses{question};

  all.issues = collect_issues(results, question.strict);
  for (Issue& issue : all.issues) {
    auto reason = excuses.find(KnownOutcome::kFinding, issue.found.identity);
    if (!reason && !results[issue.result].target.empty()) {
      reason = excuses.find(KnownOutcome::kFinding, family_of(issue.found));
    }
    if (reason) {
      issue.standing = Standing::kKnown;
      issue.reason = *reason;
    }
    // That a stack has died is no opinion of the judge.
    const bool weighs =
        question.judge_mode == JudgeMode::kFail || issue.found.finding.clause.text().empty();
    if (issue.standing == Standing::kViolation && weighs) {
      all.facts.nonconformance = true;
    }
  }

  bool any_ran = false;
  for (std::size_t r = 0; r < results.size(); ++r) {
    const Result& result = results[r];
    if (result.verdict() == Verdict::kError) all.facts.usage = true;
    any_ran =
        any_ran || std::ranges::any_of(result.runs, [](const Run& run) {
          return run.outcome.verdict == Verdict::kPass || run.outcome.verdict == Verdict::kFail;
        });
    if (result.verdict() != Verdict::kFail) continue;
    FailedTrace failed{.result = r, .standing = weight_of(result.header, question), .reason = {}};
    if (auto reason = excuses.find(KnownOutcome::kFail, result.path)) {
      failed.standing = Standing::kKnown;
      failed.reason = *reason;
    }
    if (failed.standing == Standing::kViolation) all.facts.nonconformance = true;
    all.failed.push_back(std::move(failed));
  }

  all.troubles = excuses.troubles(results);
  all.facts.baseline = !all.troubles.empty();
  all.facts.usage = all.facts.usage || results.empty();
  all.facts.nothing_ran = !any_ran;
  all.results = std::move(results);
  all.clauses = clause_rows(all, question);
  all.clauses_in_tables = question.table.size();
  return all;
}

}  // namespace synspect::gate
