// Conforming exchanges about text, windows and probes in which more than one reading fits, or what
// looks like news is none. No finding may come of any of them.
#include <gtest/gtest.h>

#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

// Ten octets acknowledged, the window closed a moment ago with nine more handed over.
void shut(E& e) {
  e.capabilities().timing.min_rto = std::chrono::seconds{1};
  e.passive().send(10).stack("PA", 1, 1, {.length = 10}).peer("A", 1, 11, {.window = 0}).send(9);
}
void probe(E& e, int milliseconds) {
  e.pass_quietly(milliseconds).stack("A", 11, 1, {.length = 1});
}
void urgent(E& e) { e.capabilities().controls.urgent = true; }

struct Doubtful {
  const char* name;
  Play play;
};

constexpr Doubtful kRows[] = {
    {"one ACK for two segments of one moment is fewer than segments (SHLD-18)",
     [](E& e) {
       e.passive();
       for (int i = 0; i < 80; i += 2) {
         e.pass(300).peer("A", 1 + 10 * i, 1, {.length = 10});
         e.peer("A", 11 + 10 * i, 1, {.length = 10}).stack("A", 1, 21 + 10 * i);
       }
     }},
    {"an urgent SEND of which a part was taken, and its mark at the end of that part",
     [](E& e) {
       urgent(e), e.passive().send_part(10, 4);
       e.stack("PAU", 1, 1, {.length = 4, .urgent = 4});
     }},
    {"an urgent mark that the user heard of when he accepted",
     [](E& e) {
       urgent(e), e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1);
       e.peer("AU", 1, 1, {.length = 1, .urgent = 1}).accept().signal(Handle{4}, Signal::kUrgent);
       e.pass_quietly(200).peer("AU", 1, 1, {.length = 9, .urgent = 1}).stack("A", 1, 10);
       e.pass(900);
     }},
    {"the window reopened, was told, and closed again before a probe came (9293-3.8.6.1-c)",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1, {.window = 10}).peer("A", 1, 1).accept();
       e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11, {.window = 0}).pass(2000).receive(10);
       e.stack("A", 1, 11, {.window = 10}).peer("A", 11, 1, {.length = 10});
       e.stack("A", 1, 21, {.window = 0}).pass(2000);
       e.peer("A", 21, 1, {.length = 1}).stack("A", 1, 21, {.window = 0}).pass(900);
     }},
    {"a late ACK does not open a closed window (9293-3.10.7.4-5h, SHLD-29)",
     [](E& e) {
       shut(e), e.pass_quietly(400).peer("A", 1, 5, {.window = 8000});
       e.pass_quietly(300).peer("A", 1, 11, {.window = 0}), probe(e, 300);
     }},
    {"a window that an ACK in doubt had closed before (SHLD-29)",
     [](E& e) {
       e.capabilities().timing.min_rto = std::chrono::seconds{1};
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).send(9);
       e.peer("A", 0, 11, {.window = 0})
           .stack("A", 11, 1)
           .pass_quietly(600)
           .peer("A", 1, 11, {.window = 0});
       probe(e, 400);
     }},
    {"a broken pipe after the user's own CLOSE says nothing of the probes (SHLD-30)",
     [](E& e) {
       shut(e), probe(e, 1000), e.peer("A", 1, 11, {.window = 0}), probe(e, 2000);
       e.shutdown().call(call::Send{.socket = Handle{4}, .data = {}, .to = {}},
                         CallResult::failed(CallError::kBrokenPipe));
       probe(e, 4000), probe(e, 8000), probe(e, 16'000);
     }},
    {"TCP_NODELAY, perhaps, on a connection whose ACCEPT was not told from another (MUST-17)",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).from_port(4001);
       e.peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1);
       e.call(call::Accept{Handle{3}}, CallResult::of(4)).send(20);
       e.stack("PA", 1, 1, {.length = 10}).no_delay().stack("PA", 11, 1, {.length = 10});
     }},
};

TEST(WindowDoubt, DrawsNoFinding) {
  for (const Doubtful& row : kRows) {
    for (const std::uint32_t isn : {1000U, 0xffff'fffdU, 0x7fff'fffaU}) {
      Exchange e{{IpVersion::kV4, isn, isn + 1}};
      row.play(e);
      e.pass(200).end();
      EXPECT_EQ(e.findings(), "") << row.name << " at " << isn;
    }
  }
}

}  // namespace
}  // namespace synspect::judge
