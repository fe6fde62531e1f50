#include "reports/sarif.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "harness/gate/sweep.h"
#include "harness/judge/requirements.h"
#include "reports/wording.h"

namespace synspect::reports {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kTraceRule = "trace";  // of a failed trace that names no clause

const char* level_of(judge::Level level) {
  switch (level) {
    case judge::Level::kMust:
    case judge::Level::kMustNot:
      return "error";
    case judge::Level::kShould:
    case judge::Level::kShouldNot:
      return "warning";
    case judge::Level::kMay:
      return "note";
  }
  std::unreachable();
}

// What weighs on the exit code is an error, whatever its clause says; of what the baseline knows
// the clause decides, and it is suppressed.
const char* level_of(gate::Standing standing, judge::Level level) {
  switch (standing) {
    case gate::Standing::kViolation:
      return "error";
    case gate::Standing::kAdvisory:
      return "warning";
    case gate::Standing::kRecorded:
      return "note";
    case gate::Standing::kKnown:
      return level_of(level);
  }
  std::unreachable();
}

// RFC 3986: what is not unreserved is escaped, but for the slashes of a path.
std::string uri_of(std::string_view path) {
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").contains(c);
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

Json location(const std::string& path, std::uint32_t line, std::uint32_t column) {
  if (path.starts_with("pair/") || path.starts_with("fuzz/")) {  // no file
    return {{"logicalLocations", Json::array({{{"fullyQualifiedName", path}}})}};
  }
  Json physical{{"artifactLocation", {{"uri", uri_of(path)}}}};
  if (line != 0) {
    physical["region"] = {{"startLine", line}};
    if (column != 0) physical["region"]["startColumn"] = column;
  }
  return {{"physicalLocation", std::move(physical)}};
}

class Document {
 public:
  explicit Document(const gate::Assessment& all) : all_{all} {}

  std::string write() {
    for (const gate::Issue& issue : all_.issues) add(issue);
    for (const gate::FailedTrace& failed : all_.failed) add(failed);
    Json invocation{{"executionSuccessful", true},
                    {"exitCode", std::to_underlying(gate::exit_code(all_.facts))}};
    if (left_out_ > 0) {
      invocation["toolExecutionNotifications"] = Json::array(
          {{{"level", "warning"},
            {"message", {{"text", fmt::format("{} further results are left out", left_out_)}}}}});
    }
    Json run{
        {"tool", {{"driver", {{"name", "synspect"}, {"rules", std::move(rules_)}}}}},
        {"automationDetails", {{"id", fmt::format("synspect/{}/{}", all_.stack, all_.profile)}}},
        {"invocations", Json::array({std::move(invocation)})},
        {"columnKind", "utf16CodeUnits"},
        {"results", std::move(results_)}};
    const Json document{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                        {"version", "2.1.0"},
                        {"runs", Json::array({std::move(run)})}};
    return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  std::size_t rule(const std::string& id) {
    const auto [at, fresh] = indices_.try_emplace(id, rules_.size());
    if (!fresh) return at->second;
    Json made{{"id", id}};
    const judge::Requirement* row = judge::find_requirement(id);
    const std::string summary = row != nullptr     ? std::string(row->summary)
                                : id == kTraceRule ? "A trace comes to pass as it is written."
                                                   : "The stack neither dies nor hangs.";
    made["shortDescription"] = {{"text", summary}};
    made["defaultConfiguration"] = {{"level", row != nullptr ? level_of(row->level) : "error"}};
    if (row != nullptr) {
      made["helpUri"] =
          fmt::format("https://www.rfc-editor.org/rfc/rfc{}#section-{}", row->rfc, row->section);
      made["properties"] = {{"level", judge::to_string(row->level)}, {"topic", row->topic}};
    }
    rules_.push_back(std::move(made));
    return at->second;
  }

  Json result(const std::string& id, const char* level, std::string message, Json place,
              const std::string& fingerprint) {
    return {{"ruleId", id},
            {"ruleIndex", rule(id)},
            {"level", level},
            {"message", {{"text", std::move(message)}}},
            {"locations", Json::array({std::move(place)})},
            {"partialFingerprints", {{"synspectIdentity/v1", fingerprint}}}};
  }

  void put(Json made, gate::Standing standing, const std::string& reason, Json properties) {
    if (standing == gate::Standing::kKnown) {
      made["suppressions"] = Json::array({{{"kind", "external"}, {"justification", reason}}});
    }
    made["properties"] = std::move(properties);
    results_.push_back(std::move(made));
  }

  [[nodiscard]] bool full() {
    if (results_.size() < kMostSarifResults) return false;
    ++left_out_;
    return true;
  }

  void add(const gate::Issue& issue) {
    if (full()) return;
    const judge::Finding& finding = issue.found.finding;
    const gate::Result& trace = all_.results[issue.result];
    const gate::Run& run = trace.runs[issue.run];
    const std::string id = finding.clause.text().empty()
                               ? std::string(judge::to_string(finding.kind))
                               : std::string(finding.clause.text());
    std::string message = fmt::format("{}: {} Expected: {}. Observed: {}.", title_of(finding),
                                      summary_of(finding), finding.expected, finding.observed);
    put(result(id, level_of(issue.standing, finding.level), std::move(message),
               location(trace.path, finding.script_line, 0), issue.found.identity),
        issue.standing, issue.reason,
        {{"state", finding.state},
         {"event", finding.event_class},
         {"variant", gate::to_string(run.variant)},
         {"at_us", finding.at.time_since_epoch().count()},
         {"runs", issue.seen},
         {"replay", replay_command(all_, issue)}});
  }

  void add(const gate::FailedTrace& failed) {
    if (full()) return;
    const gate::Result& trace = all_.results[failed.result];
    const gate::Run& run = trace.decisive();
    const std::vector<judge::ClauseId>& clauses = trace.header.clauses;
    const std::string id = clauses.empty() ? kTraceRule : std::string(clauses.front().text());
    const judge::Requirement* row = judge::find_requirement(id);
    put(result(id, level_of(failed.standing, row == nullptr ? judge::Level::kMust : row->level),
               reason_of(trace), location(trace.path, run.outcome.line, run.outcome.column),
               "fail " + trace.path),
        failed.standing, failed.reason,
        {{"variant", gate::to_string(run.variant)}, {"replay", replay_command(all_, trace, run)}});
  }

  const gate::Assessment& all_;
  std::map<std::string, std::size_t> indices_;
  Json rules_ = Json::array();
  Json results_ = Json::array();
  std::size_t left_out_{0};
};

}  // namespace

std::string sarif(const gate::Assessment& all) { return Document{all}.write(); }

}  // namespace synspect::reports
