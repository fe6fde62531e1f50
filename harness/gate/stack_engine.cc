#include <utility>

#include "harness/gate/engine.h"
#include "harness/judge/judge.h"

namespace synspect::gate {
namespace {

class Unwatched final : public ObservationSink {
 public:
  void begin(const RunHeader& /*header*/) override {}
  void observe(const Observation& /*seen*/) override {}
};

class StackEngine final : public Engine {
 public:
  StackEngine(StackFactory make_stack, EngineOptions options)
      : make_stack_{std::move(make_stack)}, options_{std::move(options)}, first_{make_stack_()} {}

  const Controls& controls() const override { return first_->capabilities().controls; }

  Run play(const script::Script& script, const std::string& path,
           const drive::ScriptVariant& variant) override {
    return judged(variant, drive::run_script(script, run_options(path, variant), *first_, sink()));
  }

  Run play(const drive::PairScenario& scenario, const drive::ScriptVariant& variant) override {
    if (!second_) second_ = make_stack_();
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
    return run;
  }

  ObservationSink& sink() {
    if (options_.judged) return judge_;
    return unwatched_;
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
