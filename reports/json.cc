#include "reports/json.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "harness/gate/sweep.h"
#include "reports/wording.h"

namespace synspect::reports {
namespace {

using Json = nlohmann::ordered_json;

// Paths and messages may hold octets that are not UTF-8; a report is written all the same.
std::string dumped(const Json& value, int indent = -1) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json clause_or_null(std::string_view id) { return id.empty() ? Json(nullptr) : Json(id); }

Json to_json(const gate::Found& found) {
  const judge::Finding& finding = found.finding;
  Json differences = Json::array();
  for (const judge::FieldDifference& difference : finding.differences) {
    differences.push_back({{"field", difference.field},
                           {"expected", difference.expected},
                           {"observed", difference.observed}});
  }
  Json value{{"clause", clause_or_null(finding.clause.text())},
             {"level", judge::to_string(finding.level)},
             {"kind", judge::to_string(finding.kind)},
             {"identity", found.identity},
             {"state", finding.state},
             {"event", finding.event_class},
             {"line", finding.script_line},
             {"at_us", finding.at.time_since_epoch().count()},
             {"position", finding.position},
             {"expected", finding.expected},
             {"observed", finding.observed},
             {"differences", differences}};
  if (!finding.frames.empty()) value["frames"] = finding.frames;
  if (!finding.last_words.empty()) value["last_words"] = finding.last_words;
  return value;
}

// Of all variants, each identity once.
Json findings_of(const gate::Result& result) {
  Json findings = Json::array();
  std::set<std::string_view> seen;
  for (const gate::Run& run : result.runs) {
    for (const gate::Found& found : run.findings) {
      if (seen.insert(found.identity).second) findings.push_back(to_json(found));
    }
  }
  return findings;
}

Json to_json(const gate::Assessment& all, const gate::Result& result, bool timings) {
  const gate::Run& run = result.decisive();
  const auto& clauses = result.header.clauses;
  Json value{{"script", result.path},
             {"verdict", drive::to_string(run.outcome.verdict)},
             {"stack", all.stack},
             {"profile", all.profile},
             {"line", run.outcome.line},
             {"clause", clause_or_null(clauses.empty() ? "" : clauses.front().text())},
             {"message", reason_of(result)},
             {"findings", findings_of(result)},
             {"virtual_us", run.outcome.virtual_time.count()}};
  if (timings) value["wall_us"] = run.wall_us.value_or(0);
  return value;
}

Json to_json(const gate::Assessment& all, const gate::Issue& issue) {
  const gate::Result& result = all.results[issue.result];
  const gate::Run& run = result.runs[issue.run];
  Json value = to_json(issue.found);
  value["standing"] = gate::to_string(issue.standing);
  value["reason"] = issue.reason;
  value["runs"] = issue.seen;
  value["script"] = result.path;
  value["variant"] = gate::to_string(run.variant);
  value["replay"] = replay_command(all, issue);
  return value;
}

Json to_json(const gate::ClauseRow& row) {
  return {{"clause", row.requirement->id.text()},
          {"level", judge::to_string(row.requirement->level)},
          {"summary", row.requirement->summary},
          {"judged", row.judged},
          {"verdict", gate::to_string(row.verdict)},
          {"upheld", row.upheld},
          {"broken", row.broken},
          {"traces", row.traces},
          {"failed_traces", row.failed}};
}

}  // namespace

std::string replay_jsonl(const gate::Assessment& all, bool timings) {
  std::string text = dumped({{"version", kReplayVersion},
                             {"format", "synspect-replay"},
                             {"stack", all.stack},
                             {"profile", all.profile},
                             {"scripts", all.results.size()}});
  for (const gate::Result& result : all.results) text += dumped(to_json(all, result, timings));
  return text;
}

std::string gate_json(const gate::Assessment& all) {
  Json document{{"version", kGateVersion},
                {"format", "synspect-gate"},
                {"stack", all.stack},
                {"profile", all.profile},
                {"strict", all.strict},
                {"exit_code", std::to_underlying(gate::exit_code(all.facts))},
                {"clauses_in_tables", all.clauses_in_tables}};
  Json& scripts = document["scripts"] = Json::array();
  for (std::size_t i = 0; i < all.results.size(); ++i) {
    Json value = to_json(all, all.results[i], false);
    value["runs"] = all.results[i].runs.size();
    const auto failed = std::ranges::find(all.failed, i, &gate::FailedTrace::result);
    if (failed != all.failed.end()) {
      value["standing"] = gate::to_string(failed->standing);
      value["reason"] = failed->reason;
    }
    scripts.push_back(std::move(value));
  }
  Json& findings = document["findings"] = Json::array();
  for (const gate::Issue& issue : all.issues) findings.push_back(to_json(all, issue));
  Json& clauses = document["clauses"] = Json::array();
  for (const gate::ClauseRow& row : all.clauses) clauses.push_back(to_json(row));
  Json& troubles = document["baseline"] = Json::array();
  for (const gate::BaselineTrouble& trouble : all.troubles) {
    troubles.push_back({{"trouble", gate::to_string(trouble.kind)},
                        {"clause", trouble.entry.clause},
                        {"outcome", gate::to_string(trouble.entry.outcome)},
                        {"subject", trouble.entry.subject},
                        {"expires", gate::to_string(trouble.entry.expires)}});
  }
  return dumped(document, 1);
}

std::string finding_json(const gate::Assessment& all, const gate::Issue& issue) {
  Json document{{"version", kGateVersion},
                {"format", "synspect-finding"},
                {"stack", all.stack},
                {"profile", all.profile}};
  document.update(to_json(all, issue));
  return dumped(document, 1);
}

}  // namespace synspect::reports
