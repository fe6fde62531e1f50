// Every string of octets is a scenario, and a scenario is its octets.
#include "harness/scenario/encoding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/scenario/generate.h"
#include "harness/scenario/text.h"

namespace synspect::scenario {
namespace {

constexpr Shape kShapes[] = {Shape::kOneEndpoint, Shape::kTwoEndpoints};

RC_GTEST_PROP(Encoding, EveryStringOfOctetsIsAScenario, (const std::vector<std::uint8_t>& octets)) {
  for (const Shape shape : kShapes) {
    const Scenario scenario = decode(octets, shape);
    RC_ASSERT(scenario.events.size() <= kMostEvents);
    RC_ASSERT(decode(encode(scenario), shape) == scenario);
  }
}

RC_GTEST_PROP(Encoding, GivesBackWhatWasEncoded, (std::uint64_t seed)) {
  for (const Shape shape : kShapes) {
    const Scenario scenario = generate(seed, shape, seed % (kMostEvents + 1));
    const std::vector<std::uint8_t> octets = encode(scenario);
    RC_ASSERT(decode(octets, shape) == scenario);
    RC_ASSERT(encode(decode(octets, shape)) == octets);
    RC_ASSERT(octets.size() <= kSetupOctets + scenario.events.size() * kMostOctetsPerEvent);
  }
}

TEST(Encoding, NothingIsARunWithoutEvents) {
  for (const Shape shape : kShapes) {
    const Scenario scenario = decode({}, shape);
    EXPECT_TRUE(scenario.events.empty());
    EXPECT_EQ(scenario.setup, scenario::Setup{});
  }
}

TEST(Encoding, WorkIsBounded) {
  const std::vector<std::uint8_t> endless(1'000'000, 2);
  EXPECT_EQ(decode(endless, Shape::kOneEndpoint).events.size(), kMostEvents);
}

TEST(Text, NamesEveryEvent) {
  Scenario scenario;
  scenario.events = {
      Call{.kind = Call::Kind::kOpenPassive, .lane = 2, .option = 1},
      Move{.kind = Move::Kind::kSyn, .lane = 2},
      Craft{.lane = 2,
            .flags = kRst | kAck,
            .seq = {.edge = Edge::kRcvWindowEnd, .offset = -1},
            .ack = {.edge = Edge::kIss, .half_circle = true},
            .length = 1,
            .bad_checksum = true},
      Replay{.reflected = true, .back = 1},
      Wait{.kind = Wait::Kind::kBefore},
      Fault{.kind = Fault::Kind::kHold, .end = 1, .count = 1, .delay = 2},
  };
  EXPECT_EQ(to_text(scenario),
            "one endpoint, IPv4, ISN 1000 and 1000, MTU 1500, MSS option 0, extensions of none\n"
            "   1  lane 2: open passive (variant 1)\n"
            "   2  lane 2: < SYN win 65535\n"
            "   3  lane 2: < crafted RST,ACK seq RCV.NXT+RCV.WND-1 ack ISS+2^31 win 65535 0 octets "
            "bad checksum\n"
            "   4  < the stack's own datagram 2 before again\n"
            "   5  wait until 1 us before the next timer\n"
            "   6  network: hold back the next 2 of endpoint 1 by 1000 us\n");
}

}  // namespace
}  // namespace synspect::scenario
