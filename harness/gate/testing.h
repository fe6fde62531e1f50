// What the gate's tests share: a small requirement table and an engine without a stack.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "harness/gate/assessment.h"
#include "harness/gate/engine.h"

namespace synspect::gate::testing {

inline constexpr judge::Requirement kTable[] = {
    {"MUST-2", judge::Level::kMust, "9293", "3.1", "checksum", "Checksums are right.", "wire", ""},
    {"MUST-34", judge::Level::kMust, "9293", "3.8.6", "window", "Windows shrink not.", "wire", ""},
    {"SHLD-14", judge::Level::kShould, "9293", "3.8.6", "window", "Edges stay put.", "wire", ""},
    {"MAY-5", judge::Level::kMay, "9293", "3.8.4", "keepalive", "Keep-alives.", "wire", ""},
};
inline constexpr judge::ClauseId kJudged[] = {"MUST-2", "MUST-34", "SHLD-14", "MAY-5"};

inline const judge::Requirement* find(std::string_view id) {
  for (const judge::Requirement& row : kTable) {
    if (row.id.text() == id) return &row;
  }
  return nullptr;
}

inline Found found(judge::ClauseId clause, std::string identity) {
  Found one;
  one.finding.clause = clause;
  one.finding.level = clause.text().empty() ? judge::Level::kMust : find(clause.text())->level;
  one.finding.state = "ESTABLISHED";
  one.finding.event_class = "segment:ACK";
  one.finding.expected = "an ACK";
  one.finding.observed = "a RST";
  one.identity = std::move(identity);
  return one;
}

inline Result result(std::string path, drive::Verdict verdict,
                     std::vector<judge::ClauseId> clauses = {}, std::vector<Found> findings = {}) {
  Run run;
  run.outcome.verdict = verdict;
  if (verdict != drive::Verdict::kPass) {
    run.outcome.line = 4;
    run.outcome.message = "not as written";
  }
  run.outcome.virtual_time = Duration{1500};
  run.findings = std::move(findings);
  Result one;
  one.path = std::move(path);
  one.header.clauses = std::move(clauses);
  one.runs.push_back(std::move(run));
  return one;
}

inline Question question() {
  Question asked;
  asked.stack = "reference";
  asked.profile = "rfc";
  asked.table = kTable;
  asked.judged = kJudged;
  asked.everything = true;
  asked.today = *parse_date("2026-06-15");
  return asked;
}

}  // namespace synspect::gate::testing
