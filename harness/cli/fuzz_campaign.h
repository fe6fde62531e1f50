// A campaign from its start to its summary: the crew at work, findings fetched, statistics written.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/crew.h"
#include "harness/campaign/folder_lock.h"
#include "harness/cli/corpus_merges.h"
#include "harness/cli/finds.h"
#include "harness/cli/fuzz_ledger.h"
#include "harness/cli/fuzz_options.h"
#include "harness/cli/fuzz_target.h"
#include "harness/gate/exit_code.h"

namespace synspect::worker {
class InterruptGuard;
}

namespace synspect::cli {

class FuzzCampaign {
 public:
  // Everything that can be refused is refused here, before any work is done.
  FuzzCampaign(const FuzzOptions& options, Session& session);

  [[nodiscard]] gate::ExitCode run();

 private:
  using Clock = campaign::Clock;

  void prepare_output();
  void prepare_target(const std::string& name);
  void hire();
  void announce();

  // Both return the signal that came, or 0.
  [[nodiscard]] int work(const worker::InterruptGuard& guard);
  [[nodiscard]] int look_at_the_rest(const worker::InterruptGuard& guard, int signal);
  [[nodiscard]] int wait(const worker::InterruptGuard& guard);
  void tend(Clock::time_point now);
  void look();
  void tell(Clock::time_point now);
  void wipe_status();
  void sum_up(Clock::time_point now, int signal, bool failed);

  [[nodiscard]] campaign::Stats stats(Clock::time_point now, const std::string& state) const;
  [[nodiscard]] gate::ExitCode weigh() const;

  const FuzzOptions& options_;
  Session& session_;
  std::filesystem::path output_;  // absolute
  std::optional<campaign::FolderLock> lock_;
  Environment environment_;
  std::vector<FuzzTarget> targets_;
  campaign::Crew crew_;
  std::unique_ptr<Finds> finds_;
  std::unique_ptr<FuzzLedger> ledger_;
  CorpusMerges merges_;

  Clock::time_point told_{};
  std::size_t kept_before_{0};
  bool found_new_{false};
  bool shown_{false};  // a status line stands on the terminal
  bool not_kept_{false};
  bool rebuilt_{false};  // a target, while we run
};

}  // namespace synspect::cli
