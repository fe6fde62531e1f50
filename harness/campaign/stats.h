// How a campaign stands, for people's scripts: stats.json, written anew, and a line of stats.csv
// per target from time to time. reports/FORMATS.md describes both.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/corpus_folder.h"
#include "harness/campaign/reading.h"

namespace synspect::campaign {

inline constexpr int kStatsVersion = 1;

struct TargetStats {
  std::string name;
  Reading counted;  // of all campaigns in this folder
  double executions_per_s{};
  std::uint64_t coverage{}, features{};  // as the engine counts them
  CorpusSize corpus;
  std::uint64_t workers{};            // at work now
  std::uint64_t starts{}, crashes{};  // of engines, by all campaigns in this folder
};

struct FindingStats {
  std::string identity, target, folder;
  std::uint64_t repeats{};
  bool known{};  // to the baseline
};

struct Stats {
  std::string stack, other_stack;
  std::uint64_t seed{};
  std::uint64_t campaigns{};  // that ran in this folder, this one included
  std::string state;          // "running", "ended", "interrupted", "failed"
  double elapsed_s{};         // of all of them
  std::optional<double> since_last_finding_s;
  std::vector<TargetStats> targets;
  std::vector<FindingStats> findings;
};

[[nodiscard]] std::string stats_json(const Stats& stats);
inline constexpr const char* kCsvHead =
    "elapsed_s,target,executions,executions_per_s,coverage,features,triples,corpus_files,"
    "corpus_octets,crashes,findings\n";
[[nodiscard]] std::string stats_csv(const Stats& stats);  // without the head

// What a later campaign in the same folder goes on from.
struct Earlier {
  std::string stack;  // empty: there was none
  std::uint64_t campaigns{};
  double elapsed_s{};
  struct Target {
    std::string name;
    std::uint64_t starts{}, crashes{};
  };
  std::vector<Target> targets;
  [[nodiscard]] Target of(const std::string& target) const;
};
// Nothing was there: zeros. The error: it cannot be read as what we wrote.
[[nodiscard]] std::expected<Earlier, std::string> read_stats(const std::filesystem::path& file);

}  // namespace synspect::campaign
