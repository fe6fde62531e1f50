// The corpora of a campaign are merged down on the way, one at a time.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <vector>

#include "harness/campaign/merge.h"
#include "harness/cli/fuzz_setup.h"
#include "harness/cli/fuzz_target.h"

namespace synspect::cli {

// The worker that a merge is: it too finds things.
[[nodiscard]] campaign::WorkerPlan merge_plan(const FuzzTarget& target,
                                              const Environment& environment,
                                              const std::filesystem::path& output);

class CorpusMerges {
 public:
  using Clock = campaign::Clock;

  CorpusMerges(Environment environment, std::filesystem::path output, std::ostream& err)
      : environment_{std::move(environment)}, output_{std::move(output)}, err_{err} {}

  void begin(Clock::time_point now) { began_ = now; }
  // Makes a corpus smaller that has doubled since it was merged last.
  void tend(Clock::time_point now, std::vector<FuzzTarget>& targets);
  // Leaves off; that corpus is as it was.
  void end();

 private:
  [[nodiscard]] bool worthwhile(const FuzzTarget& target, Clock::time_point now) const;

  Environment environment_;
  std::filesystem::path output_;
  std::ostream& err_;
  Clock::time_point began_{};
  std::optional<campaign::Merge> merge_;
  FuzzTarget* merging_{};
};

}  // namespace synspect::cli
