#include "harness/cli/fuzz_campaign.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "harness/campaign/build_id.h"
#include "harness/campaign/merge.h"
#include "harness/campaign/page.h"
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
using State = campaign::EngineWorker::State;

constexpr seconds kTellFile{60};  // where nobody watches

fs::path whole_path(const fs::path& path) { return fs::absolute(path).lexically_normal(); }

milliseconds in_ms(campaign::Clock::duration time) {
  return std::chrono::duration_cast<milliseconds>(time);
}

}  // namespace

// --- before any work is done ---

FuzzCampaign::FuzzCampaign(const FuzzOptions& options, Session& session)
    : options_{options},
      session_{session},
      output_{whole_path(options.output)},
      environment_{environment_of(options, session.around)},
      crew_{options.time},
      merges_{environment_, output_, session.err} {
  auto reasons = known_to_campaigns(options.baseline, options.stack, session.around);
  for (const std::string& name : options.targets) prepare_target(name);
  prepare_output();
  finds_ = std::make_unique<Finds>(FindsPlan{.stack = options.stack,
                                             .other_stack = options.other_stack,
                                             .output = output_,
                                             .limits = options.limits,
                                             .reasons = std::move(reasons)},
                                   session.around);
  kept_before_ = finds_->all().size();
  hire();
}

void FuzzCampaign::prepare_target(const std::string& name) {
  FuzzTarget target;
  target.name = name;
  target.program = program_of(name, options_.sanitizers, session_.around);
  target.corpus = whole_path(options_.corpus / name);
  make_folder(target.corpus);
  campaign::recover(target.corpus);
  auto engine = campaign::probe_engine(target.program, environment_);
  if (!engine) throw UsageError(fmt::format("target {}: {}", name, engine.error()));
  target.engine = *std::move(engine);
  if (target.engine.build && *target.engine.build != campaign::build_id()) {
    throw EnvironmentError(
        fmt::format("target {}: built from other sources than this program, so that what it finds "
                    "could not be run again: {}",
                    name, target.program.string()),
        "./synspect fuzz builds both");
  }
  target.flags = flags_of(name, target.engine, options_, session_.around);
  targets_.push_back(std::move(target));
}

void FuzzCampaign::prepare_output() {
  make_folder(output_ / "findings");
  make_folder(output_ / "workers");
  lock_.emplace(lock_folder(output_));
  check_writable(output_ / "stats.csv");
  drop_half_made(output_ / "findings");
  if (const std::size_t old = campaign::drop_old_pages(output_ / "workers")) {
    session_.err << fmt::format(
        "synspect: {} {} below {} are of an earlier version of this program: counts begin anew\n",
        old, old == 1 ? "page" : "pages", (output_ / "workers").string());
  }
  auto earlier = campaign::read_stats(output_ / "stats.json");
  if (!earlier) {
    session_.err << "synspect: " << earlier.error() << "; starts are counted anew\n";
  } else if (!earlier->stack.empty() && earlier->stack != options_.stack) {
    throw UsageError(fmt::format("--output {}: holds a campaign of the stack {}", output_.string(),
                                 earlier->stack),
                     "one folder per stack");
  }
  ledger_ = std::make_unique<FuzzLedger>(options_, output_, earlier.value_or(campaign::Earlier{}),
                                         session_.err);
}

void FuzzCampaign::hire() {
  for (FuzzTarget& target : targets_) target.earlier = ledger_->earlier().of(target.name);
  const auto places = static_cast<std::size_t>(options_.jobs);
  for (const campaign::Duty& duty : campaign::duties(targets_.size(), places, options_.runs)) {
    const FuzzTarget& target = targets_[duty.target];
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
    if (const auto page = campaign::MappedPage::open(plan.page()); !page) {
      throw UsageError("cannot make " + page.error());
    }
    crew_.add(duty.place, std::move(plan));
  }
}

// --- at work ---

gate::ExitCode FuzzCampaign::run() {
  int signal = 0;
  {
    const worker::InterruptGuard guard;
    if (options_.seeds) {
      for (FuzzTarget& target : targets_) {
        target.seeds = give_seeds(target.name, target.corpus, session_.around);
      }
    }
    const auto began = Clock::now();
    told_ = began;
    ledger_->begin(began, targets_);
    merges_.begin(began);
    finds_->count(ledger_->repeats());
    announce();
    ledger_->write(began, stats(began, "running"));
    signal = look_at_the_rest(guard, work(guard));
  }
  const auto now = Clock::now();
  ledger_->measure(now, targets_, true);
  finds_->count(ledger_->repeats());
  wipe_status();
  const gate::ExitCode code = weigh();
  const bool failed = code == gate::ExitCode::kOwnFault;
  sum_up(now, signal, failed);
  if (signal != 0 && !failed) throw Stopped{signal};
  return code;
}

int FuzzCampaign::work(const worker::InterruptGuard& guard) {
  int signal = 0;
  crew_.start(Clock::now());
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
  return signal;
}

// What they have left behind. A signal leaves it to the next start.
int FuzzCampaign::look_at_the_rest(const worker::InterruptGuard& guard, int signal) {
  merges_.end();
  look();
  const auto latest = Clock::now() + seconds{2};
  bool told = false;
  while (!finds_->idle()) {
    const int came = wait(guard);
    tend(Clock::now());
    if (Clock::now() >= latest && !std::exchange(told, true)) {
      wipe_status();
      session_.err << fmt::format(
          "synspect: the workers have ended; {} of their inputs are still to be looked at, Ctrl-C "
          "leaves them to the next start\n",
          finds_->waiting());
    }
    if (came != 0) {
      signal = came;
      break;
    }
  }
  tell(Clock::now());
  return signal;
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

void FuzzCampaign::tend(Clock::time_point now) {
  crew_.tend(now);
  if (ledger_->measure(now, targets_)) {
    finds_->count(ledger_->repeats());
    look();
    if (std::ranges::any_of(crew_.workers(), &campaign::EngineWorker::of_another_build)) {
      rebuilt_ = true;
      crew_.ask_to_end(now);
    }
  }
  merges_.tend(now, targets_);
  finds_->tend();
  tell(now);
  if (ledger_->due(now)) ledger_->write(now, stats(now, "running"));
}

void FuzzCampaign::look() {
  for (const campaign::EngineWorker& worker : crew_.workers()) finds_->look(worker.plan());
  for (const FuzzTarget& target : targets_) {
    finds_->look(merge_plan(target, environment_, output_));
  }
}

// --- what it says ---

void FuzzCampaign::announce() {
  std::ostream& out = session_.out;
  out << fmt::format("stack {}, seed {}, {} {}\n", options_.stack, options_.seed, options_.jobs,
                     options_.jobs == 1 ? "worker" : "workers");
  for (const FuzzTarget& target : targets_) out << target_lines(target);
  out << fmt::format("findings and statistics: {}\n", output_.string());
  const campaign::Earlier& earlier = ledger_->earlier();
  if (earlier.campaigns > 0) {
    out << fmt::format("going on after {} and {} {}\n",
                       to_text(milliseconds{static_cast<std::int64_t>(earlier.elapsed_s * 1000)}),
                       kept_before_, kept_before_ == 1 ? "finding" : "findings");
  }
  out << (options_.time   ? fmt::format("for {}", to_text(*options_.time))
          : options_.runs ? fmt::format("for {} executions of each target", *options_.runs)
                          : std::string("until Ctrl-C"))
      << '\n'
      << std::flush;
}

void FuzzCampaign::wipe_status() {
  if (std::exchange(shown_, false)) session_.err << "\r\x1b[K" << std::flush;
}

void FuzzCampaign::tell(Clock::time_point now) {
  for (const Find& find : finds_->fresh()) {
    wipe_status();
    ledger_->found(now);
    found_new_ = found_new_ || !find.known;
    session_.out << finding_line(find, finds_->reasons()) << std::flush;
  }
  for (const std::string& trouble : finds_->troubles()) {
    wipe_status();
    not_kept_ = true;
    session_.err << "synspect: " << trouble << "\n" << std::flush;
  }
  const bool watched = session_.around.progress;
  if (now < told_ + (watched ? seconds{1} : kTellFile)) return;
  told_ = now;
  wipe_status();
  session_.err << status_line(stats(now, "running"), in_ms(ledger_->passed(now)))
               << (watched ? "" : "\n") << std::flush;
  shown_ = watched;
}

campaign::Stats FuzzCampaign::stats(Clock::time_point now, const std::string& state) const {
  return ledger_->stats(now, state, targets_, crew_, *finds_);
}

void FuzzCampaign::sum_up(Clock::time_point now, int signal, bool failed) {
  for (FuzzTarget& target : targets_) {
    const auto done = static_cast<double>(target.executions_last - target.executions_before);
    const std::chrono::duration<double> took = ledger_->passed(now);
    target.per_second = done / std::max(0.001, took.count());
  }
  const campaign::Stats all = stats(now, failed ? "failed" : signal != 0 ? "interrupted" : "ended");
  ledger_->write(now, all);
  session_.out << summary(all, *finds_, output_, in_ms(ledger_->passed(now)));
  if (!finds_->idle()) {
    session_.out << fmt::format("{} inputs were not looked at; the next start does so\n",
                                finds_->waiting());
  }
  for (const campaign::EngineWorker& worker : crew_.workers()) {
    if (worker.state() != State::kGaveUp) continue;
    session_.err << fmt::format("synspect: worker {} gave up: {} crashes in a row, each at once\n",
                                worker.plan().name(), campaign::kMostCrashesAtOnce);
  }
  if (rebuilt_) {
    session_.err << "synspect: a target was built anew while the campaign ran, from other sources "
                    "than this program; start it again\n";
  }
  if (!crew_.failure().empty()) session_.err << "synspect: " << crew_.failure() << "\n";
}

gate::ExitCode FuzzCampaign::weigh() const {
  gate::Facts facts;
  facts.own_fault = !crew_.failure().empty();
  facts.usage = not_kept_;
  facts.nonconformance = finds_->any_new();
  // The stack let nobody do what was asked.
  facts.nothing_ran =
      rebuilt_ || std::ranges::find(crew_.workers(), State::kGaveUp,
                                    &campaign::EngineWorker::state) != crew_.workers().end();
  return gate::exit_code(facts);
}

}  // namespace synspect::cli
