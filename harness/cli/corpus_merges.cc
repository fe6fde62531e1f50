#include "harness/cli/corpus_merges.h"

#include <ostream>
#include <utility>

#include "harness/campaign/corpus_folder.h"

namespace synspect::cli {

campaign::WorkerPlan merge_plan(const FuzzTarget& target, const Environment& environment,
                                const std::filesystem::path& output) {
  campaign::WorkerPlan plan;
  plan.target = target.name;
  plan.program = target.program;
  plan.flags = target.flags;
  plan.environment = environment;
  plan.home = output / "workers" / (target.name + "-merge");
  return plan;
}

bool CorpusMerges::worthwhile(const FuzzTarget& target, Clock::time_point now) const {
  constexpr std::uint64_t kWorthwhile = 500;
  constexpr std::chrono::minutes kPause{5};
  const std::uint64_t files = target.corpus_size.files;
  return target.engine.kind == campaign::EngineKind::kLibFuzzer &&
         now >= target.merged.value_or(began_) + kPause && files >= kWorthwhile &&
         files >= 2 * target.files_merged;
}

void CorpusMerges::tend(Clock::time_point now, std::vector<FuzzTarget>& targets) {
  if (merge_) {
    const auto result = merge_->tend();
    if (!result) return;
    merge_.reset();
    merging_->merged = now;
    merging_->files_merged =
        *result ? (*result)->after : campaign::size_of_corpus(merging_->corpus).files;
    if (!*result) err_ << "synspect: " << result->error() << "\n" << std::flush;
    return;
  }
  for (FuzzTarget& target : targets) {
    if (!worthwhile(target, now)) continue;
    target.merged = now;
    const campaign::WorkerPlan plan = merge_plan(target, environment_, output_);
    auto merge = campaign::Merge::start({.program = plan.program,
                                         .flags = plan.flags,
                                         .environment = plan.environment,
                                         .corpus = target.corpus,
                                         .home = plan.home});
    if (!merge) err_ << "synspect: " << merge.error() << "\n" << std::flush;
    if (!merge || !*merge) continue;
    merge_ = std::move(*merge);
    merging_ = &target;
    return;
  }
}

void CorpusMerges::end() {
  if (!merge_) return;
  merge_.reset();
  campaign::recover(merging_->corpus);
}

}  // namespace synspect::cli
