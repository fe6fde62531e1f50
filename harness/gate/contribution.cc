#include "harness/gate/contribution.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "harness/history/user_call.h"
#include "harness/judge/judge.h"

namespace synspect::gate {
namespace {

// Per clause the states seen so far; the bit behind the last state stands for "no single one".
class Seen {
 public:
  // What the header names and no rule judges is tested by the script's own lines.
  void take(const TraceHeader& header, std::vector<Exercised>& news) {
    const std::span<const judge::ClauseId> judged = judge::judged_clauses();
    for (const judge::ClauseId clause : header.clauses) {
      if (std::ranges::find(judged, clause) != judged.end()) continue;
      std::uint32_t& known = states_[clause.text()];
      if (known == 0) news.push_back({clause, "-"});
      known |= kNoState;
    }
  }
  void take(const judge::ClauseTally& tally, std::vector<Exercised>& news) {
    if (tally.upheld == 0) return;
    std::uint32_t& known = states_[tally.clause.text()];
    const std::uint32_t shown = tally.states != 0 ? tally.states : kNoState;
    for (int state = 0; state <= kTcpStateCount; ++state) {
      const std::uint32_t bit = 1U << state;
      if ((shown & ~known & bit) == 0) continue;
      news.push_back({tally.clause, bit == kNoState
                                        ? "-"
                                        : std::string(to_string(static_cast<TcpState>(state)))});
    }
    known |= shown;
  }

 private:
  static constexpr std::uint32_t kNoState = 1U << kTcpStateCount;
  std::map<std::string_view, std::uint32_t> states_;
};

// The only item that catches it, if there is just one.
std::optional<std::size_t> sole_catcher(const FaultRun& fault) {
  std::optional<std::size_t> sole;
  for (std::size_t i = 0; i < fault.results.size(); ++i) {
    if (!catches(fault.results[i])) continue;
    if (sole) return std::nullopt;
    sole = i;
  }
  return sole;
}

}  // namespace

bool catches(const Result& result) {
  return std::ranges::any_of(result.runs, [](const Run& run) {
    return run.outcome.verdict != drive::Verdict::kPass || !run.findings.empty();
  });
}

std::vector<Contribution> contributions(std::span<const Result> on_reference,
                                        std::span<const FaultRun> on_faults) {
  std::vector<Contribution> all;
  all.reserve(on_reference.size());
  Seen seen;
  for (const Result& result : on_reference) {
    Contribution& one = all.emplace_back();
    one.path = result.path;
    seen.take(result.header, one.first);
    for (const Run& run : result.runs) {
      for (const judge::ClauseTally& tally : run.tallies) seen.take(tally, one.first);
    }
  }
  for (const FaultRun& fault : on_faults) {
    const std::optional<std::size_t> sole = sole_catcher(fault);
    if (sole && *sole < all.size()) all[*sole].alone.push_back(fault.name);
  }
  return all;
}

}  // namespace synspect::gate
