// Trace scripts per second: parse, run on the reference and judge the whole corpus, in one thread.
//
//   corpus_bench [ROUNDS] [PATH...]    21 rounds over corpus/traces
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "harness/drive/script_run.h"
#include "harness/gate/corpus.h"
#include "harness/judge/judge.h"
#include "harness/script/script.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect {
namespace {

class Unwatched final : public ObservationSink {
 public:
  void begin(const RunHeader& /*header*/) override {}
  void observe(const Observation& /*seen*/) override { ++observations; }
  std::size_t observations{};
};

struct Trace {
  std::string path, text;
};

std::vector<Trace> read(std::span<const std::string> paths) {
  std::vector<Trace> traces;
  for (const gate::TraceFile& file : gate::find_traces(paths, SYNSPECT_SOURCE_DIR)) {
    std::expected<std::string, std::string> text = gate::read_trace(file.file);
    if (text) traces.push_back({file.path, std::move(*text)});
  }
  return traces;
}

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

std::vector<script::Script> parse(const std::vector<Trace>& traces) {
  std::vector<script::Script> scripts;
  for (const Trace& trace : traces) {
    auto script = script::parse(trace.text);
    if (!script) {
      std::fprintf(stderr, "%s\n", script.error().to_string(trace.path).c_str());
      std::exit(2);
    }
    scripts.push_back(std::move(*script));
  }
  return scripts;
}

// How many passed.
std::size_t run(const std::vector<script::Script>& scripts, StackUnderTest& stack,
                ObservationSink& sink) {
  std::size_t passed = 0;
  for (const script::Script& script : scripts) {
    const drive::Outcome outcome = drive::run_script(script, {}, stack, sink);
    if (outcome.verdict == drive::Verdict::kPass) ++passed;
  }
  return passed;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

int bench(int rounds, std::span<const std::string> paths) {
  const std::vector<Trace> traces = read(paths);
  if (traces.empty() || rounds < 1) {
    std::fprintf(stderr, "nothing to run\n");
    return 2;
  }
  const auto stack = make_reference_stack();
  judge::Judge judge;
  Unwatched unwatched;
  std::size_t passed = 0;
  std::vector<double> parsing, running, judging;
  for (int round = 0; round < rounds; ++round) {
    const double start = cpu_ms();
    const std::vector<script::Script> scripts = parse(traces);
    const double parsed = cpu_ms();
    unwatched.observations = 0;
    static_cast<void>(run(scripts, *stack, unwatched));
    const double ran = cpu_ms();
    passed = run(scripts, *stack, judge);
    parsing.push_back(parsed - start);
    running.push_back(ran - parsed);
    judging.push_back(cpu_ms() - ran - running.back());  // what the judge adds
  }
  const double each[] = {median(parsing), median(running), median(judging)};
  const double total = each[0] + each[1] + each[2];
  const auto count = static_cast<double>(traces.size());
  std::printf("%zu scripts, %zu passed, %.1f observations each\n", traces.size(), passed,
              static_cast<double>(unwatched.observations) / count);
  const char* const names[] = {"parse", "run", "judge"};
  for (std::size_t i = 0; i < 3; ++i) {
    std::printf("%-6s %7.1f us a script  %4.0f %%\n", names[i], each[i] * 1e3 / count,
                100 * each[i] / total);
  }
  std::printf("%.0f scripts a second\n", count * 1e3 / total);
  return 0;
}

}  // namespace
}  // namespace synspect

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 21;
  std::vector<std::string> paths(argv + std::min(argc, 2), argv + argc);
  if (paths.empty()) paths.emplace_back("corpus/traces");
  return synspect::bench(rounds, paths);
}
