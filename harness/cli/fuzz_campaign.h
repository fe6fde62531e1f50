// A campaign from its start to its summary: the crew at work, findings fetched, statistics written.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/crew.h"
#include "harness/campaign/engine_probe.h"
#include "harness/campaign/folder_lock.h"
#include "harness/campaign/merge.h"
#include "harness/campaign/stats.h"
#include "harness/cli/finds.h"
#include "harness/cli/fuzz_options.h"
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
  using State = campaign::EngineWorker::State;
  struct Target {
    std::string name;
    std::filesystem::path program, corpus;
    campaign::Engine engine;
    std::vector<std::string> flags;
    std::size_t seeds{};
    campaign::Earlier::Target earlier;
    std::uint64_t executions_before{};  // this campaign began
    std::uint64_t executions_last{};    // as of the last measurement
    double per_second{};
    campaign::CorpusSize corpus_size;
    std::uint64_t files_merged{};  // how many the last merge left
    std::optional<Clock::time_point> merged;
  };

  void prepare_output();
  void prepare_target(const std::string& name);
  void hire();
  void announce();
  // Reads everything that the workers tell.
  void measure(Clock::time_point now);
  void tell(Clock::time_point now);
  void write_statistics(Clock::time_point now, const std::string& state);
  [[nodiscard]] campaign::Stats stats(Clock::time_point now, const std::string& state) const;
  void tend(Clock::time_point now);
  // Makes a corpus smaller that has doubled. One at a time.
  void tend_merge(Clock::time_point now);
  [[nodiscard]] campaign::WorkerPlan merge_plan(const Target& target) const;
  void look();
  // Waits for something to happen. The signal that came, or 0.
  int wait(const worker::InterruptGuard& guard);
  [[nodiscard]] gate::ExitCode weigh() const;

  const FuzzOptions& options_;
  Session& session_;
  std::filesystem::path output_;  // absolute
  std::optional<campaign::FolderLock> lock_;
  campaign::Earlier earlier_;
  std::vector<std::pair<std::string, std::string>> environment_;
  std::vector<Target> targets_;
  campaign::Crew crew_;
  std::optional<Finds> finds_;
  std::optional<campaign::Merge> merge_;
  Target* merging_{};

  Clock::time_point began_{}, measured_{}, corpora_measured_{}, told_{}, wrote_{}, counted_{};
  std::optional<Clock::time_point> last_finding_;
  std::map<std::uint64_t, std::uint64_t> repeats_;
  std::map<std::string, campaign::Reading> read_;  // by target
  std::size_t kept_before_{0};
  bool found_new_{false};
  bool shown_{false};         // a status line stands on the terminal
  bool cannot_write_{false};  // said once
  bool not_kept_{false};
  bool damaged_told_{false};
};

}  // namespace synspect::cli
