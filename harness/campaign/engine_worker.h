// One worker of a campaign: an engine that is started, listened to, and started anew with another
// seed after a crash.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/engine_log.h"
#include "harness/campaign/engine_process.h"
#include "harness/campaign/log_file.h"

namespace synspect::campaign {

using Clock = std::chrono::steady_clock;

// Which engine drives a target; they differ in the flags that they know.
enum class EngineKind : std::uint8_t { kLibFuzzer, kStandalone };

struct WorkerPlan {
  std::string target;
  std::uint32_t number{1};  // among those of its target, from 1
  std::filesystem::path program;
  EngineKind engine{EngineKind::kLibFuzzer};
  std::filesystem::path corpus;
  std::filesystem::path home;      // with page, log, box/ and artifacts/
  std::vector<std::string> flags;  // of the engine; further ones follow from what is here
  std::vector<std::pair<std::string, std::string>> environment;
  std::uint64_t seed{1};
  std::uint64_t starts{0};            // of earlier campaigns in this folder
  std::optional<std::uint64_t> runs;  // nothing: no limit

  [[nodiscard]] std::string name() const { return target + "-" + std::to_string(number); }
  [[nodiscard]] std::filesystem::path page() const { return home / "page"; }
  [[nodiscard]] std::filesystem::path box() const { return home / "box"; }
  [[nodiscard]] std::filesystem::path artifacts() const { return home / "artifacts"; }
};

// Crashes in a row, each before kSoon executions, after which a worker gives up.
inline constexpr int kMostCrashesAtOnce = 10;
inline constexpr std::uint64_t kSoon = 1000;

class EngineWorker {
 public:
  enum class State : std::uint8_t {
    kIdle,
    kRunning,
    kDone,    // its runs or its time are over
    kGaveUp,  // the stack crashes again and again, at once
    kFailed,  // it ended in a way that it should not: failure()
  };

  explicit EngineWorker(WorkerPlan plan);

  // `until`: its time; nothing: no limit.
  void start(std::optional<Clock::time_point> until, Clock::time_point now);
  // Reads what it says; when it has ended, decides what that means, and starts it anew.
  void tend(Clock::time_point now);
  // Asks it to end, then makes it: what it does from now on is no fault of its own.
  void ask_to_end(Clock::time_point now);
  void kill();

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool runs() const { return state_ == State::kRunning; }
  [[nodiscard]] const WorkerPlan& plan() const { return plan_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  // It was built anew since it was probed, from other sources than we were.
  [[nodiscard]] bool of_another_build() const;
  [[nodiscard]] int words() const { return process_ ? process_->words() : -1; }
  [[nodiscard]] std::uint64_t coverage() const { return coverage_; }
  [[nodiscard]] std::uint64_t features() const { return features_; }
  [[nodiscard]] std::uint64_t starts() const { return starts_; }
  [[nodiscard]] std::uint64_t crashes() const { return crashes_; }

 private:
  [[nodiscard]] Command command(std::optional<std::chrono::seconds> time) const;
  void launch(Clock::time_point now);
  void listen();
  // By name. An engine that dies of the same input again writes the same file again.
  using Artifacts = std::map<std::string, std::filesystem::file_time_type>;
  void clear_corpus_of(const Artifacts& artifacts);
  void weigh(const EngineProcess::Exit& exit, Clock::time_point now);
  [[nodiscard]] Artifacts fresh_artifacts() const;
  // Of an input that ended the worker unseen by its engine. False: no input did.
  [[nodiscard]] bool made_artifact(const EngineProcess::Exit& exit) const;
  [[nodiscard]] Artifacts artifacts() const;
  [[nodiscard]] std::uint64_t executed() const;  // since it was started last
  void fail(const std::string& what);

  WorkerPlan plan_;
  LogFile log_file_;
  EngineLog log_;
  std::optional<EngineProcess> process_;
  State state_{State::kIdle};
  std::string failure_;
  std::optional<Clock::time_point> until_;
  std::optional<Clock::time_point> asked_;  // to end
  std::optional<std::uint64_t> left_;       // of its runs
  Artifacts artifacts_before_;
  std::uint64_t executions_before_{0};
  std::uint64_t coverage_{0}, features_{0};
  std::uint64_t starts_{0}, crashes_{0};
  int crashes_at_once_{0};
};

// Artifacts of an engine that tell of an input which ended the process. Their names begin so.
[[nodiscard]] bool is_artifact(const std::string& name);

}  // namespace synspect::campaign
