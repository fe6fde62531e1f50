#include "harness/cli/timed_engine.h"

#include <chrono>
#include <utility>

namespace synspect::cli {
namespace {

class TimedEngine final : public gate::Engine {
 public:
  explicit TimedEngine(std::unique_ptr<gate::Engine> inner) : inner_{std::move(inner)} {}

  void watch(gate::Notes& notes) override { inner_->watch(notes); }
  const Controls& controls() const override { return inner_->controls(); }
  gate::Run play(const script::Script& script, const std::string& path,
                 const drive::ScriptVariant& variant) override {
    return measured([&] { return inner_->play(script, path, variant); });
  }
  gate::Run play(const drive::PairScenario& scenario,
                 const drive::ScriptVariant& variant) override {
    return measured([&] { return inner_->play(scenario, variant); });
  }

 private:
  template <typename Play>
  static gate::Run measured(const Play& play) {
    const auto start = std::chrono::steady_clock::now();
    gate::Run run = play();
    const auto spent = std::chrono::steady_clock::now() - start;
    run.wall_us = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(spent).count());
    return run;
  }

  std::unique_ptr<gate::Engine> inner_;
};

}  // namespace

gate::EngineFactory timed(gate::EngineFactory inner) {
  return [inner = std::move(inner)] { return std::make_unique<TimedEngine>(inner()); };
}

}  // namespace synspect::cli
