#include "harness/cli/fuzz_status.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/fuzz_options.h"
#include "harness/cli/selection.h"
#include "harness/scenario/triples.h"
#include "reports/wording.h"

namespace synspect::cli {
namespace {

using std::chrono::milliseconds;

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

milliseconds seconds(double s) { return milliseconds{static_cast<std::int64_t>(s * 1000)}; }

}  // namespace

std::string target_lines(const FuzzTarget& target) {
  std::string text = fmt::format("target {}: corpus {} ({} inputs)\n", target.name,
                                 target.corpus.string(), target.corpus_size.files);
  if (target.seeds > 0) {
    text += fmt::format("  {} of them seeds: the traces of {} and the scenarios of a pair\n",
                        target.seeds, kCorpus);
  }
  if (target.corpus_size.unreadable > 0) {
    text += fmt::format("  {} of them cannot be read and are passed over\n",
                        target.corpus_size.unreadable);
  }
  if (target.engine.kind == campaign::EngineKind::kStandalone) {
    text += "  built without an engine: our own runner drives it\n";
  }
  return text;
}

std::string status_line(const campaign::Stats& stats, milliseconds time) {
  double per_second = 0;
  std::uint64_t coverage = 0;
  std::uint64_t corpus = 0;
  std::bitset<scenario::kTriples> triples;
  for (const campaign::TargetStats& target : stats.targets) {
    per_second += target.executions_per_s;
    coverage += target.coverage;
    corpus += target.corpus.files;
    triples |= target.counted.triples;
  }
  const auto fresh = std::ranges::count(stats.findings, false, &campaign::FindingStats::known);
  std::string text =
      fmt::format("{}  {} executions/s, coverage {}, triples {} of {}, corpus {}, findings {}",
                  to_text(time), grouped(static_cast<std::uint64_t>(per_second)), grouped(coverage),
                  triples.count(), scenario::kTriples, grouped(corpus), stats.findings.size());
  if (fresh > 0) text += fmt::format(" ({} new)", fresh);
  if (stats.since_last_finding_s) {
    text += ", the last " + to_text(seconds(*stats.since_last_finding_s)) + " ago";
  }
  return text;
}

std::string finding_line(const Find& find) {
  std::string text = fmt::format("{} {} ({})\n  {}\n", find.known ? "known  " : "FINDING",
                                 find.identity, find.target, reports::one_line(find.says));
  if (!find.folder.empty()) text += "  " + find.folder.string() + "\n";
  return text;
}

std::string summary(const campaign::Stats& stats, const std::vector<Find>& finds,
                    milliseconds time) {
  std::string text = fmt::format("\n{:<16}{:>15}{:>11}{:>10}{:>12}{:>9}{:>9}\n", "target",
                                 "executions", "per s", "coverage", "triples", "corpus", "crashes");
  for (const campaign::TargetStats& target : stats.targets) {
    text += fmt::format("{:<16}{:>15}{:>11}{:>10}{:>12}{:>9}{:>9}\n", target.name,
                        grouped(target.counted.executions),
                        grouped(static_cast<std::uint64_t>(target.executions_per_s)),
                        grouped(target.coverage),
                        fmt::format("{} of {}", target.counted.triples.count(), scenario::kTriples),
                        grouped(target.corpus.files), grouped(target.crashes));
  }
  if (!finds.empty()) text += fmt::format("\n{:<8}{:>9}  finding\n", "", "repeats");
  for (const Find& find : finds) {
    text += fmt::format("{:<8}{:>9}  {}\n", find.known ? "known" : "NEW", grouped(find.repeats),
                        find.identity);
    if (!find.folder.empty()) text += fmt::format("{:<19}{}\n", "", find.folder.string());
  }
  const auto fresh = std::ranges::count(finds, false, &Find::known);
  text += fmt::format("\nstack {}: {} distinct findings, {} of them new, after {}\n", stats.stack,
                      finds.size(), fresh, to_text(time));
  return text;
}

}  // namespace synspect::cli
