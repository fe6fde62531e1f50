// What came of the traces and scenarios, before anybody weighs it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/drive/outcome.h"
#include "harness/drive/script_run.h"
#include "harness/gate/header.h"
#include "harness/judge/finding.h"
#include "harness/judge/judge.h"

namespace synspect::gate {

struct Found {
  judge::Finding finding;
  std::string identity;  // Finding::identity(), which baselines match
};

struct Run {  // one variant
  drive::ScriptVariant variant;
  drive::Outcome outcome;
  std::vector<Found> findings;
  std::vector<judge::ClauseTally> tallies;
  std::optional<std::uint64_t> wall_us;  // only with --timings
  std::optional<std::uint64_t> seed;     // of a generated input of a fuzz target
};

struct Result {      // one trace or pair scenario, in all its variants
  std::string path;  // as shown to people; "pair/..." for a pair scenario, "fuzz/..."
                     // for generated inputs
  TraceHeader header;
  std::vector<Run> runs;  // at least one
  // Of an input of a fuzz target, or of generated ones: which target, and with which other stack.
  std::string target{};
  std::string other_stack{};

  // The run that decides the verdict: the first of the worst, in the order error, fail,
  // unsupported, pass. A trace passes only when it passes in every variant.
  [[nodiscard]] const Run& decisive() const;
  [[nodiscard]] drive::Verdict verdict() const { return decisive().outcome.verdict; }
};

// A result that is an error before anything was run.
[[nodiscard]] Result not_run(std::string path, std::string message, std::uint32_t line = 0,
                             std::uint32_t column = 0);

}  // namespace synspect::gate
