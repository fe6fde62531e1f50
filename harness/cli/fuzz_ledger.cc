#include "harness/cli/fuzz_ledger.h"

#include <algorithm>
#include <fstream>
#include <ostream>
#include <system_error>
#include <utility>

#include "harness/campaign/corpus_folder.h"
#include "harness/campaign/whole_file.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr seconds kMeasure{1};
constexpr seconds kWrite{5};
constexpr seconds kCsv{10};

double as_seconds(campaign::Clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

FuzzLedger::FuzzLedger(const FuzzOptions& options, fs::path output, campaign::Earlier earlier,
                       std::ostream& err)
    : options_{options}, output_{std::move(output)}, earlier_{std::move(earlier)}, err_{err} {}

void FuzzLedger::begin(Clock::time_point now, std::vector<FuzzTarget>& targets) {
  began_ = measured_ = counted_ = now;
  measure(now, targets, true);
  for (FuzzTarget& target : targets) {
    target.executions_before = target.executions_last = read_[target.name].executions;
  }
}

bool FuzzLedger::measure(Clock::time_point now, std::vector<FuzzTarget>& targets, bool at_once) {
  if (!at_once && now < measured_ + kMeasure) return false;
  read_pages();
  // A look at every file there: dearer than the rest.
  const bool corpora = at_once || now >= corpora_measured_ + kWrite;
  for (FuzzTarget& target : targets) measure(target, now, corpora);
  if (corpora) corpora_measured_ = now;
  measured_ = now;
  return true;
}

void FuzzLedger::read_pages() {
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
    err_ << "synspect: a page below " << (output_ / "workers").string()
         << " holds what cannot be: its counts are left out\n";
  }
}

void FuzzLedger::measure(FuzzTarget& target, Clock::time_point now, bool corpus_too) {
  const double passed = as_seconds(now - measured_);
  const std::uint64_t executions = read_[target.name].executions;
  const auto more = static_cast<double>(executions - std::min(target.executions_last, executions));
  // Smoothed over some ten seconds: engines write their corpus in bursts.
  const double rate = passed > 0 ? more / passed : 0;
  const double weight = std::min(1.0, std::max(0.1, 1.0 / (as_seconds(now - began_) + 1)));
  if (target.executions_last != 0 || more > 0) {
    target.per_second += (rate - target.per_second) * weight;
  }
  target.executions_last = executions;
  if (!corpus_too) return;
  target.corpus_size = campaign::size_of_corpus(target.corpus);
  // Engines do not say that they could not write.
  std::error_code error;
  if (fs::space(target.corpus, error).available == 0 && !error &&
      !std::exchange(full_told_, true)) {
    err_ << "synspect: no space left at " << target.corpus.string()
         << ": what is new to the corpus is lost\n";
  }
}

campaign::Stats FuzzLedger::stats(Clock::time_point now, const std::string& state,
                                  const std::vector<FuzzTarget>& targets,
                                  const campaign::Crew& crew, const Finds& finds) const {
  campaign::Stats stats;
  stats.stack = options_.stack;
  stats.other_stack = options_.other_stack;
  stats.seed = options_.seed;
  stats.campaigns = earlier_.campaigns + 1;
  stats.state = state;
  stats.elapsed_s = earlier_.elapsed_s + as_seconds(passed(now));
  if (last_finding_) stats.since_last_finding_s = as_seconds(now - *last_finding_);
  const auto counted = [this](const std::string& name) {
    const auto at = read_.find(name);
    return at == read_.end() ? campaign::Reading{} : at->second;
  };
  for (const FuzzTarget& target : targets) {
    campaign::TargetStats one;
    one.name = target.name;
    one.counted = counted(target.name);
    one.executions_per_s = target.per_second;
    one.corpus = target.corpus_size;
    one.starts = target.earlier.starts;
    one.crashes = target.earlier.crashes;
    for (const campaign::EngineWorker& worker : crew.workers()) {
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
    if (std::ranges::find(targets, target.name, &FuzzTarget::name) != targets.end()) continue;
    campaign::TargetStats one;  // not fuzzed this time, not forgotten either
    one.name = target.name;
    one.counted = counted(target.name);
    one.starts = target.starts;
    one.crashes = target.crashes;
    stats.targets.push_back(std::move(one));
  }
  for (const Find& find : finds.all()) {
    stats.findings.push_back(
        {find.identity, find.target,
         find.folder.empty() ? "" : find.folder.lexically_relative(output_).string(), find.repeats,
         find.known});
  }
  return stats;
}

bool FuzzLedger::due(Clock::time_point now) const { return now >= wrote_ + kWrite; }

void FuzzLedger::write(Clock::time_point now, const campaign::Stats& stats) {
  auto put = campaign::put_file(output_ / "stats.json", campaign::stats_json(stats));
  wrote_ = now;
  if (put && (now >= counted_ + kCsv || stats.state != "running")) {
    counted_ = now;
    std::error_code error;
    const bool empty = fs::file_size(output_ / "stats.csv", error) == 0;
    std::ofstream stream{output_ / "stats.csv", std::ios::app};
    stream << (empty ? campaign::kCsvHead : "") << campaign::stats_csv(stats) << std::flush;
    if (!stream) put = std::unexpected("cannot write " + (output_ / "stats.csv").string());
  }
  if (!put && !std::exchange(cannot_write_, true)) {
    err_ << "synspect: " << put.error() << "; the campaign goes on\n";
  }
}

}  // namespace synspect::cli
