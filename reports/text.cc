#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "harness/gate/sweep.h"

namespace synspect::reports {
namespace {

enum class Ink : std::uint8_t { kGood, kBad, kMild };

std::string inked(std::string_view text, Ink ink, Style style) {
  if (!style.color) return std::string(text);
  const int code = ink == Ink::kGood ? 32 : ink == Ink::kBad ? 31 : 33;
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

Ink ink_of(drive::Verdict verdict) {
  switch (verdict) {
    case drive::Verdict::kPass:
      return Ink::kGood;
    case drive::Verdict::kUnsupported:
      return Ink::kMild;
    case drive::Verdict::kFail:
    case drive::Verdict::kError:
      return Ink::kBad;
  }
  std::unreachable();
}

Ink ink_of(gate::Standing standing) {
  return standing == gate::Standing::kViolation ? Ink::kBad : Ink::kMild;
}

Ink ink_of(gate::ClauseVerdict verdict) {
  if (verdict == gate::ClauseVerdict::kPass) return Ink::kGood;
  return verdict == gate::ClauseVerdict::kFail ? Ink::kBad : Ink::kMild;
}

std::string verdict_line(const gate::Result& result, Style style) {
  const drive::Outcome& outcome = result.decisive().outcome;
  const std::string word = fmt::format("{:<11}", drive::to_string(outcome.verdict));
  std::string line =
      inked(word, ink_of(outcome.verdict), style) + " " + one_line(place(result.path, outcome));
  const std::string reason = reason_of(result);
  if (!reason.empty()) line += ": " + one_line(reason);
  return line;
}

std::string findings_text(const gate::Assessment& all, Style style) {
  std::string text;
  for (const gate::Issue& issue : all.issues) text += "\n" + finding_text(all, issue, style);
  return text;
}

std::string clause_table(const gate::Assessment& all, Style style) {
  std::string text = fmt::format("\n{:<13}  {:<24}  {:<10}  {:>8}  {:>6}  {:>6}  {}\n", "verdict",
                                 "clause", "level", "upheld", "broken", "traces", "summary");
  for (const gate::ClauseRow& row : all.clauses) {
    if (row.verdict == gate::ClauseVerdict::kNotExercised) continue;
    const std::string word = fmt::format("{:<13}", verdict_word(row));
    text += fmt::format("{}  {:<24}  {:<10}  {:>8}  {:>6}  {:>6}  {}\n",
                        inked(word, ink_of(row.verdict), style), row.requirement->id.text(),
                        judge::to_string(row.requirement->level), upheld_word(row), row.broken,
                        row.traces, row.requirement->summary);
  }
  return text + clauses_line(all) + "\n";
}

std::string troubles_text(const gate::Assessment& all, Style style) {
  std::string text;
  for (const gate::BaselineTrouble& trouble : all.troubles) {
    const gate::BaselineEntry& entry = trouble.entry;
    text += fmt::format("{}: baseline entry {} \"{}\"{}\n",
                        inked(gate::to_string(trouble.kind), Ink::kBad, style),
                        gate::to_string(entry.outcome), one_line(entry.subject),
                        trouble.kind == gate::BaselineTrouble::Kind::kExpired
                            ? " ran out on " + gate::to_string(entry.expires)
                            : "");
  }
  return text.empty() ? text : "\n" + text;
}

}  // namespace

std::string finding_text(const gate::Assessment& all, const gate::Issue& issue, Style style) {
  const gate::Result& result = all.results[issue.result];
  const gate::Run& run = result.runs[issue.run];
  const judge::Finding& finding = issue.found.finding;
  std::string text = fmt::format(
      "{} {}: {}\n", inked(gate::to_string(issue.standing), ink_of(issue.standing), style),
      title_of(finding), finding.clause.text().empty() ? finding.observed : summary_of(finding));
  const auto row = [&text](std::string_view name, std::string_view value) {
    if (!value.empty()) text += fmt::format("  {:<9} {}\n", name, one_line(value));
  };
  std::string where = input_name(result, run);
  if (finding.script_line != 0) where += ":" + std::to_string(finding.script_line);
  row("at", fmt::format("{} ({}), {} us, observation {}", where, gate::to_string(run.variant),
                        finding.at.time_since_epoch().count(), finding.position));
  row("state",
      fmt::format("{}, on {}", finding.all_states.empty() ? finding.state : finding.all_states,
                  finding.event_class));
  row("expected", finding.expected);
  row("observed", finding.observed);
  for (const judge::FieldDifference& difference : finding.differences) {
    row("differs", fmt::format("{:<8} expected {}, observed {}", difference.field,
                               difference.expected, difference.observed));
  }
  for (const std::string& frame : finding.frames) row("frame", frame);
  for (const std::string& line : finding.last_words) row("it wrote", line);
  row("known", issue.reason);
  row("seen in", fmt::format("{} run{}", issue.seen, issue.seen == 1 ? "" : "s"));
  row("identity", issue.found.identity);
  row("replay", replay_command(all, issue));
  return text;
}

std::string replay_text(const gate::Assessment& all, Style style, bool timings) {
  std::string text;
  for (const gate::Result& result : all.results) {
    text += verdict_line(result, style);
    const gate::Run& run = result.decisive();
    if (timings) {
      text += fmt::format("  [{} us virtual, {} us]", run.outcome.virtual_time.count(),
                          run.wall_us.value_or(0));
    }
    text += "\n";
  }
  text += findings_text(all, style) + counts_line(all);
  if (const std::string objections = objections_line(all); !objections.empty()) {
    text += "; " + objections;
  }
  return text + "\n";
}

std::string gate_text(const gate::Assessment& all, Style style) {
  std::string text;
  std::size_t runs = 0;
  std::size_t generated = 0;
  for (const gate::Result& result : all.results) {
    (is_generated(result) ? generated : runs) += result.runs.size();
    if (result.verdict() == drive::Verdict::kPass) continue;
    text += verdict_line(result, style);
    const auto failed = std::ranges::find(
        all.failed, &result - all.results.data(),
        [](const gate::FailedTrace& f) { return static_cast<std::ptrdiff_t>(f.result); });
    if (failed != all.failed.end() && failed->standing != gate::Standing::kViolation) {
      text += fmt::format(" [{}{}{}]", gate::to_string(failed->standing),
                          failed->reason.empty() ? "" : ": ", one_line(failed->reason));
    }
    text += "\n";
    if (failed != all.failed.end()) {
      text += "  replay    " + replay_command(all, result, result.decisive()) + "\n";
    }
  }
  text += findings_text(all, style) + clause_table(all, style) + troubles_text(all, style);
  const gate::ExitCode code = gate::exit_code(all.facts);
  const bool good = code == gate::ExitCode::kAsExpected;
  text += fmt::format("\nstack {}, profile {}: {} in {} runs{}; {}\n", all.stack, all.profile,
                      counts_line(all), runs,
                      generated == 0 ? "" : fmt::format(" and {} generated scenarios", generated),
                      inked(good ? "as expected" : fmt::format("exit {}", std::to_underlying(code)),
                            good ? Ink::kGood : Ink::kBad, style));
  return text;
}

}  // namespace synspect::reports
