// Weighs results: what is broken, what of it is known, and what the exit code is.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/gate/baseline.h"
#include "harness/gate/exit_code.h"
#include "harness/gate/result.h"
#include "harness/judge/requirements.h"
#include "harness/script/script.h"

namespace synspect::gate {

enum class Standing : std::uint8_t {
  kViolation,  // MUST, or SHOULD with --strict
  kAdvisory,   // SHOULD
  kRecorded,   // MAY
  kKnown,      // a baseline entry says why
};
[[nodiscard]] std::string_view to_string(Standing standing);

enum class JudgeMode : std::uint8_t { kOff, kReport, kFail };  // --judge

// Everything that carries the same identity, wherever it was seen.
struct Issue {
  std::size_t result{};  // index of the first result that shows it
  std::size_t run{};     // and of the run within that
  Found found;
  std::uint32_t seen{};  // how many runs show it
  Standing standing{};
  std::string reason;  // of the baseline entry, with kKnown
};

// The clause and the kind: chance reaches one fault in any state and by any event, so a baseline
// may name what generated scenarios show by this.
[[nodiscard]] std::string family_of(const Found& found);

// A trace whose own verdict is fail. It weighs as much as the strongest clause that its header
// names, and like a MUST when it names none: a trace of a mere MAY accuses nobody.
struct FailedTrace {
  std::size_t result{};
  Standing standing{};
  std::string reason;
};

enum class ClauseVerdict : std::uint8_t {
  kPass,
  kFail,
  kKnown,
  kAdvisory,
  kRecorded,
  kNotExercised,
};
[[nodiscard]] std::string_view to_string(ClauseVerdict verdict);

struct ClauseRow {
  const judge::Requirement* requirement{};
  std::uint64_t upheld{};  // by the judge's tallies, over all runs
  std::uint64_t broken{};
  std::uint32_t traces{};  // whose header names the clause, or in which the judge tested it
  std::uint32_t failed{};  // of those that name it: with verdict fail
  ClauseVerdict verdict{};
  bool judged{};  // has a rule
};

struct BaselineTrouble {
  enum class Kind : std::uint8_t { kUnexpectedPass, kStale, kExpired };
  Kind kind{};
  BaselineEntry entry;
};
[[nodiscard]] std::string_view to_string(BaselineTrouble::Kind kind);

struct Question {
  std::string stack;
  std::string profile;
  script::Macros macros;  // of the command line: whoever repeats a run needs them
  bool strict{};
  bool weigh_traces{true};  // false: whoever replays one trace wants to hear that it failed
  JudgeMode judge_mode{JudgeMode::kFail};
  const Baseline* baseline{};  // null: none
  Date today{};
  // Whether all there is was run. Of a part (a shard, single paths) nothing follows for an entry
  // whose trace was not selected, nor for one that names a finding.
  bool everything{};
  // Whether generated scenarios were run, too. If not, nothing follows for an entry that names a
  // family, or a death, which only they may show.
  bool generated{true};
  std::span<const judge::Requirement> table;
  std::span<const judge::ClauseId> judged;  // clauses with a rule
};

struct Assessment {
  std::string stack;
  std::string profile;
  bool strict{};
  JudgeMode judge_mode{JudgeMode::kFail};
  script::Macros macros;
  std::vector<Result> results;
  std::vector<Issue> issues;        // by first appearance
  std::vector<FailedTrace> failed;  // in the order of the results
  std::vector<ClauseRow> clauses;   // judged or named by a trace, in the order of the table
  std::size_t clauses_in_tables{};  // with and without a rule or a trace
  std::vector<BaselineTrouble> troubles;
  Facts facts;
};

[[nodiscard]] Assessment assess(std::vector<Result> results, const Question& question);

[[nodiscard]] Standing standing_of(judge::Level level, bool strict);

}  // namespace synspect::gate
