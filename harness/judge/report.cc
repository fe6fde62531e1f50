#include "harness/judge/report.h"

#include <algorithm>
#include <utility>

#include "harness/judge/requirements.h"

namespace synspect::judge {
namespace {

// Indices of kRules in the order of the requirement tables.
const std::array<std::size_t, kRuleCount>& table_order() {
  static const std::array<std::size_t, kRuleCount> order = [] {
    std::array<std::size_t, kRuleCount> result{};
    for (std::size_t i = 0; i < kRuleCount; ++i) result[i] = i;
    const auto row = [](std::size_t i) { return find_requirement(kRules[i].clause.text()); };
    std::ranges::sort(result, [&](std::size_t x, std::size_t y) { return row(x) < row(y); });
    return result;
  }();
  return order;
}

}  // namespace

void Report::begin() {
  counts_.fill({});
  findings_.clear();
  owners_.clear();
  at_ = kRunStart;
  position_ = 0;
  script_line_ = 0;
}

void Report::broken(Rule rule, const Accused& accused, Words words) {
  ++counts_[static_cast<std::size_t>(rule)].broken;
  if (findings_.size() >= kMostFindings) return;
  const RuleEntry& row = entry(rule);
  std::string event_class = accused.cause.event_class();
  for (std::size_t i = 0; i < findings_.size(); ++i) {
    if (findings_[i].clause == row.clause && owners_[i] == accused.incarnation &&
        findings_[i].endpoint == accused.endpoint && findings_[i].event_class == event_class) {
      return;
    }
  }
  Finding finding;
  finding.clause = row.clause;
  finding.level = find_requirement(row.clause.text())->level;
  finding.kind = row.kind;
  finding.endpoint = accused.endpoint;
  if (accused.connection) finding.connection = *accused.connection;
  finding.state = accused.states.empty() ? "-" : std::string{to_string(accused.states.first())};
  finding.all_states = accused.states.empty() ? "-" : accused.states.to_string();
  finding.event_class = std::move(event_class);
  finding.expected = std::move(words.expected);
  finding.observed = std::move(words.observed);
  finding.differences = std::move(words.differences);
  finding.position = position_;
  finding.cause = accused.cause.position;
  finding.script_line = script_line_;
  finding.at = at_;
  findings_.push_back(std::move(finding));
  owners_.push_back(accused.incarnation);
}

void Report::failed(Finding finding) {
  finding.position = position_;
  finding.script_line = script_line_;
  finding.at = at_;
  findings_.push_back(std::move(finding));
  owners_.push_back(0);
}

std::span<const ClauseTally> Report::tallies() const {
  tallies_.resize(kRuleCount);
  for (std::size_t i = 0; i < kRuleCount; ++i) {
    const std::size_t rule = table_order()[i];
    const Count& count = counts_[rule];
    tallies_[i] = {kRules[rule].clause, count.upheld, count.broken, count.states.bits()};
  }
  return tallies_;
}

std::span<const ClauseId> judged_clauses() {
  static const std::array<ClauseId, kRuleCount> clauses = [] {
    std::array<ClauseId, kRuleCount> result{};
    for (std::size_t i = 0; i < kRuleCount; ++i) result[i] = kRules[table_order()[i]].clause;
    return result;
  }();
  return clauses;
}

}  // namespace synspect::judge
