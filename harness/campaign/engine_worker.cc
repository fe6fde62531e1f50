#include "harness/campaign/engine_worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>
#include <system_error>
#include <utility>

#include "harness/campaign/build_id.h"
#include "harness/campaign/corpus_folder.h"
#include "harness/campaign/findings_box.h"
#include "harness/campaign/reading.h"
#include "harness/campaign/seed.h"
#include "harness/campaign/whole_file.h"

namespace synspect::campaign {
namespace {

using std::chrono::seconds;

// An engine looks at its clock between two inputs, and asked to end it writes its statistics.
constexpr seconds kGrace{5};

std::string describe(const EngineProcess::Exit& exit) {
  const bool killed = exit.signalled && exit.number == SIGKILL;
  return fmt::format("{} {}{}", exit.signalled ? "signal" : "exit code", exit.number,
                     killed ? ", from outside: by a user, or for want of memory" : "");
}

}  // namespace

bool is_artifact(const std::string& name) {
  constexpr std::array<std::string_view, 4> kKinds = {"crash-", "timeout-", "oom-", "leak-"};
  return std::ranges::any_of(kKinds, [&](std::string_view kind) { return name.starts_with(kind); });
}

EngineWorker::EngineWorker(WorkerPlan plan)
    : plan_{std::move(plan)}, log_file_{plan_.home / "log"}, left_{plan_.runs} {}

Command EngineWorker::command(std::optional<seconds> time) const {
  Command command{.program = plan_.program, .arguments = {}, .environment = plan_.environment};
  auto& words = command.arguments;
  words = plan_.flags;
  words.push_back(fmt::format(
      "-seed={}", derived_seed(plan_.seed, plan_.target, plan_.number, plan_.starts + starts_)));
  if (left_) words.push_back(fmt::format("-runs={}", *left_));
  // Without a bound our own runner ends after the corpus; libFuzzer does not.
  if (!time && !left_ && plan_.engine == EngineKind::kStandalone) time = std::chrono::years{10};
  if (time) words.push_back(fmt::format("-max_total_time={}", time->count()));
  words.push_back(fmt::format("-artifact_prefix={}/", plan_.artifacts().string()));
  words.push_back(plan_.corpus.string());
  command.environment.emplace_back("SYNSPECT_CAMPAIGN_PAGE", plan_.page().string());
  command.environment.emplace_back("SYNSPECT_FINDINGS", plan_.box().string());
  return command;
}

void EngineWorker::start(std::optional<Clock::time_point> until, Clock::time_point now) {
  until_ = until;
  asked_.reset();
  launch(now);
}

void EngineWorker::launch(Clock::time_point now) {
  std::optional<seconds> time;
  if (until_) time = std::max(seconds{1}, std::chrono::ceil<seconds>(*until_ - now));
  ++starts_;
  const Command command = this->command(time);
  artifacts_before_ = artifacts();
  forget_input_under_way(plan_.page());
  executions_before_ = read_page(plan_.page()).executions;
  log_ = {};
  log_file_.write(fmt::format("--- start {}: {}\n", plan_.starts + starts_, command.to_string()));
  auto process = EngineProcess::start(command);
  if (!process) return fail(process.error());
  process_.emplace(*std::move(process));
  state_ = State::kRunning;
}

void EngineWorker::listen() {
  if (!process_) return;
  const std::string text = process_->read();
  log_.feed(text);
  log_file_.write(text);
  coverage_ = std::max(coverage_, log_.coverage());
  features_ = std::max(features_, log_.features());
}

void EngineWorker::tend(Clock::time_point now) {
  if (state_ != State::kRunning) return;
  const auto exit = process_->ended();  // first: what it said before comes after
  listen();
  if (exit) return weigh(*exit, now);
  if (asked_ && now >= *asked_ + kGrace) kill();
  if (!asked_ && until_ && now >= *until_ + kGrace) ask_to_end(now);
}

void EngineWorker::ask_to_end(Clock::time_point now) {
  if (state_ != State::kRunning || asked_) return;
  asked_ = now;
  process_->signal(SIGTERM);
}

void EngineWorker::kill() {
  if (state_ != State::kRunning) return;
  process_->kill();
  listen();
  process_.reset();
  state_ = State::kDone;
}

EngineWorker::Artifacts EngineWorker::artifacts() const {
  Artifacts found;
  std::error_code error;
  for (std::filesystem::directory_iterator entry{plan_.artifacts(), error};
       !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
    std::string name = entry->path().filename().string();
    std::error_code gone;
    const auto written = entry->last_write_time(gone);
    if (is_artifact(name) && !gone) found[std::move(name)] = written;
  }
  return found;
}

std::uint64_t EngineWorker::executed() const {
  if (log_.executed_units()) return *log_.executed_units();
  const Reading page = read_page(plan_.page());
  const std::uint64_t counted =
      page.executions > executions_before_ ? page.executions - executions_before_ : 0;
  return std::max(counted, log_.executions());
}

// The page is of this start once something was executed.
bool EngineWorker::of_another_build() const {
  if (state_ != State::kRunning) return false;
  const Reading page = read_page(plan_.page());
  return page.executions > executions_before_ && page.build != build_id();
}

// An engine runs its corpus first: an input in there that ends it would end it every time.
void EngineWorker::clear_corpus_of(const Artifacts& artifacts) {
  for (const auto& [name, written] : artifacts) {
    const auto input = read_input(plan_.artifacts() / name);
    if (!input) continue;
    const auto moved = set_aside(plan_.corpus, *input, plan_.home / "set-aside");
    if (moved) log_file_.write(fmt::format("--- {}: it ends the engine\n", moved->string()));
  }
}

EngineWorker::Artifacts EngineWorker::fresh_artifacts() const {
  Artifacts fresh = artifacts();
  std::erase_if(fresh, [this](const auto& one) {
    const auto before = artifacts_before_.find(one.first);
    return before != artifacts_before_.end() && before->second == one.second;
  });
  return fresh;
}

// A stack that ends the process, or dies with the engine's signal handlers out of place. Not by
// SIGKILL: that comes from outside.
bool EngineWorker::made_artifact(const EngineProcess::Exit& exit) const {
  if (exit.signalled && exit.number == SIGKILL) return false;
  const auto input = input_under_way(plan_.page());
  if (!input) return false;
  const std::string_view text{reinterpret_cast<const char*>(input->data()), input->size()};
  const auto file = plan_.artifacts() / fmt::format("crash-{:016x}", key_of(text));
  return put_file(file, *input).has_value();
}

void EngineWorker::weigh(const EngineProcess::Exit& exit, Clock::time_point now) {
  process_.reset();
  const std::uint64_t executions = executed();
  if (left_) *left_ -= std::min(*left_, executions);
  if (asked_) {
    state_ = State::kDone;
    return;
  }
  const bool time_over = until_ && now >= *until_ - seconds{2};
  if (!exit.signalled && exit.number == 0 && log_.executed_units()) {
    if (time_over || left_ == 0U) {
      state_ = State::kDone;
      return;
    }
    return fail("it ended before its time, after " + std::to_string(executions) + " executions");
  }
  Artifacts fresh = fresh_artifacts();
  if (fresh.empty() && made_artifact(exit)) fresh = fresh_artifacts();
  if (fresh.empty()) {
    return fail(fmt::format("it ended without its final statistics ({})", describe(exit)));
  }
  ++crashes_;
  clear_corpus_of(fresh);
  crashes_at_once_ = executions < kSoon ? crashes_at_once_ + 1 : 0;
  if (crashes_at_once_ >= kMostCrashesAtOnce) {
    state_ = State::kGaveUp;
  } else if (time_over || left_ == 0U) {
    state_ = State::kDone;
  } else {
    launch(now);
  }
}

void EngineWorker::fail(const std::string& what) {
  state_ = State::kFailed;
  const std::string last = log_.last_line();
  failure_ = fmt::format("worker {}: {}; its log: {}{}{}", plan_.name(), what,
                         log_file_.file().string(), last.empty() ? "" : "; its last line: ", last);
}

}  // namespace synspect::campaign
