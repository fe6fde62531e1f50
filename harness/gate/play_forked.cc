// Plays in a pool of forked workers: a stack that crashes or hangs costs one item, not the run.
#include <exception>
#include <utility>

#include "harness/gate/loss.h"
#include "harness/gate/player.h"
#include "harness/gate/refusal.h"
#include "harness/gate/run_codec.h"
#include "harness/worker/pool.h"

namespace synspect::gate {
namespace {

// In the worker.
class PlayLabour final : public worker::Labour {
 public:
  PlayLabour(std::span<const Item> items, const PlayOptions& options,
             const EngineFactory& make_engine, worker::Page& page)
      : items_{items}, notes_{page}, player_{options, make_engine} {
    notes_.cause(Operation::kLoad, 0);
    notes_.enter(Operation::kLoad);
    Engine& engine = player_.engine();
    notes_.leave();
    engine.watch(notes_);
  }

  void perform(std::uint32_t task, worker::Post& post) override {
    const Result result = player_.play(items_[task], [&](const Run& run) {
      encoder_.clear();
      encode(run, encoder_);
      post.part(encoder_.octets());
    });
    encoder_.clear();
    encode(result.header, encoder_);
    post.done(encoder_.octets());
  }

 private:
  std::span<const Item> items_;
  Notes notes_;
  Player player_;  // destroyed first: it notes its own end
  Encoder encoder_;
};

// In the parent.
class Gatherer final : public worker::Overseer {
 public:
  Gatherer(std::span<const Item> items, const PlayOptions& options)
      : items_{items}, options_{options}, results_(items.size()) {}

  bool part(std::uint32_t task, std::span<const std::byte> payload) override {
    std::optional<Run> run = decode_run(payload);
    if (!run) return false;
    results_[task].runs.push_back(*std::move(run));
    return true;
  }

  bool done(std::uint32_t task, std::span<const std::byte> payload) override {
    std::optional<TraceHeader> header = decode_header(payload);
    if (!header || results_[task].runs.empty()) return false;
    results_[task].path = bare_path(task);
    results_[task].header = *std::move(header);
    report_progress();
    return true;
  }

  void again(std::uint32_t task) override { results_[task].runs.clear(); }

  // The runs before the one that was cut short stand; those after it are not tried.
  void lost(std::uint32_t task, const worker::Ending& ending) override {
    std::vector<Run> runs = std::move(results_[task].runs);
    runs.push_back(run_cut_short(ending, *options_.forked));
    results_[task] = bare_result(items_[task]);
    results_[task].runs = std::move(runs);
    report_progress();
  }

  void never_hired(const worker::Ending& ending) override {
    PlayOptions parsing = options_;
    parsing.parse_only = true;
    const EngineFactory none;
    Player player{parsing, none};
    for (std::size_t i = 0; i < items_.size(); ++i) {
      Result& result = results_[i];
      if (std::holds_alternative<TraceFile>(items_[i])) result = player.play(items_[i]);
      if (!result.runs.empty() && result.verdict() == drive::Verdict::kError) continue;
      result = bare_result(items_[i]);
      result.runs = {run_cut_short(ending, *options_.forked)};
    }
  }

  // Every worker puts its stack away; that it cannot is told once, with the last item.
  void lost_at_the_end(const worker::Ending& ending) override {
    if (std::exchange(told_end_, true)) return;
    results_.back().runs.push_back(run_cut_short(ending, *options_.forked));
  }

  std::vector<Result> take() { return std::move(results_); }

 private:
  std::string bare_path(std::uint32_t task) const {
    if (const auto* trace = std::get_if<TraceFile>(&items_[task])) return trace->path;
    return std::string{std::get<const drive::PairScenario*>(items_[task])->name};
  }
  void report_progress() {
    ++done_;
    if (options_.progress) options_.progress(done_);
  }

  std::span<const Item> items_;
  const PlayOptions& options_;
  std::vector<Result> results_;
  std::size_t done_{0};
  bool told_end_{};
};

}  // namespace

std::vector<Result> play_forked(std::span<const Item> items, const PlayOptions& options,
                                const EngineFactory& make_engine) {
  const worker::Hire hire = [&](worker::Page& page) -> std::unique_ptr<worker::Labour> {
    try {
      return std::make_unique<PlayLabour>(items, options, make_engine, page);
    } catch (const CannotLoad& error) {
      throw refusal_of(error);
    }
  };
  Gatherer gatherer{items, options};
  try {
    worker::run_pool(static_cast<std::uint32_t>(items.size()),
                     {.workers = options.jobs, .limits = *options.forked}, hire, gatherer);
  } catch (const worker::Refused& refused) {
    throw_refused(refused);
  }
  return gatherer.take();
}

}  // namespace synspect::gate
