#include "reports/markdown.h"

#include <fmt/format.h>

#include <utility>

#include "reports/wording.h"

namespace synspect::reports {
namespace {

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : one_line(text)) {
    if (std::string_view("|\\`*_<>[]").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

void add_failures(const gate::Assessment& all, std::string& text) {
  if (all.failed.empty() && all.issues.empty()) return;
  text += "\n| | clause | where | observed |\n| --- | --- | --- | --- |\n";
  for (const gate::FailedTrace& trace : all.failed) {
    const gate::Result& result = all.results[trace.result];
    std::string ids;
    for (const judge::ClauseId id : result.header.clauses) {
      ids += (ids.empty() ? "" : " ") + std::string(id.text());
    }
    text +=
        fmt::format("| {} | {} | {} | {} |\n", gate::to_string(trace.standing), cell(ids),
                    cell(place(result.path, result.decisive().outcome)), cell(reason_of(result)));
  }
  for (const gate::Issue& issue : all.issues) {
    drive::Outcome at;
    at.line = issue.found.finding.script_line;
    text += fmt::format("| {} | {} | {} | {} |\n", gate::to_string(issue.standing),
                        cell(title_of(issue.found.finding)),
                        cell(place(all.results[issue.result].path, at)),
                        cell(issue.found.finding.observed));
  }
}

}  // namespace

std::string markdown(const gate::Assessment& all) {
  const gate::ExitCode code = gate::exit_code(all.facts);
  std::string text =
      fmt::format("## Synspect: {}, profile {}\n\n{}; exit code {}\n", cell(all.stack),
                  cell(all.profile), counts_line(all), std::to_underlying(code));
  add_failures(all, text);
  if (!all.troubles.empty()) text += "\n";
  for (const gate::BaselineTrouble& trouble : all.troubles) {
    text += fmt::format("- baseline: {}: {}\n", gate::to_string(trouble.kind),
                        cell(trouble.entry.subject));
  }
  text += "\n| verdict | clause | level | upheld | broken | summary |\n";
  text += "| --- | --- | --- | ---: | ---: | --- |\n";
  for (const gate::ClauseRow& row : all.clauses) {
    if (row.verdict == gate::ClauseVerdict::kNotExercised) continue;
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", verdict_word(row),
                        row.requirement->id.text(), judge::to_string(row.requirement->level),
                        upheld_word(row), row.broken, cell(row.requirement->summary));
  }
  return text + "\n" + clauses_line(all) + ".\n";
}

}  // namespace synspect::reports
