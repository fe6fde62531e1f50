// Two hosts and a router that marks text where it would drop it otherwise.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "stack/host/test_connected.h"

namespace synspect::tcp {
namespace {

Profile asking() {
  Profile profile = kRfcProfile;
  profile.ecn = EcnUse::kRequest;
  return profile;
}

// Every fourth datagram that may be marked: nothing is lost, and the sender is slower for it.
TEST(MarkedPath, MarksSlowASenderDownWithoutALoss) {  // SHLD-8
  for (const std::uint32_t base : kIsnBases) {
    std::uint32_t largest[2]{};
    for (const bool asks : {false, true}) {
      Connected c{base, asks ? asking() : kRfcProfile};
      ASSERT_EQ(c.server_state(), State::kEstablished);
      c.pair.marked = [](std::uint64_t number) { return number % 4 == 0; };
      const auto data = pattern(100'000);
      std::vector<std::byte> got;
      std::size_t sent = 0;
      for (int rounds = 0; rounds < 2000 && got.size() < data.size(); ++rounds) {
        const SendCall more{.data = std::span{data}.subspan(sent)};
        sent += c.pair.hosts[0].send(c.client, more, c.pair.now).octets;
        c.pair.run(std::chrono::milliseconds{50});
        read_all(c.pair.hosts[1], c.server, c.pair.now, got);
        const Tcb& tcb = *c.pair.hosts[0].find(c.client);
        EXPECT_FALSE(tcb.recover || tcb.congestion.recovering);
        largest[asks] = std::max(largest[asks], tcb.congestion.cwnd);
      }
      EXPECT_EQ(got, data);
    }
    EXPECT_LT(2 * largest[true], largest[false]);
  }
}

// Marks, losses of marked text and of what echoes and answers, both ways at once: nothing is held
// for ever (3168-6.1.2-4) and every step leaves a consistent Tcb.
TEST(MarkedPath, NothingWaitsForEver) {
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    Profile profile = asking();
    profile.sack = seed % 2 == 0;
    profile.receive_buffer = seed % 3 == 0 ? 2000 : 65535;
    profile.nagle = seed % 5 != 0;
    Connected c{0U - seed, profile};
    ASSERT_EQ(c.server_state(), State::kEstablished) << seed;
    std::uint32_t chance = seed * 2'654'435'761U;
    const auto below = [&chance](std::uint32_t limit) {
      chance = chance * 1'664'525U + 1'013'904'223U;
      return (chance >> 8U) % limit;
    };
    const std::uint32_t marked = below(10), lost = below(3);
    c.pair.marked = [&](std::uint64_t) { return below(10) < marked; };
    c.pair.lost = [&](std::uint64_t) { return below(20) < lost; };
    const auto data = pattern(20'000);
    EXPECT_EQ(carry(c.pair, 0, c.client, c.server, data), data) << seed;
    EXPECT_EQ(carry(c.pair, 1, c.server, c.client, data), data) << seed;
  }
}

}  // namespace
}  // namespace synspect::tcp
