// What the core costs: on segments (step() alone), on datagrams (Host and codec), with one
// connection and with many, and what an idle connection occupies.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <array>
#include <ctime>
#include <vector>

#include "stack/bench/bulk_flow.h"
#include "stack/bench/host_endpoint.h"
#include "stack/bench/step_workloads.h"
#include "stack/bench/wire_workloads.h"

namespace synspect::bench {
namespace {

template <auto kOperation>
void on_segments(benchmark::State& state) {
  StepWorkloads step;
  for (auto _ : state) (step.*kOperation)();
}
BENCHMARK(on_segments<&StepWorkloads::pure_ack>)->Name("segments/pure_ack");
BENCHMARK(on_segments<&StepWorkloads::in_order_text>)->Name("segments/in_order_100");
BENCHMARK(on_segments<&StepWorkloads::acknowledged_send>)->Name("segments/send_100_acked");
BENCHMARK(on_segments<&StepWorkloads::syn_to_close>)->Name("segments/syn_to_close");

using One = OneConnection<HostEndpoint>;

template <auto kOperation>
void on_datagrams(benchmark::State& state) {
  HostEndpoint host;
  One one{host};
  for (auto _ : state) (one.*kOperation)();
}
BENCHMARK(on_datagrams<&One::pure_ack>)->Name("datagrams/pure_ack");
BENCHMARK(on_datagrams<&One::in_order_text>)->Name("datagrams/in_order_100");
BENCHMARK(on_datagrams<&One::acknowledged_send>)->Name("datagrams/send_100_acked");

void whole_connections(benchmark::State& state) {
  HostEndpoint host;
  Connections connections{host};
  for (auto _ : state) connections.syn_to_close();
}
BENCHMARK(whole_connections)->Name("datagrams/syn_to_close");

// Both ends of it, and the text copied in and out.
void bulk(benchmark::State& state) {
  constexpr std::uint64_t kOctets = 64 << 20;
  BulkFlow flow;
  std::uint64_t datagrams = 0;
  for (auto _ : state) datagrams += flow.transfer(kOctets);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kOctets));
  state.SetItemsProcessed(static_cast<std::int64_t>(datagrams));
}
BENCHMARK(bulk)->Name("bulk/64_MiB")->Unit(benchmark::kMillisecond);

// The peer's n-th socket: 50,000 ports on each of its addresses.
constexpr std::size_t kPortsPerAddress = 50'000;
tcp::Socket nth_peer(std::size_t n) {
  const auto address = static_cast<std::uint8_t>(2 + n / kPortsPerAddress);
  return {{tcp::IpVersion::kV4, {192, 0, 2, address}},
          {static_cast<std::uint16_t>(10'000 + n % kPortsPerAddress)}};
}

// Many connections fed from few datagrams, so that what is cold in the caches is the host's.
class ManyConnections {
 public:
  ManyConnections(HostEndpoint& host, std::size_t count) : host_{host}, ends_(count) {
    tcp::Segment text = peer_segment(kPeerIsn + 1);
    text.psh = true;
    text.payload = text_;
    for (std::size_t n = 0; n < count; ++n) {
      One{host, nth_peer(n)};
      ends_[n] = {host.last_seq() + 1, kPeerIsn + 1};
      if (n % kPortsPerAddress == 0) frames_.emplace_back(text, nth_peer(n));
    }
  }
  void in_order_text(std::size_t n) {
    Frame& frame = frames_[n / kPortsPerAddress];
    frame.set_source_port(nth_peer(n).port.number);
    frame.set_seq(ends_[n].next);
    frame.set_ack(ends_[n].una);
    host_.inject(frame.octets());
    ends_[n].next += kTextOctets;
  }

 private:
  struct End {
    std::uint32_t una{}, next{};
  };
  std::array<std::byte, kTextOctets> text_{};
  HostEndpoint& host_;
  std::vector<Frame> frames_;  // one per address
  std::vector<End> ends_;
};

double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// One connection is busy while the others are idle, or all take turns ("all").
void among_many(benchmark::State& state, bool all) {
  const auto count = static_cast<std::size_t>(state.range(0));
  HostEndpoint host;
  ManyConnections connections{host, count};
  std::size_t at = 0;
  const double from = cpu_ns();
  for (auto _ : state) {
    connections.in_order_text(at);
    if (all) at = at + 1 == count ? 0 : at + 1;
  }
  const double each = (cpu_ns() - from) / static_cast<double>(state.iterations());
  static double with_one = 0;  // the run with one connection comes first
  if (count == 1) with_one = each;
  state.counters["times_one"] = each / with_one;
}
BENCHMARK_CAPTURE(among_many, one_busy, false)
    ->Name("connections/one_busy/in_order_100")
    ->Arg(1)
    ->Arg(1000)
    ->Arg(100'000);
BENCHMARK_CAPTURE(among_many, all_busy, true)
    ->Name("connections/all_busy/in_order_100")
    ->Arg(1)
    ->Arg(1000)
    ->Arg(100'000);

std::size_t octets_in_use() {  // of the heap
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

// Not a time: what a host occupies per idle ESTABLISHED connection, all tables included. Buffers
// are not: they are there from the first text on.
void idle_connection(benchmark::State& state) {
  constexpr std::size_t kCount = 100'000;
  HostEndpoint host;
  const std::size_t before = octets_in_use();
  for (auto _ : state) {
    for (std::size_t i = 0; i < kCount; ++i) One{host, nth_peer(i)};
  }
  state.counters["octets_tcb"] = sizeof(tcp::Tcb);
  state.counters["octets_in_all"] =
      static_cast<double>(octets_in_use() - before) / static_cast<double>(kCount);
}
BENCHMARK(idle_connection)->Name("connections/idle")->Iterations(1);

}  // namespace
}  // namespace synspect::bench

BENCHMARK_MAIN();
