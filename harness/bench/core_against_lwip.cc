// The core beside lwIP in one program: the same workloads in turns, the median of many turns, and
// how many times lwIP's time the core takes. Here and not in stack/bench, which may not include
// lwIP. README.md in this folder says how to read it.
//
//   core_against_lwip                     the table
//   core_against_lwip NAME OPERATIONS     one workload so many times, for an instruction counter
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/bench/lwip/module.h"
#include "stack/bench/host_endpoint.h"
#include "stack/bench/step_workloads.h"
#include "stack/bench/wire_workloads.h"

namespace synspect::bench {
namespace {

using Times = std::uint64_t;
using Run = std::function<void(Times)>;

template <typename T>
Run repeat(T& workloads, void (T::*operation)()) {
  return [&workloads, operation](Times times) {
    for (Times i = 0; i < times; ++i) (workloads.*operation)();
  };
}

struct Row {
  const char* workload;
  const char* scope;
  Run core, lwip;
};

// Everything that is measured; its parts live as long as the program.
std::vector<Row> rows() {
  static StepWorkloads step;
  static StepWorkloads step_connections;
  static HostEndpoint one_host, many_host;
  static OneConnection<HostEndpoint> one{one_host};
  static Connections<HostEndpoint> many{many_host};
  const LwipWorkloads& with = *synspect_lwip_with_checksums();
  const LwipWorkloads& without = *synspect_lwip_without_checksums();
  using One = OneConnection<HostEndpoint>;
  constexpr auto kSegments = "segments";
  constexpr auto kDatagrams = "datagrams";
  return {
      {"pure-ack", kSegments, repeat(step, &StepWorkloads::pure_ack), without.pure_ack},
      {"in-order-100", kSegments, repeat(step, &StepWorkloads::in_order_text),
       without.in_order_text},
      {"send-100-acked", kSegments, repeat(step, &StepWorkloads::acknowledged_send),
       without.acknowledged_send},
      {"syn-to-close", kSegments, repeat(step_connections, &StepWorkloads::syn_to_close),
       without.syn_to_close},
      {"pure-ack", kDatagrams, repeat(one, &One::pure_ack), with.pure_ack},
      {"in-order-100", kDatagrams, repeat(one, &One::in_order_text), with.in_order_text},
      {"send-100-acked", kDatagrams, repeat(one, &One::acknowledged_send), with.acknowledged_send},
      {"syn-to-close", kDatagrams, repeat(many, &Connections<HostEndpoint>::syn_to_close),
       with.syn_to_close},
  };
}

// Of this thread's processor time: what other programs take does not count.
double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}
double ns_per_operation(const Run& run, Times times) {
  const double from = cpu_ns();
  run(times);
  return (cpu_ns() - from) / static_cast<double>(times);
}

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

int table() {
  constexpr int kTurns = 101;
  constexpr Times kTimes = 4'000;  // about half a millisecond
  const std::vector<Row> all = rows();
  std::vector<std::vector<double>> core(all.size()), lwip(all.size());
  for (int turn = 0; turn < kTurns; ++turn) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      core[i].push_back(ns_per_operation(all[i].core, kTimes));
      lwip[i].push_back(ns_per_operation(all[i].lwip, kTimes));
    }
  }
  std::printf("median processor ns per operation of %d turns in turn about\n\n", kTurns);
  std::printf("%-15s %-10s %9s %9s %7s\n", "workload", "scope", "core", "lwip", "ratio");
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double ours = median(core[i]), theirs = median(lwip[i]);
    std::printf("%-15s %-10s %9.1f %9.1f %7.2f\n", all[i].workload, all[i].scope, ours, theirs,
                ours / theirs);
  }
  return EXIT_SUCCESS;
}

int one(std::string_view name, Times times) {
  for (const Row& row : rows()) {
    const std::string scope = std::string{"-"} + row.scope;
    if (name == "core-" + (row.workload + scope)) return row.core(times), EXIT_SUCCESS;
    if (name == "lwip-" + (row.workload + scope)) return row.lwip(times), EXIT_SUCCESS;
  }
  std::fprintf(stderr, "no such workload; there are:\n");
  for (const Row& row : rows()) {
    std::fprintf(stderr, "  core-%s-%s\n  lwip-%s-%s\n", row.workload, row.scope, row.workload,
                 row.scope);
  }
  return 2;
}

}  // namespace
}  // namespace synspect::bench

int main(int argc, char** argv) {
  if (argc == 1) return synspect::bench::table();
  const std::uint64_t times = argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 0;
  return synspect::bench::one(argv[1], times);
}
