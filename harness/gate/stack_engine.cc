#include <utility>

#include "harness/gate/engine.h"
#include "harness/gate/watched_stack.h"
#include "harness/judge/judge.h"

namespace synspect::gate {
namespace {

constexpr EndpointId kFirst = 0, kSecond = 1;

class Unwatched final : public ObservationSink {
 public:
  void begin(const RunHeader& /*header*/) override {}
  void observe(const Observation& /*seen*/) override {}
};

// Hands everything on, and notes how far the run is.
class NotingSink final : public ObservationSink {
 public:
  void begin(const RunHeader& header) override { to_->begin(header); }
  void observe(const Observation& seen) override {
    notes_->observed(seen);
    to_->observe(seen);
    if (judge_ != nullptr) notes_->states(judge_->states());
  }
  void connect(ObservationSink& to, const judge::Judge* judge, Notes& notes) {
    to_ = &to;
    judge_ = judge;
    notes_ = &notes;
  }

 private:
  ObservationSink* to_{};
  const judge::Judge* judge_{};
  Notes* notes_{};
};

class StackEngine final : public Engine {
 public:
  StackEngine(StackFactory make_stack, EngineOptions options)
      : make_stack_{std::move(make_stack)}, options_{std::move(options)}, first_{make_stack_()} {}

  void watch(Notes& notes) override {
    notes_ = &notes;
    first_ = watched(std::move(first_), kFirst, notes);
    noting_.connect(plain_sink(), options_.judged ? &judge_ : nullptr, notes);
  }

  const Controls& controls() const override { return first_->capabilities().controls; }

  Run play(const script::Script& script, const std::string& path,
           const drive::ScriptVariant& variant) override {
    if (notes_ != nullptr) notes_->variant(variant);
    return judged(variant, drive::run_script(script, run_options(path, variant), *first_, sink()));
  }

  Run play(const drive::PairScenario& scenario, const drive::ScriptVariant& variant) override {
    if (!second_) second_ = make_second();
    if (notes_ != nullptr) notes_->variant(variant);
    return judged(variant,
                  drive::run_pair(scenario, run_options(std::string(scenario.name), variant),
                                  *first_, *second_, sink()));
  }

 private:
  drive::ScriptRunOptions run_options(const std::string& path,
                                      const drive::ScriptVariant& variant) const {
    drive::ScriptRunOptions run;
    run.path = path;
    run.profile = options_.profile;
    run.variant = variant;
    if (notes_ != nullptr) run.at_line = [this](std::uint32_t line) { notes_->line(line); };
    return run;
  }

  std::unique_ptr<StackUnderTest> make_second() {
    if (notes_ == nullptr) return make_stack_();
    notes_->cause(Operation::kLoad, kSecond);
    notes_->enter(Operation::kLoad);
    auto stack = watched(make_stack_(), kSecond, *notes_);
    notes_->leave();
    return stack;
  }

  ObservationSink& plain_sink() {
    if (options_.judged) return judge_;
    return unwatched_;
  }
  ObservationSink& sink() {
    if (notes_ != nullptr) return noting_;
    return plain_sink();
  }

  Run judged(const drive::ScriptVariant& variant, drive::Outcome outcome) {
    Run run;
    run.variant = variant;
    run.outcome = std::move(outcome);
    // A stack that refuses the reset ends the run before it begins: the judge then still holds what
    // it saw of the run before.
    const bool observed = run.outcome.verdict == drive::Verdict::kPass ||
                          run.outcome.verdict == drive::Verdict::kFail;
    if (!options_.judged || !observed) return run;
    for (const judge::Finding& finding : judge_.findings()) {
      run.findings.push_back({finding, finding.identity()});
    }
    for (const judge::ClauseTally& tally : judge_.tallies()) {
      if (tally.upheld != 0 || tally.broken != 0) run.tallies.push_back(tally);
    }
    return run;
  }

  StackFactory make_stack_;
  EngineOptions options_;
  judge::Judge judge_;
  Unwatched unwatched_;
  NotingSink noting_;
  Notes* notes_{};
  std::unique_ptr<StackUnderTest> first_;
  std::unique_ptr<StackUnderTest> second_;  // made when the first scenario asks for it
};

}  // namespace

EngineFactory stack_engine(StackFactory make_stack, EngineOptions options) {
  return [make_stack = std::move(make_stack), options = std::move(options)] {
    return std::make_unique<StackEngine>(make_stack, options);
  };
}

}  // namespace synspect::gate
