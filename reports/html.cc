#include "reports/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/judge/requirements.h"
#include "reports/ladder.h"
#include "reports/svg.h"
#include "reports/text.h"
#include "reports/wording.h"

namespace synspect::reports {
namespace {

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Synspect</title>
<style>
body{font:15px/1.45 sans-serif;margin:2em auto;max-width:960px;color:#222;background:#fff}
h2{margin-top:2em}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:2px 8px;border-bottom:1px solid #ddd;vertical-align:top}
td.n{text-align:right}
code,pre,svg text{font:12px monospace}
pre{background:#f5f5f5;padding:8px;overflow:auto}
svg{max-width:100%;height:auto}
svg .life{stroke:#888;fill:none}
svg .arrow{stroke:#246;fill:none}
svg .badline{stroke:#b00;stroke-width:2}
svg .bad,.FAIL{fill:#b00;color:#b00}
svg .time,svg .remark{fill:#777}
svg .state{fill:#060}
svg .call{fill:#555}
</style></head><body>
)";

void put_findings(std::string& out, const gate::Assessment& all,
                  const std::vector<std::string>& pictures) {
  out += fmt::format("<h2>Findings: {}</h2>\n", all.issues.size());
  for (std::size_t i = 0; i < all.issues.size(); ++i) {
    const gate::Issue& issue = all.issues[i];
    const judge::Finding& finding = issue.found.finding;
    out += fmt::format("<h3 id=\"finding-{}\">{} <span class=\"{}\">{}</span></h3>\n<p>{}</p>\n",
                       i + 1, html_text(title_of(finding)), gate::to_string(issue.standing),
                       gate::to_string(issue.standing), html_text(summary_of(finding)));
    const std::string text = finding_text(all, issue, {});
    std::string lines;  // html_text() makes blanks of line ends
    for (std::size_t at = text.find('\n') + 1; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      lines += html_text(std::string_view(text).substr(at, end - at)) + "\n";
      at = end + 1;
    }
    out += "<pre>" + lines + "</pre>\n";
    if (i < pictures.size()) out += pictures[i];
  }
}

void put_failed(std::string& out, const gate::Assessment& all) {
  if (all.failed.empty()) return;
  out += fmt::format("<h2>Failed traces: {}</h2>\n<table>\n", all.failed.size());
  for (const gate::FailedTrace& failed : all.failed) {
    const gate::Result& result = all.results[failed.result];
    out += fmt::format("<tr><td class=\"{}\">{}</td><td><code>{}</code></td><td>{}</td></tr>\n",
                       gate::to_string(failed.standing), gate::to_string(failed.standing),
                       html_text(place(result.path, result.decisive().outcome)),
                       html_text(reason_of(result)));
  }
  out += "</table>\n";
}

void put_clauses(std::string& out, const gate::Assessment& all) {
  out += "<h2>Clauses</h2>\n<p>" + html_text(clauses_line(all)) +
         "</p>\n<table>\n<tr><th>verdict</th><th>clause</th><th>level</th><th>upheld</th>"
         "<th>broken</th><th>traces</th><th>summary</th></tr>\n";
  for (const gate::ClauseRow& row : all.clauses) {
    out += fmt::format(
        "<tr><td class=\"{}\">{}</td><td><code>{}</code></td><td>{}</td><td class=\"n\">{}</td>"
        "<td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>\n",
        row.verdict == gate::ClauseVerdict::kFail ? "FAIL" : "", verdict_word(row),
        html_text(row.requirement->id.text()), judge::to_string(row.requirement->level),
        upheld_word(row), row.broken, row.traces, html_text(row.requirement->summary));
  }
  out += "</table>\n";
}

}  // namespace

std::string picture_of(const History& history, const std::string& identity,
                       const std::string& stack) {
  std::vector<Rung> steps = rungs(history);
  // What comes after the step says nothing of it; what comes long before is cut.
  const auto guilty = std::ranges::find_if(steps, [&](const Rung& rung) {
    return std::ranges::any_of(rung.findings, [&](const judge::Finding& finding) {
      return finding.identity() == identity;
    });
  });
  if (guilty != steps.end()) steps.erase(guilty + 1, steps.end());
  if (steps.size() > kMostRungsOfLadder) {
    steps.erase(steps.begin(), steps.end() - static_cast<std::ptrdiff_t>(kMostRungsOfLadder));
  }
  const std::vector<EndpointHeader>& ends = history.header().endpoints;
  return ladder_svg(steps, stack, ends.size() == 2 && ends[1].judged ? stack : "script");
}

std::string html(const gate::Assessment& all, const std::vector<std::string>& pictures) {
  std::string out{kHead};
  out += fmt::format("<h1>Synspect: {}</h1>\n<p>Profile {}. {}. Exit code {}.</p>\n",
                     html_text(all.stack), html_text(all.profile), html_text(counts_line(all)),
                     std::to_underlying(gate::exit_code(all.facts)));
  put_failed(out, all);
  put_findings(out, all, pictures);
  put_clauses(out, all);
  return out + "</body></html>\n";
}

}  // namespace synspect::reports
