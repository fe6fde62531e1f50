#include "reports/ktap.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/wording.h"

namespace synspect::reports {
namespace {

// '#' begins a directive.
std::string plain(std::string_view text) {
  std::string line = one_line(text);
  std::ranges::replace(line, '#', '_');
  return line;
}

}  // namespace

std::string replay_ktap(const gate::Assessment& all, bool timings) {
  std::string text = fmt::format("KTAP version 1\n1..{}\n", all.results.size());
  for (std::size_t i = 0; i < all.results.size(); ++i) {
    const gate::Result& result = all.results[i];
    const gate::Run& run = result.decisive();
    for (const gate::Run& each : result.runs) {
      for (const gate::Found& found : each.findings) {
        text += fmt::format("# finding {}: {}\n", title_of(found.finding),
                            one_line(found.finding.observed));
      }
    }
    if (timings) text += fmt::format("# wall_us {}\n", run.wall_us.value_or(0));
    const bool fine = run.outcome.verdict == drive::Verdict::kPass ||
                      run.outcome.verdict == drive::Verdict::kUnsupported;
    const std::string reason = one_line(place(result.path, run.outcome) + ": " + reason_of(result));
    if (!fine) text += "# " + reason + "\n";
    text += fmt::format("{} {} {}{}\n", fine ? "ok" : "not ok", i + 1, plain(result.path),
                        run.outcome.verdict == drive::Verdict::kUnsupported
                            ? " # SKIP " + plain(reason_of(result))
                            : "");
  }
  return text;
}

}  // namespace synspect::reports
