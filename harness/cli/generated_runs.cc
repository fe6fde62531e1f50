#include "harness/cli/generated_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>

#include "harness/cli/input_run.h"
#include "harness/cli/named_input.h"
#include "harness/gate/loss.h"
#include "harness/gate/refusal.h"
#include "harness/gate/run_codec.h"
#include "harness/scenario/encoding.h"
#include "harness/worker/pool.h"

namespace synspect::cli {
namespace {

constexpr std::array kTargets{"state_machine", "endpoints"};
// Each death costs a process, each hang the watchdog's time: after a chunk with so many no further
// one is begun. Chunks are the same for every number of jobs.
constexpr std::size_t kChunk = 256, kMostDeaths = 10;

struct Task {
  std::size_t target{};
  std::uint64_t seed{};
};

std::vector<Task> tasks_of(const GeneratedPlan& plan) {
  std::vector<Task> tasks;
  for (std::size_t target = 0; target < kTargets.size(); ++target) {
    const std::uint32_t runs = target == 0 ? plan.runs : plan.runs / 4;
    for (std::uint64_t seed = 1; seed <= runs; ++seed) {
      if (plan.shard.takes(seed - 1)) tasks.push_back({target, seed});
    }
  }
  return tasks;
}

// Runs tasks one after the other, on stacks that are made once.
class Hand {
 public:
  Hand(std::span<const Task> tasks, std::span<const shrink::TrialRecipe> recipes,
       worker::Page& page)
      : tasks_{tasks}, recipes_{recipes}, notes_{page} {
    notes_.cause(gate::Operation::kLoad, 0);
    notes_.enter(gate::Operation::kLoad);
    trials_.front() = recipes_.front().make(notes_);
    notes_.leave();
  }

  gate::Run run(std::size_t index) {
    const Task& task = tasks_[index];
    std::unique_ptr<trial::Trial>& trial = trials_[task.target];
    if (!trial) trial = recipes_[task.target].make(notes_);
    const auto octets = generated_input(kTargets[task.target], task.seed);
    scenario::decode(octets, trial->shape(), scenario_);
    notes_.variant({});
    if (!trial->objects(scenario_)) return {};
    return run_of(*trial, trial->keep(scenario_));
  }

 private:
  std::span<const Task> tasks_;
  std::span<const shrink::TrialRecipe> recipes_;
  gate::Notes notes_;
  scenario::Scenario scenario_;
  std::array<std::unique_ptr<trial::Trial>, kTargets.size()> trials_;
};

class Labour final : public worker::Labour {
 public:
  Labour(std::span<const Task> tasks, std::span<const shrink::TrialRecipe> recipes,
         worker::Page& page)
      : hand_{tasks, recipes, page} {}
  void perform(std::uint32_t task, worker::Post& post) override {
    encoder_.clear();
    gate::encode(hand_.run(task), encoder_);
    post.done(encoder_.octets());
  }

 private:
  Hand hand_;
  gate::Encoder encoder_;
};

class Gatherer final : public worker::Overseer {
 public:
  Gatherer(std::size_t count, const worker::Limits& limits) : runs_(count), limits_{limits} {}

  bool part(std::uint32_t, std::span<const std::byte>) override { return false; }
  bool done(std::uint32_t task, std::span<const std::byte> payload) override {
    std::optional<gate::Run> run = gate::decode_run(payload);
    if (!run) return false;
    runs_[task] = *std::move(run);
    return true;
  }
  void again(std::uint32_t task) override { runs_[task] = {}; }
  void lost(std::uint32_t task, const worker::Ending& ending) override {
    ++deaths_;
    runs_[task] = gate::run_cut_short(ending, limits_);
  }
  void never_hired(const worker::Ending& ending) override {
    deaths_ = kMostDeaths;
    runs_.assign(1, gate::run_cut_short(ending, limits_));
  }
  void lost_at_the_end(const worker::Ending& ending) override {
    ++deaths_;
    runs_.push_back(gate::run_cut_short(ending, limits_));
  }

  [[nodiscard]] std::vector<gate::Run> take() { return std::move(runs_); }
  [[nodiscard]] std::size_t deaths() const { return deaths_; }

 private:
  std::vector<gate::Run> runs_;
  worker::Limits limits_;
  std::size_t deaths_{0};
};

// Of the tasks of one chunk, in their order; `deaths` is added to.
std::vector<gate::Run> play(std::span<const Task> chunk,
                            std::span<const shrink::TrialRecipe> recipes, const GeneratedPlan& plan,
                            std::size_t& deaths) {
  if (!plan.forked) {
    const auto page = std::make_unique<worker::Page>();
    Hand hand{chunk, recipes, *page};
    std::vector<gate::Run> runs;
    for (std::size_t i = 0; i < chunk.size(); ++i) runs.push_back(hand.run(i));
    return runs;
  }
  Gatherer gatherer{chunk.size(), *plan.forked};
  const worker::Hire hire = [&](worker::Page& page) -> std::unique_ptr<worker::Labour> {
    try {
      return std::make_unique<Labour>(chunk, recipes, page);
    } catch (const gate::CannotLoad& error) {
      throw gate::refusal_of(error);
    }
  };
  try {
    worker::run_pool(static_cast<std::uint32_t>(chunk.size()),
                     {.workers = plan.jobs, .limits = *plan.forked}, hire, gatherer);
  } catch (const worker::Refused& refused) {
    gate::throw_refused(refused);
  }
  deaths += gatherer.deaths();
  return gatherer.take();
}

}  // namespace

std::vector<gate::Result> play_generated(const GeneratedPlan& plan, const Surroundings& around) {
  const std::vector<Task> tasks = tasks_of(plan);
  std::vector<shrink::TrialRecipe> recipes;
  std::vector<gate::Result> results;
  for (const char* target : kTargets) {
    recipes.push_back(recipe_of({.target = target, .stack = plan.stack}, around));
    results.emplace_back().path = std::string{"fuzz/"} + target;
    results.back().target = target;
  }
  std::size_t deaths = 0;
  for (std::size_t from = 0; from < tasks.size() && deaths < kMostDeaths; from += kChunk) {
    const auto chunk = std::span{tasks}.subspan(from, std::min(kChunk, tasks.size() - from));
    std::vector<gate::Run> runs = play(chunk, recipes, plan, deaths);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      // What came after the last task is of no seed.
      const Task& task = chunk[std::min(i, chunk.size() - 1)];
      if (i < chunk.size()) runs[i].seed = task.seed;
      results[task.target].runs.push_back(std::move(runs[i]));
    }
    if (deaths >= kMostDeaths && from + kChunk < tasks.size()) {
      gate::Run& last = results[chunk.back().target].runs.back();
      last.outcome.verdict = drive::Verdict::kFail;
      last.outcome.message =
          fmt::format("{}given up: the stack died {} times",
                      last.outcome.message.empty() ? "" : last.outcome.message + "; ", deaths);
    }
  }
  std::erase_if(results, [](const gate::Result& result) { return result.runs.empty(); });
  return results;
}

}  // namespace synspect::cli
