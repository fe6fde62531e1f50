#include "harness/network/network.h"

#include <gtest/gtest.h>

#include <string>

namespace synspect::network {
namespace {

using namespace std::chrono_literals;

// What a link does to 1,000 numbered datagrams: "fate:number@time" of every delivery.
std::string deliveries(LinkQuality quality, std::uint64_t seed) {
  Network network{quality, seed};
  std::string log;
  for (unsigned n = 0; n < 1000; ++n) {
    network.accept(0, n, {}, {}, kRunStart + n * 1ms);
  }
  while (const auto next = network.next_delivery()) {
    const auto flight = network.deliver(*next);
    log += std::to_string(flight->datagram) + "." + std::to_string(flight->copy) + "@" +
           std::to_string((*next - kRunStart).count()) + " ";
  }
  return log;
}

TEST(Network, SameSeedSameDeliveries) {
  const LinkQuality bad{
      .delay = 5ms, .jitter = 20ms, .loss_permille = 300, .duplicate_permille = 50};
  EXPECT_EQ(deliveries(bad, 7), deliveries(bad, 7));
  EXPECT_NE(deliveries(bad, 7), deliveries(bad, 8));
}

TEST(Network, APerfectLinkDeliversEachOnceInOrder) {
  Network network{{.delay = 5ms}, 1};
  for (unsigned n = 0; n < 3; ++n) network.accept(0, n, {}, {}, kRunStart);
  EXPECT_FALSE(network.deliver(kRunStart + 4ms));
  for (unsigned n = 0; n < 3; ++n) EXPECT_EQ(network.deliver(kRunStart + 5ms)->datagram, n);
  EXPECT_TRUE(network.idle());
}

TEST(Network, OrdersDropHoldAndDuplicate) {
  Network network{{.delay = 5ms}, 1};
  const Time late = kRunStart + 1h;
  network.set_orders([&](EndpointId, const DecodedSegment& segment, Time) -> Order {
    if (segment.has(kFin)) return {.kind = Order::Kind::kDrop, .until = {}};
    if (segment.has(kSyn)) return {.kind = Order::Kind::kDuplicate, .until = late};
    return {.kind = Order::Kind::kHold, .until = late};
  });
  DecodedSegment fin, syn, other;
  fin.flags = kFin;
  syn.flags = kSyn;
  EXPECT_EQ(network.accept(1, 1, {}, fin, kRunStart), Fate::kDropped);
  EXPECT_EQ(network.accept(1, 2, {}, syn, kRunStart), Fate::kDuplicated);
  EXPECT_EQ(network.accept(1, 3, {}, other, kRunStart), Fate::kDelayed);
  const auto first = network.deliver(kRunStart + 5ms);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->datagram, 2U);
  EXPECT_EQ(first->copy, 0);
  EXPECT_EQ(first->to, 0) << "what the second end sends goes to the first";
  EXPECT_EQ(network.next_delivery(), late);
  EXPECT_EQ(network.deliver(late)->copy, 1);
  EXPECT_EQ(network.deliver(late)->datagram, 3U);
}

}  // namespace
}  // namespace synspect::network
