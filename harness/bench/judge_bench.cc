// What the judge costs: a kept run handed to a Judge again, in ns per observation.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "fuzzers/judged_storm.h"
#include "harness/drive/pair.h"
#include "harness/history/history.h"
#include "harness/judge/judge.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect {
namespace {

using std::chrono::seconds;

// Handshake, 200,000 octets, close. Both ends are judged.
void record_transfer(History& history) {
  constexpr std::uint16_t kPort = 80;
  constexpr std::uint32_t kOctets = 20'000;
  const auto first = make_reference_stack();
  const auto second = make_reference_stack();
  drive::Pair pair{*first, *second, history};
  if (std::string why = pair.start({}, "bench"); !why.empty()) pair.fail(std::move(why));
  const Handle listener = pair.listen(drive::kSecond, kPort);
  const Handle client = pair.socket(drive::kFirst, 0);
  pair.connect(drive::kFirst, client, kPort);
  pair.run_for(seconds{1});
  const Handle server = pair.accept(drive::kSecond, listener);
  for (int i = 0; i < 10; ++i) {
    pair.write(drive::kFirst, client, kOctets);
    pair.run_for(seconds{5});
    pair.read(drive::kSecond, server, kOctets);
  }
  pair.shutdown_write(drive::kFirst, client);
  pair.run_for(seconds{1});
  pair.shutdown_write(drive::kSecond, server);
  pair.run_for(seconds{600});
  pair.end();
  if (pair.failure().empty()) return;
  std::cerr << "the run to be judged failed: " << pair.failure() << '\n';
  std::exit(5);
}

void judge_again(benchmark::State& state, const History& history) {
  judge::Judge judge;
  for (auto _ : state) {
    history.replay(judge);
    benchmark::DoNotOptimize(judge.findings().size());
  }
  const auto count = static_cast<double>(history.observations().size());
  state.counters["observations"] = count;
  state.counters["ns/observation"] = benchmark::Counter(
      count * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void transfer(benchmark::State& state) {
  History history;
  record_transfer(history);
  judge_again(state, history);
}
BENCHMARK(transfer);

void hostile_storm(benchmark::State& state) {
  History history;
  static_cast<void>(storm::hostile(static_cast<std::uint64_t>(state.range(0)), history));
  judge_again(state, history);
}
BENCHMARK(hostile_storm)->Arg(7)->Arg(8)->Arg(9);

}  // namespace
}  // namespace synspect

BENCHMARK_MAIN();
