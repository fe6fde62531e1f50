// Uses of ECN that RFC 3168 allows: no finding may come of any of them.
#include <gtest/gtest.h>

#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

void agreed(E& e) {
  e.capabilities().features.ecn = true;
  e.capabilities().features.accurate_ecn = false;
  e.listen().peer("SEW", 0).stack("SEA", 0, 1).peer("A", 1, 1).accept();
}

struct Conforming {
  const char* name;
  Play play;
};

constexpr Conforming kRows[] = {
    {"text and FIN wait for the timer at a window of one segment (3168-6.1.2-4)",
     [](E& e) {
       agreed(e), e.send(536).stack("A", 1, 1, {.length = 536, .ecn = 2}).pass(100);
       e.peer("EA", 1, 537).send(536).shutdown().pass(900);
       e.stack("WFA", 537, 1, {.length = 536, .ecn = 2}).peer("A", 1, 1074).pass(500);
     }},
    {"... and when the timer lets it go, the peer has taken back the room for a full segment",
     [](E& e) {
       e.capabilities().timing.max_rto = std::chrono::seconds{2};
       e.capabilities().timing.retransmission_granularity = Duration{0};
       agreed(e), e.send(1072).stack("A", 1, 1, {.length = 536, .ecn = 2}).pass(100);
       e.peer("EA", 1, 537).peer("EA", 1, 537, {.window = 4}).pass(2500);
       e.stack("WA", 537, 1, {.length = 4, .ecn = 2});
     }},
    {"CWR comes before the mark was reported: what that means is open",
     [](E& e) {
       agreed(e), e.peer("A", 1, 1, {.length = 10, .ecn = 3});
       e.peer("WA", 11, 1, {.length = 10, .ecn = 2}).stack("A", 1, 21);
     }},
    {"the marked copy was perhaps dropped, and came again without",
     [](E& e) {
       agreed(e), e.peer("A", 1, 1, {.length = 10, .ecn = 3}).pass(100);
       e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11);
     }},
    {"text above a hole is marked, and comes again without (3168-6.1.5-1)",
     [](E& e) {
       agreed(e), e.peer("A", 11, 1, {.length = 10, .ecn = 3}).stack("A", 1, 1);
       e.peer("A", 1, 1, {.length = 20}).stack("A", 1, 21);
     }},
    {"TIME-WAIT has forgotten the mark (3168-6.1.1-8)",
     [](E& e) {
       agreed(e), e.peer("A", 1, 1, {.length = 10, .ecn = 3}).stack("EA", 1, 11).receive(10);
       e.shutdown().stack("FEA", 1, 11).peer("A", 11, 2).peer("FA", 11, 2).stack("A", 2, 12);
     }},
    {"a plain SYN again takes the question back (3168-6.1.1-4)",
     [](E& e) {
       e.capabilities().features.ecn = true;
       e.capabilities().features.accurate_ecn = false;
       e.listen().peer("SEW", 0).stack("SEA", 0, 1).peer("S", 0).stack("A", 1, 1);
       e.peer("A", 1, 1).accept().peer("A", 1, 1, {.length = 10, .ecn = 3}).stack("A", 1, 11);
       e.send(10).stack("A", 1, 11, {.length = 10});
     }},
    {"Accurate ECN uses the flags otherwise (RFC 9768)",
     [](E& e) {
       e.capabilities().features.ecn = e.capabilities().features.accurate_ecn = true;
       e.listen().peer("SEW", 0, 0, {.reserved = 1}).stack("SWA", 0, 1, {.ecn = 2});
       e.peer("A", 1, 1).accept().peer("A", 1, 1, {.length = 10, .ecn = 3}).stack("A", 1, 11);
     }},
    {"a probe that may be new text takes CWR along, or does not",
     [](E& e) {
       agreed(e), e.no_delay().send(4000);
       for (int i = 0; i < 3; ++i) e.stack("A", 1 + 536 * i, 1, {.length = 536, .ecn = 2});
       e.pass(100).peer("EA", 1, 537, {.window = 1072}).pass(10).peer("A", 1, 1609, {.window = 0});
       e.pass_quietly(1000).stack("A", 1609, 1, {.length = 1}).peer("A", 1, 1610).pass(10);
       e.stack("A", 1610, 1, {.length = 536}).pass(10);
     }},
};

TEST(EcnInDoubt, NoFindings) {
  for (const Conforming& row : kRows) {
    for (const IpVersion version : {IpVersion::kV4, IpVersion::kV6}) {
      Exchange e{{version, 0xffff'fffc, 0x7fff'fffa}};
      row.play(e);
      e.end();
      EXPECT_EQ(e.findings(), "") << row.name;
    }
  }
}

// ... and what makes the first of them conforming is ECE alone.
TEST(EcnInDoubt, WithoutEceNothingWaits) {
  Exchange e{{}};
  agreed(e);
  e.send(536).stack("A", 1, 1, {.length = 536, .ecn = 2}).pass(100).peer("A", 1, 537);
  e.shutdown().pass(3000).end();
  EXPECT_TRUE(e.accused("9293-3.6-d")) << e.findings();
}

}  // namespace
}  // namespace synspect::judge
