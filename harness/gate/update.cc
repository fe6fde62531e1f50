#include "harness/gate/update.h"

#include <algorithm>
#include <map>
#include <utility>

namespace synspect::gate {
namespace {

using Key = std::pair<KnownOutcome, std::string>;

// What a baseline has to explain: only violations make the gate fail.
std::map<Key, BaselineEntry> wanted(const Assessment& run) {
  std::map<Key, BaselineEntry> entries;
  const auto add = [&](KnownOutcome outcome, std::string_view clause, const std::string& subject) {
    BaselineEntry entry;
    entry.stack = run.stack;
    entry.clause = clause;
    entry.outcome = outcome;
    entry.subject = subject;
    entries.try_emplace({outcome, subject}, std::move(entry));
  };
  for (const Issue& issue : run.issues) {
    if (issue.standing != Standing::kViolation) continue;
    const bool generated = !run.results[issue.result].target.empty();
    add(KnownOutcome::kFinding, issue.found.finding.clause.text(),
        generated ? family_of(issue.found) : issue.found.identity);
  }
  for (const FailedTrace& failed : run.failed) {
    if (failed.standing != Standing::kViolation) continue;
    const Result& result = run.results[failed.result];
    const auto& clauses = result.header.clauses;
    add(KnownOutcome::kFail, clauses.empty() ? std::string_view{} : clauses.front().text(),
        result.path);
  }
  return entries;
}

}  // namespace

Update update_baseline(const Baseline& old, std::span<const Assessment> runs, Date today) {
  Update update;
  if (runs.empty()) return {old, {}, {}, 0};
  std::map<Key, std::size_t> votes;
  std::map<Key, BaselineEntry> seen;
  for (const Assessment& run : runs) {
    for (auto& [key, entry] : wanted(run)) {
      ++votes[key];
      seen.try_emplace(key, std::move(entry));
    }
  }
  for (const BaselineEntry& entry : old.entries) {
    if (entry.stack != runs.front().stack) update.baseline.entries.push_back(entry);
  }
  for (auto& [key, entry] : seen) {
    if (votes[key] != runs.size()) {
      update.unsteady.push_back(key.second);
      continue;
    }
    const auto before = std::ranges::find_if(
        old.entries, [&](const BaselineEntry& other) { return other.same_subject(entry); });
    if (before != old.entries.end()) {
      entry.reason = before->reason;
      entry.link = before->link;
      entry.expires = before->expires;
      if (before->expires < today) update.renewed.push_back(key.second);
    }
    if (entry.expires < today) entry.expires = days_after(today, kDaysUntilExpiry);
    update.baseline.entries.push_back(std::move(entry));
  }
  update.without_reason = static_cast<std::size_t>(
      std::ranges::count_if(update.baseline.entries, &std::string::empty, &BaselineEntry::reason));
  return update;
}

}  // namespace synspect::gate
