// No memory is asked for in the steady state: a connection that exchanges text and ACKs, and a
// server that makes and ends connections. This program's operator new counts.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <vector>

#include "stack/bench/host_endpoint.h"
#include "stack/bench/step_workloads.h"
#include "stack/bench/wire_workloads.h"
#include "stack/host/test_connected.h"

namespace {
std::uint64_t allocations = 0;  // NOLINT: operator new has no other place to count
}

// The array and nothrow forms come here too.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  std::abort();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace synspect::tcp {
namespace {

constexpr int kWarmUp = 2000;
constexpr int kMeasured = 5000;

// How often memory is asked for while `operation` runs, once it has warmed up.
template <typename Operation>
std::uint64_t allocations_of(const Operation& operation) {
  for (int i = 0; i < kWarmUp; ++i) operation();
  const std::uint64_t before = allocations;
  for (int i = 0; i < kMeasured; ++i) operation();
  return allocations - before;
}

TEST(Allocation, TheCounterCounts) {
  EXPECT_EQ(allocations_of([] { ::operator delete(::operator new(100)); }),
            std::uint64_t{kMeasured});
}

TEST(Allocation, NoneInStep) {
  bench::StepWorkloads step;
  EXPECT_EQ(allocations_of([&] {
              step.in_order_text();
              step.pure_ack();
              step.acknowledged_send();
            }),
            0U);
  EXPECT_EQ(step.octets_read(), (kWarmUp + kMeasured) * bench::kTextOctets);
  EXPECT_EQ(step.state(), State::kEstablished);
}

TEST(Allocation, NoneOnDatagrams) {
  bench::HostEndpoint host;
  bench::OneConnection connection{host};
  EXPECT_EQ(allocations_of([&] {
              connection.in_order_text();
              connection.pure_ack();
              connection.acknowledged_send();
            }),
            0U);
  EXPECT_EQ(host.octets_read(), (kWarmUp + kMeasured) * bench::kTextOctets);
}

TEST(Allocation, NoneForConnectionsThatComeAndGo) {
  bench::HostEndpoint host;
  bench::Connections connections{host};
  EXPECT_EQ(allocations_of([&] { connections.syn_to_close(); }), 0U);
  EXPECT_EQ(host.closed(), std::uint64_t{kWarmUp + kMeasured});
}

// Two hosts, text both ways in several segments at once; one datagram in `lost_one_in` is lost,
// none if it is 0.
std::uint64_t allocations_of_busy_pair(std::uint64_t lost_one_in) {
  Connected c{0x7fff'fffa};
  std::array<Host, 2>& hosts = c.pair.hosts;
  const std::array<ConnectionId, 2> ids{c.client, c.server};
  const std::vector<std::byte> text = pattern(6000);
  std::vector<std::byte> buffer(9000);
  std::array<std::uint64_t, 2> sent{}, got{};
  std::uint64_t emitted = 0;
  Instant now = c.pair.now;
  const auto turn = [&] {
    now += std::chrono::milliseconds{20};
    for (std::size_t i = 0; i < 2; ++i) {
      hosts[i].advance(now);
      sent[i] += hosts[i].send(ids[i], {.data = text}, now).octets;
    }
    for (std::size_t i = 0; i < 2; ++i) {
      while (const auto datagram = hosts[i].next_datagram()) {
        ++emitted;
        if (lost_one_in == 0 || emitted % lost_one_in != 0)
          hosts[1 - i].receive_datagram(*datagram, now);
      }
    }
    for (std::size_t i = 0; i < 2; ++i) {
      got[i] += hosts[i].receive(ids[i], {.buffer = buffer}, now).octets;
      while (hosts[i].next_notice()) {
      }
    }
  };
  const std::uint64_t count = allocations_of(turn);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_GT(got[i], 100'000U);
    EXPECT_LE(got[i], sent[1 - i]);
  }
  return count;
}

TEST(Allocation, NoneInABusyPair) { EXPECT_EQ(allocations_of_busy_pair(0), 0U); }

// Timers expire, segments are sent again, text is held above holes. Only a hole that grows beyond
// what is there takes memory.
TEST(Allocation, FewInABusyPairWithLoss) {
  EXPECT_LT(allocations_of_busy_pair(10), std::uint64_t{kMeasured / 20});
}

}  // namespace
}  // namespace synspect::tcp
