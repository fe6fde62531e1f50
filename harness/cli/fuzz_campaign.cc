#include "harness/cli/fuzz_campaign.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <fstream>
#include <ostream>
#include <system_error>
#include <utility>

#include "harness/campaign/engine_probe.h"
#include "harness/cli/fuzz_setup.h"
#include "harness/cli/fuzz_status.h"
#include "harness/cli/known_findings.h"
#include "harness/cli/output_file.h"
#include "harness/cli/selection.h"
#include "harness/worker/interrupt.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kMeasure{1'000};
constexpr seconds kWrite{5};
constexpr seconds kCsv{10};
constexpr seconds kTellFile{60};  // where nobody watches

double as_seconds(campaign::Clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

fs::path whole_path(const fs::path& path) { return fs::absolute(path).lexically_normal(); }

}  // namespace

FuzzCampaign::FuzzCampaign(const FuzzOptions& options, Session& session)
    : options_{options},
      session_{session},
      output_{whole_path(options.output)},
      crew_{options.time} {
  environment_ = environment_of(options, session.around);
  auto reasons = known_findings(options.baseline, options.stack, session.around);
  for (const std::string& name : options.targets) prepare_target(name);
  prepare_output();
  finds_.emplace(FindsPlan{.stack = options.stack,
                           .other_stack = options.other_stack,
                           .output = output_,
                           .limits = options.limits,
                           .reasons = std::move(reasons)},
                 session.around);
  kept_before_ = finds_->all().size();
  hire();
}

void FuzzCampaign::prepare_output() {
  make_folder(output_ / "findings");
  make_folder(output_ / "workers");
  lock_.emplace(lock_folder(output_));
  check_writable(output_ / "stats.csv");
  auto earlier = campaign::read_stats(output_ / "stats.json");
  if (!earlier) {
    session_.err << "synspect: " << earlier.error() << "; starts are counted anew\n";
  } else if (!earlier->stack.empty() && earlier->stack != options_.stack) {
    throw UsageError(fmt::format("--output {}: holds a campaign of the stack {}", output_.string(),
                                 earlier->stack),
                     "one folder per stack");
  }
  earlier_ = earlier.value_or(campaign::Earlier{});
}

void FuzzCampaign::prepare_target(const std::string& name) {
  Target target;
  target.name = name;
  target.program = program_of(name, options_.sanitizers, session_.around);
  target.corpus = whole_path(options_.corpus / name);
  make_folder(target.corpus);
  campaign::recover(target.corpus);
  auto engine = campaign::probe_engine(target.program, environment_);
  if (!engine) throw UsageError(fmt::format("target {}: {}", name, engine.error()));
  target.engine = *std::move(engine);
  target.flags = flags_of(name, target.engine, options_, session_.around);
  targets_.push_back(std::move(target));
}

void FuzzCampaign::hire() {
  for (Target& target : targets_) target.earlier = earlier_.of(target.name);
  const auto places = static_cast<std::size_t>(options_.jobs);
  for (const campaign::Duty& duty : campaign::duties(targets_.size(), places, options_.runs)) {
    Target& target = targets_[duty.target];
    campaign::WorkerPlan plan{.target = target.name,
                              .number = duty.number,
                              .program = target.program,
                              .engine = target.engine.kind,
                              .corpus = target.corpus,
                              .home = {},
                              .flags = target.flags,
                              .environment = environment_,
                              .seed = options_.seed,
                              .starts = target.earlier.starts,
                              .runs = duty.runs};
    plan.home = output_ / "workers" / plan.name();
    make_folder(plan.box());
    make_folder(plan.artifacts());
    crew_.add(duty.place, std::move(plan));
  }
}

void FuzzCampaign::announce() {
  std::ostream& out = session_.out;
  out << fmt::format("stack {}, seed {}, {} {}\n", options_.stack, options_.seed, options_.jobs,
                     options_.jobs == 1 ? "worker" : "workers");
  for (const Target& target : targets_) {
    out << fmt::format("target {}: corpus {} ({} inputs)\n", target.name, target.corpus.string(),
                       target.corpus_size.files);
    if (target.seeds > 0) {
      out << fmt::format("  {} of them seeds: the traces of {}\n", target.seeds, kCorpus);
    }
    if (target.corpus_size.unreadable > 0) {
      out << fmt::format("  {} of them cannot be read and are passed over\n",
                         target.corpus_size.unreadable);
    }
    if (target.engine.kind == campaign::EngineKind::kStandalone) {
      out << "  built without an engine: our own runner drives it\n";
    }
  }
  out << fmt::format("findings and statistics: {}\n", output_.string());
  if (earlier_.campaigns > 0) {
    out << fmt::format("going on after {} and {} {}\n",
                       to_text(milliseconds{static_cast<std::int64_t>(earlier_.elapsed_s * 1000)}),
                       kept_before_, kept_before_ == 1 ? "finding" : "findings");
  }
  out << (options_.time   ? fmt::format("for {}", to_text(*options_.time))
          : options_.runs ? fmt::format("for {} executions of each target", *options_.runs)
                          : std::string("until Ctrl-C"))
      << std::endl;
}

void FuzzCampaign::measure(Clock::time_point now) {
  read_.clear();
  repeats_.clear();
  bool damaged = false;
  // Pages of workers that this campaign does not need any more count as well.
  std::error_code error;
  for (fs::directory_iterator entry{output_ / "workers", error};
       !error && entry != fs::directory_iterator{}; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const campaign::Reading page = campaign::read_page(entry->path() / "page");
    damaged = damaged || page.damaged;
    read_[name.substr(0, name.rfind('-'))].add(page);
    for (const auto& [key, count] : page.repeats) repeats_[key] += count;
  }
  if (damaged && !std::exchange(damaged_told_, true)) {
    session_.err << "synspect: a page below " << (output_ / "workers").string()
                 << " holds what cannot be: its counts are left out\n";
  }
  const double passed = as_seconds(now - measured_);
  for (Target& target : targets_) {
    const std::uint64_t executions = read_[target.name].executions;
    const auto more =
        static_cast<double>(executions - std::min(target.executions_last, executions));
    // Smoothed over some ten seconds: engines write their corpus in bursts.
    const double rate = passed > 0 ? more / passed : 0;
    const double weight = std::min(1.0, std::max(0.1, 1.0 / (as_seconds(now - began_) + 1)));
    if (target.executions_last != 0 || more > 0) {
      target.per_second += (rate - target.per_second) * weight;
    }
    target.executions_last = executions;
    // A look at every file there: dearer than the rest.
    if (now >= corpora_measured_ + kWrite) {
      target.corpus_size = campaign::size_of_corpus(target.corpus);
    }
  }
  if (now >= corpora_measured_ + kWrite) corpora_measured_ = now;
  measured_ = now;
  finds_->count(repeats_);
}

campaign::Stats FuzzCampaign::stats(Clock::time_point now, const std::string& state) const {
  campaign::Stats stats;
  stats.stack = options_.stack;
  stats.other_stack = options_.other_stack;
  stats.seed = options_.seed;
  stats.campaigns = earlier_.campaigns + 1;
  stats.state = state;
  stats.elapsed_s = earlier_.elapsed_s + as_seconds(now - began_);
  if (last_finding_) stats.since_last_finding_s = as_seconds(now - *last_finding_);
  for (const Target& target : targets_) {
    campaign::TargetStats one;
    one.name = target.name;
    if (const auto at = read_.find(target.name); at != read_.end()) one.counted = at->second;
    one.executions_per_s = target.per_second;
    one.corpus = target.corpus_size;
    one.starts = target.earlier.starts;
    one.crashes = target.earlier.crashes;
    for (const campaign::EngineWorker& worker : crew_.workers()) {
      if (worker.plan().target != target.name) continue;
      one.coverage = std::max(one.coverage, worker.coverage());
      one.features = std::max(one.features, worker.features());
      if (worker.runs()) ++one.workers;
      one.starts += worker.starts();
      one.crashes += worker.crashes();
    }
    stats.targets.push_back(std::move(one));
  }
  for (const campaign::Earlier::Target& target : earlier_.targets) {
    const bool present = std::ranges::any_of(
        targets_, [&](const Target& now_fuzzed) { return now_fuzzed.name == target.name; });
    if (present) continue;
    campaign::TargetStats one;  // not fuzzed this time, not forgotten either
    one.name = target.name;
    if (const auto at = read_.find(target.name); at != read_.end()) one.counted = at->second;
    one.starts = target.starts;
    one.crashes = target.crashes;
    stats.targets.push_back(std::move(one));
  }
  for (const Find& find : finds_->all()) {
    stats.findings.push_back(
        {find.identity, find.target,
         find.folder.empty() ? "" : find.folder.lexically_relative(output_).string(), find.repeats,
         find.known});
  }
  return stats;
}

void FuzzCampaign::write_statistics(Clock::time_point now, const std::string& state) {
  const campaign::Stats all = stats(now, state);
  auto put = campaign::put_file(output_ / "stats.json", campaign::stats_json(all));
  wrote_ = now;
  if (put && (now >= counted_ + kCsv || state != "running")) {
    counted_ = now;
    std::error_code error;
    const bool empty = fs::file_size(output_ / "stats.csv", error) == 0;
    std::ofstream stream{output_ / "stats.csv", std::ios::app};
    stream << (empty ? campaign::kCsvHead : "") << campaign::stats_csv(all) << std::flush;
    if (!stream) put = std::unexpected("cannot write " + (output_ / "stats.csv").string());
  }
  if (!put && !std::exchange(cannot_write_, true)) {
    session_.err << "synspect: " << put.error() << "; the campaign goes on\n";
  }
}

void FuzzCampaign::tell(Clock::time_point now) {
  const auto wipe = [this] {
    if (std::exchange(shown_, false)) session_.err << "\r\x1b[K" << std::flush;
  };
  for (const Find& find : finds_->fresh()) {
    wipe();
    last_finding_ = now;
    found_new_ = found_new_ || !find.known;
    session_.out << finding_line(find) << std::flush;
  }
  for (const std::string& trouble : finds_->troubles()) {
    wipe();
    not_kept_ = true;
    session_.err << "synspect: " << trouble << "\n" << std::flush;
  }
  const bool watched = session_.around.progress;
  if (now < told_ + (watched ? seconds{1} : kTellFile)) return;
  told_ = now;
  wipe();
  const auto time = std::chrono::duration_cast<milliseconds>(now - began_);
  session_.err << status_line(stats(now, "running"), time) << (watched ? "" : "\n") << std::flush;
  shown_ = watched;
}

void FuzzCampaign::tend(Clock::time_point now) {
  crew_.tend(now);
  if (now >= measured_ + kMeasure) {
    look();
    measure(now);
  }
  tend_merge(now);
  finds_->tend();
  tell(now);
  if (now >= wrote_ + kWrite) write_statistics(now, "running");
}

campaign::WorkerPlan FuzzCampaign::merge_plan(const Target& target) const {
  campaign::WorkerPlan plan;
  plan.target = target.name;
  plan.program = target.program;
  plan.flags = target.flags;
  plan.environment = environment_;
  plan.home = output_ / "workers" / (target.name + "-merge");
  return plan;
}

void FuzzCampaign::look() {
  for (const campaign::EngineWorker& worker : crew_.workers()) finds_->look(worker.plan());
  for (const Target& target : targets_) finds_->look(merge_plan(target));
}

void FuzzCampaign::tend_merge(Clock::time_point now) {
  constexpr std::uint64_t kWorthwhile = 500;
  constexpr std::chrono::minutes kPause{5};
  if (merge_) {
    const auto result = merge_->tend();
    if (!result) return;
    merge_.reset();
    merging_->merged = now;
    merging_->files_merged =
        *result ? (*result)->after : campaign::size_of_corpus(merging_->corpus).files;
    if (!*result) session_.err << "synspect: " << result->error() << "\n" << std::flush;
    return;
  }
  for (Target& target : targets_) {
    const std::uint64_t files = target.corpus_size.files;
    const bool rested = now >= target.merged.value_or(began_) + kPause;
    if (target.engine.kind != campaign::EngineKind::kLibFuzzer || !rested || files < kWorthwhile ||
        files < 2 * target.files_merged) {
      continue;
    }
    target.merged = now;
    const campaign::WorkerPlan plan = merge_plan(target);
    auto merge = campaign::Merge::start({.program = plan.program,
                                         .flags = plan.flags,
                                         .environment = plan.environment,
                                         .corpus = target.corpus,
                                         .home = plan.home});
    if (!merge) session_.err << "synspect: " << merge.error() << "\n" << std::flush;
    if (!merge || !*merge) continue;
    merge_ = std::move(*merge);
    merging_ = &target;
    return;
  }
}

int FuzzCampaign::wait(const worker::InterruptGuard& guard) {
  std::vector<pollfd> what = crew_.words();
  if (finds_->answer() >= 0)
    what.push_back({.fd = finds_->answer(), .events = POLLIN, .revents = 0});
  guard.wait(what, milliseconds{100});
  // An engine that talks all the time must not keep us from sleeping.
  if (worker::InterruptGuard::signal_number() == 0) guard.wait({}, milliseconds{20});
  return worker::InterruptGuard::signal_number();
}

gate::ExitCode FuzzCampaign::run() {
  int signal = 0;
  {
    const worker::InterruptGuard guard;
    if (options_.seeds) {
      for (Target& target : targets_) {
        target.seeds = give_seeds(target.name, target.corpus, session_.around);
      }
    }
    began_ = Clock::now();
    measured_ = counted_ = told_ = began_;
    measure(began_);
    for (Target& target : targets_) {
      target.executions_before = target.executions_last = read_[target.name].executions;
    }
    announce();
    write_statistics(began_, "running");
    crew_.start(Clock::now());
    // At work.
    std::string failure;
    while (!crew_.done()) {
      const int came = wait(guard);
      const auto now = Clock::now();
      tend(now);
      if (came != 0 && signal == 0) {
        signal = came;
        worker::InterruptGuard::forget();
        crew_.ask_to_end(now);
      } else if (came != 0) {
        crew_.kill();
      }
      const bool enough = options_.stop_on_finding && found_new_;
      if (enough || !crew_.failure().empty()) crew_.ask_to_end(now);
    }
    // What they have left behind.
    if (merge_) {
      merge_.reset();  // the corpus is as it was
      campaign::recover(merging_->corpus);
    }
    look();
    while (!finds_->idle()) {
      const int came = wait(guard);
      tend(Clock::now());
      if (came != 0 && std::exchange(signal, came) != 0) break;
      if (came != 0) worker::InterruptGuard::forget();
    }
    tell(Clock::now());
  }
  const auto now = Clock::now();
  corpora_measured_ = {};
  measure(now);
  if (shown_) session_.err << "\r\x1b[K" << std::flush;
  const gate::ExitCode code = weigh();
  const bool failed = code == gate::ExitCode::kOwnFault;
  for (Target& target : targets_) {
    const auto done = target.executions_last - target.executions_before;
    target.per_second = static_cast<double>(done) / std::max(0.001, as_seconds(now - began_));
  }
  write_statistics(now, failed ? "failed" : signal != 0 ? "interrupted" : "ended");
  session_.out << summary(stats(now, "ended"), finds_->all(),
                          std::chrono::duration_cast<milliseconds>(now - began_));
  if (!finds_->idle()) {
    session_.out << fmt::format("{} inputs were not looked at; the next start does so\n",
                                finds_->waiting());
  }
  for (const campaign::EngineWorker& worker : crew_.workers()) {
    if (worker.state() != State::kGaveUp) continue;
    session_.err << fmt::format("synspect: worker {} gave up: {} crashes in a row, each at once\n",
                                worker.plan().name(), campaign::kMostCrashesAtOnce);
  }
  if (!crew_.failure().empty()) session_.err << "synspect: " << crew_.failure() << "\n";
  if (signal != 0 && !failed) throw Stopped{signal};
  return code;
}

gate::ExitCode FuzzCampaign::weigh() const {
  gate::Facts facts;
  facts.own_fault = !crew_.failure().empty();
  facts.usage = not_kept_;
  facts.nonconformance = finds_->any_new();
  // The stack let nobody do what was asked.
  facts.nothing_ran = std::ranges::any_of(
      crew_.workers(), [](const auto& worker) { return worker.state() == State::kGaveUp; });
  return gate::exit_code(facts);
}

}  // namespace synspect::cli
