// What a fuzz campaign costs: generated scenarios of 32 events, decoded, run on the reference and
// judged. Beside the rate stands how deep they go: a fast run that opens nothing tests nothing.
// `bare`: neither side has its extensions on; otherwise each has in half of the scenarios.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "harness/drive/scenario_run.h"
#include "harness/judge/judge.h"
#include "harness/scenario/encoding.h"
#include "harness/scenario/generate.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect {
namespace {

using scenario::Shape;

constexpr std::size_t kScenarios = 2'000;
constexpr std::size_t kEvents = 32;

enum class Extensions : std::uint8_t { kDrawn, kNone };

std::vector<std::vector<std::uint8_t>> inputs(Shape shape, Extensions extensions) {
  std::vector<std::vector<std::uint8_t>> all;
  for (std::uint64_t seed = 1; seed <= kScenarios; ++seed) {
    scenario::Scenario drawn = scenario::generate(seed, shape, kEvents);
    if (extensions == Extensions::kNone) drawn.setup.profile = 0;
    all.push_back(scenario::encode(drawn));
  }
  return all;
}

struct Silent final : ObservationSink {
  void begin(const RunHeader&) override {}
  void observe(const Observation&) override {}
};
struct Counter final : ObservationSink {
  std::uint64_t count{};
  void begin(const RunHeader&) override {}
  void observe(const Observation&) override { ++count; }
};

void run(benchmark::State& state, Shape shape, ObservationSink& sink,
         Extensions extensions = Extensions::kDrawn) {
  const auto all = inputs(shape, extensions);
  const auto first = make_reference_stack();
  const auto second = make_reference_stack();
  const bool two = shape == Shape::kTwoEndpoints;
  auto runner = two ? std::make_unique<drive::ScenarioRunner>(*first, *second, sink)
                    : std::make_unique<drive::ScenarioRunner>(*first, sink);
  scenario::Scenario scenario;
  std::size_t next = 0;
  double established = 0;
  double time_wait = 0;
  for (auto _ : state) {
    scenario::decode(all[next++ % all.size()], shape, scenario);
    benchmark::DoNotOptimize(runner->run(scenario).size());
    if (runner->coverage().visited_in_run(TcpState::kEstablished)) ++established;
    if (runner->coverage().visited_in_run(TcpState::kTimeWait)) ++time_wait;
  }
  const auto runs = static_cast<double>(state.iterations());
  state.SetItemsProcessed(state.iterations());  // executions per second
  state.counters["ESTABLISHED"] = established / runs;
  state.counters["TIME-WAIT"] = time_wait / runs;
  Counter counter;
  auto counted = two ? std::make_unique<drive::ScenarioRunner>(*first, *second, counter)
                     : std::make_unique<drive::ScenarioRunner>(*first, counter);
  for (const auto& octets : all) {
    scenario::decode(octets, shape, scenario);
    static_cast<void>(counted->run(scenario));
  }
  state.counters["observations"] =
      static_cast<double>(counter.count) / static_cast<double>(all.size());
}

void one_endpoint_judged(benchmark::State& state) {
  judge::Judge judge;
  run(state, Shape::kOneEndpoint, judge);
}
BENCHMARK(one_endpoint_judged);

void one_endpoint_judged_bare(benchmark::State& state) {
  judge::Judge judge;
  run(state, Shape::kOneEndpoint, judge, Extensions::kNone);
}
BENCHMARK(one_endpoint_judged_bare);

void one_endpoint_unjudged(benchmark::State& state) {
  Silent silent;
  run(state, Shape::kOneEndpoint, silent);
}
BENCHMARK(one_endpoint_unjudged);

void two_endpoints_judged(benchmark::State& state) {
  judge::Judge judge;
  run(state, Shape::kTwoEndpoints, judge);
}
BENCHMARK(two_endpoints_judged);

}  // namespace
}  // namespace synspect

BENCHMARK_MAIN();
