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

// Two hosts, text both ways in several segments at once, every tenth datagram lost: so timers
// expire and segments are sent again.
TEST(Allocation, NoneInABusyPairWithLoss) {
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
        if (++emitted % 10 != 0) hosts[1 - i].receive_datagram(*datagram, now);
      }
    }
    for (std::size_t i = 0; i < 2; ++i) {
      got[i] += hosts[i].receive(ids[i], {.buffer = buffer}, now).octets;
      while (hosts[i].next_notice()) {
      }
    }
  };
  EXPECT_EQ(allocations_of(turn), 0U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_GT(got[i], 100'000U);
    EXPECT_LE(got[i], sent[1 - i]);
  }
}

}  // namespace
}  // namespace synspect::tcp
