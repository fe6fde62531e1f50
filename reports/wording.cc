#include "reports/wording.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/gate/sweep.h"
#include "harness/judge/requirements.h"

namespace synspect::reports {

std::string place(const std::string& path, const drive::Outcome& outcome) {
  if (outcome.line == 0) return path;
  if (outcome.column == 0) return fmt::format("{}:{}", path, outcome.line);
  return fmt::format("{}:{}:{}", path, outcome.line, outcome.column);
}

std::string shell_word(std::string_view word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+=:,@%").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::ranges::all_of(word, plain)) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string input_name(const gate::Result& result, const gate::Run& run) {
  return run.seed ? fmt::format("{}/{}", result.path, *run.seed) : result.path;
}

std::string replay_command(const gate::Assessment& all, const gate::Result& result,
                           const gate::Run& run) {
  const std::string path = input_name(result, run);
  std::string line =
      fmt::format("./synspect replay {} --stack {}", shell_word(path), shell_word(all.stack));
  if (!result.target.empty() && !run.seed) line += " --target " + result.target;
  if (!result.other_stack.empty()) line += " --other-stack " + shell_word(result.other_stack);
  if (all.profile != "rfc") line += " --profile " + shell_word(all.profile);
  for (const auto& [name, value] : all.macros)
    line += " -D " + shell_word(fmt::format("{}={}", name, value));
  const std::string variant = gate::to_string(run.variant);
  if (variant != "plain") line += " --variant " + variant;
  return line + " --judge=fail";
}

std::string replay_command(const gate::Assessment& all, const gate::Issue& issue) {
  const gate::Result& result = all.results[issue.result];
  std::string line = replay_command(all, result, result.runs[issue.run]);
  if (judge_flags(issue.found.finding).ends_with("--strict")) line += " --strict";
  return line;
}

std::string_view judge_flags(const judge::Finding& finding) {
  const bool advice = !finding.clause.text().empty() && (finding.level == judge::Level::kShould ||
                                                         finding.level == judge::Level::kShouldNot);
  return advice ? "--judge=fail --strict" : "--judge=fail";
}

std::string reason_of(const gate::Result& result) {
  const drive::Outcome& outcome = result.decisive().outcome;
  if (outcome.verdict == drive::Verdict::kPass) return {};
  if (outcome.message.empty()) return outcome.construct;
  if (outcome.construct.empty()) return outcome.message;
  if (outcome.message.find(outcome.construct) != std::string::npos) return outcome.message;
  return outcome.construct + ": " + outcome.message;
}

std::string title_of(const judge::Finding& finding) {
  if (finding.clause.text().empty()) return std::string(judge::to_string(finding.kind));
  return fmt::format("{} ({})", finding.clause.text(), judge::to_string(finding.level));
}

std::string summary_of(const judge::Finding& finding) {
  const judge::Requirement* row = judge::find_requirement(finding.clause.text());
  return row == nullptr ? std::string() : std::string(row->summary);
}

bool is_generated(const gate::Result& result) {
  return !result.runs.empty() && result.runs.front().seed.has_value();
}

std::string counts_line(const gate::Assessment& all) {
  std::size_t count[4] = {};
  for (const gate::Result& result : all.results) {
    if (is_generated(result)) continue;
    switch (result.verdict()) {
      case drive::Verdict::kPass:
        ++count[0];
        break;
      case drive::Verdict::kFail:
        ++count[1];
        break;
      case drive::Verdict::kUnsupported:
        ++count[2];
        break;
      case drive::Verdict::kError:
        ++count[3];
        break;
    }
  }
  return fmt::format("{} passed, {} failed, {} unsupported, {} errors", count[0], count[1],
                     count[2], count[3]);
}

std::string objections_line(const gate::Assessment& all) {
  std::size_t violations = 0;
  std::size_t advice = 0;
  std::size_t failures = 0;
  for (const gate::Issue& issue : all.issues) {
    if (issue.found.finding.clause.text().empty()) {  // a death is no opinion
      ++failures;
      continue;
    }
    if (issue.standing == gate::Standing::kViolation) ++violations;
    if (issue.standing == gate::Standing::kAdvisory) ++advice;
  }
  std::string text;
  if (failures != 0) {
    text = fmt::format("{} failure{} of the stack itself (counted)", failures,
                       failures == 1 ? "" : "s");
  }
  const std::size_t objections = violations + advice;
  if (objections == 0) return text;
  text += fmt::format("{}{} objection{} of the judge", failures == 0 ? "" : ", ", objections,
                      objections == 1 ? "" : "s");
  const std::string what = advice == 0 || violations == 0 ? (objections == 1 ? "it" : "them")
                                                          : fmt::format("{} of them", violations);
  if (all.judge_mode != gate::JudgeMode::kFail) {
    return fmt::format("{} (not counted: --judge=fail{} counts {})", text,
                       violations == 0 ? " --strict" : "", what);
  }
  if (advice == 0) return text + " (counted)";
  return fmt::format("{} ({} counted: --strict counts a broken SHOULD, too)", text,
                     violations == 0 ? "not" : std::to_string(violations));
}

namespace {

// A trace expects what a clause asks for, but only a rule says how often that was so.
bool by_traces_alone(const gate::ClauseRow& row) {
  return row.verdict == gate::ClauseVerdict::kPass && row.upheld == 0;
}

}  // namespace

std::string_view verdict_word(const gate::ClauseRow& row) {
  return by_traces_alone(row) ? "passes traces" : gate::to_string(row.verdict);
}

std::string upheld_word(const gate::ClauseRow& row) {
  return by_traces_alone(row) ? "-" : std::to_string(row.upheld);
}

std::string clauses_line(const gate::Assessment& all) {
  std::size_t tested = 0;
  std::size_t traced = 0;
  std::size_t judged = 0;
  std::size_t idle = 0;
  for (const gate::ClauseRow& row : all.clauses) {
    const bool exercised = row.verdict != gate::ClauseVerdict::kNotExercised;
    if (exercised) ++tested;
    if (by_traces_alone(row)) ++traced;
    if (row.judged) ++judged;
    if (row.judged && !exercised) ++idle;
  }
  return fmt::format(
      "{} of the {} clauses of the tables put to the test, {} of them by traces alone; {} have a "
      "rule, {} of them not exercised",
      tested, all.clauses_in_tables, traced, judged, idle);
}

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return line;
}

}  // namespace synspect::reports
