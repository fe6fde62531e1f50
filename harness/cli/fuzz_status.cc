#include "harness/cli/fuzz_status.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/finds_summary.h"
#include "harness/cli/fuzz_options.h"
#include "harness/cli/selection.h"
#include "harness/scenario/triples.h"
#include "reports/wording.h"

namespace synspect::cli {
namespace {

using std::chrono::milliseconds;

// At the end of a campaign: as many as a person looks at.
constexpr std::size_t kMostClauses = 12;

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

std::string finding_line(const Find& find, const Reasons& known) {
  // What the baseline knows is no news: a line, for the curious.
  constexpr std::size_t kMost = 100;
  if (find.known) {
    const std::string line = fmt::format("known   {} ({}): {}", find.identity, find.target,
                                         reports::one_line(find.says));
    return (line.size() > kMost ? line.substr(0, kMost - 3) + "..." : line) + "\n";
  }
  std::string text = fmt::format("FINDING {} ({})\n  {}\n", find.identity, find.target,
                                 reports::one_line(find.says));
  if (!known_elsewhere(known, find.identity).empty()) {
    text += fmt::format("  the baseline knows {} in another state\n", clause_of(find.identity));
  }
  if (!find.folder.empty()) text += "  " + find.folder.string() + "\n";
  return text;
}

std::string summary(const campaign::Stats& stats, const Finds& finds,
                    const std::filesystem::path& output, milliseconds time) {
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
  text += findings_summary(finds.all(), finds.reasons(), output, kMostClauses);
  text += fmt::format("\nstack {}: {}, after {}\n", stats.stack,
                      findings_count(finds.all(), finds.reasons()), to_text(time));
  return text;
}

}  // namespace synspect::cli
