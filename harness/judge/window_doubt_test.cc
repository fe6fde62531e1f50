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
// Two wait, one was handed out: nobody can tell which.
void two_connections(E& e) {
  e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).from_port(4001);
  e.peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1);
  e.call(call::Accept{Handle{3}}, CallResult::of(4));
}
void urgent(E& e) { e.capabilities().controls.urgent = true; }

// All that the window has room for is acknowledged by a segment whose window counts for nothing,
// and more waits (9293-3.10.7.4-5h).
void used_up(E& e, int round_trip) {
  e.capabilities().timing.min_rto = std::chrono::seconds{1};
  e.listen().peer("S", 0).stack("SA", 0, 1).pass_quietly(round_trip);
  e.peer("A", 1, 1, {.window = 20}).accept().send(20).stack("PA", 1, 1, {.length = 20});
  e.peer("A", 3, 1, {.length = 2, .window = 20}).stack("A", 21, 1).peer("A", 1, 21).send(9);
}

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
       two_connections(e), e.send(20);
       e.stack("PA", 1, 1, {.length = 10}).no_delay().stack("PA", 11, 1, {.length = 10});
     }},
    {"an MSS of 0 says nothing of full segments (9293-3.8.6.2.1-a)",
     [](E& e) {
       e.listen().peer("S", 0, 0, {.options = {2, 4, 0, 0}}).stack("SA", 0, 1);
       e.peer("A", 1, 1, {.window = 50}).accept().send(5000).peer("A", 1, 1).pass(900);
     }},
    {"the mark of an urgent SEND taken in part lies out of reach (MUST-31, MUST-62)",
     [](E& e) {
       urgent(e), e.passive().send_part(70'000, 66'000);
       e.stack("AU", 1, 1, {.length = 536, .urgent = 65'535});
     }},
    {"a RST beyond the window last told, after the user has read (5961-3.2-1)",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 1460}).stack("A", 1, 1461).receive(1460);
       e.pass(1500).peer("R", 9465).stack("A", 1, 1461);
     }},
    {"word of urgent data without text, by a SEND that nobody can place (5681-4.2-1)",
     [](E& e) {
       two_connections(e), e.peer("S", 9000).stack("A", 1, 1).send(10, true);
       e.stack("AU", 1, 1, {.urgent = 10});
     }},
    {"given up 100 s after an ACK in doubt (SHLD-11)",
     [](E& e) {
       e.passive().send(20).stack("PA", 1, 1, {.length = 20}).peer("A", -40, 11);
       e.stack("A", 21, 1).pass_quietly(60'000).peer("A", 1, 11).pass_quietly(41'000);
       e.signal(Handle{4}, Signal::kTimedOut);
     }},
    {"an RTO at its maximum, though SRTT asks for more (6298-2.5)",
     [](E& e) {
       e.capabilities().timing.max_rto = std::chrono::seconds{60};
       e.capabilities().timing.initial_rto = std::nullopt;
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).pass_quietly(58'000);
       e.peer("A", 1, 11).send(10).stack("PA", 11, 1, {.length = 10});
       e.pass_quietly(60'000).stack("PA", 11, 1, {.length = 10});
     }},
    {"an old ACK is no answer to a probe (MUST-37)",
     [](E& e) {
       shut(e), probe(e, 1000), probe(e, 2000), e.pass_quietly(80'000);
       e.peer("A", 1, 9, {.window = 0}).pass_quietly(40'000).signal(Handle{4}, Signal::kTimedOut);
     }},
    {"a probe of a window that is used up, and the same octet once there is room (6298-2.3-b)",
     [](E& e) {
       used_up(e, 900), e.pass_quietly(3100).stack("A", 21, 1, {.length = 1});
       e.peer("A", 3, 21, {.window = 1}).pass_quietly(500).stack("A", 21, 1, {.length = 1});
       e.pass_quietly(3100).stack("A", 21, 1, {.length = 1});
     }},
    {"a probe that was taken gives no sample (6298-2.3-b)",
     [](E& e) {
       used_up(e, 0), e.pass_quietly(1000).stack("A", 21, 1, {.length = 1});
       e.pass_quietly(2000).peer("A", 3, 22).stack("PA", 22, 1, {.length = 8});
       e.pass_quietly(1000).stack("PA", 22, 1, {.length = 8});
     }},
    {"the same of a window that an ACK in doubt has used up (6298-5.6)",
     [](E& e) {
       e.capabilities().timing.min_rto = std::chrono::seconds{1};
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1, {.window = 10}).accept();
       e.send(10).stack("PA", 1, 1, {.length = 10}).peer("A", 0, 11).stack("A", 11, 1).send(2);
       e.pass_quietly(1000).stack("A", 11, 1, {.length = 1}).peer("A", 1, 11, {.window = 1});
       e.pass_quietly(500).stack("A", 11, 1, {.length = 1});
       e.pass_quietly(1000).stack("A", 11, 1, {.length = 1});
     }},
    {"what a closed window held back is acknowledged before a probe went (MUST-35, MUST-36)",
     [](E& e) {
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).peer("A", 1, 1, {.window = 0});
       e.pass_quietly(500).peer("A", 1, 11, {.window = 0}).pass(300'000);
     }},
    {"a probe of what perhaps was closed, and shows that it was not (SHLD-30)",
     [](E& e) {
       two_connections(e), e.send(10).stack("PA", 1, 1, {.length = 10});
       e.peer("A", 1, 1, {.window = 0}).pass_quietly(1000).stack("A", 1, 1, {.length = 1}).close();
       for (const int wait : {2000, 4000, 8000}) {
         e.pass_quietly(wait).stack("A", 1, 1, {.length = 1});
       }
     }},
    {"a window that opens again shortly before R2 (MUST-34)",
     [](E& e) {
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).peer("A", 1, 1, {.window = 5});
       for (const int wait : {1000, 2000, 4000, 8000, 16'000, 32'000}) {
         e.pass_quietly(wait).stack("A", 1, 1, {.length = 5});
       }
       e.peer("A", 1, 1).pass(200'000);
     }},
    {"given up 100 s after the first of two ACKs in doubt (SHLD-11)",
     [](E& e) {
       e.passive().send(20).stack("PA", 1, 1, {.length = 20}).peer("A", -40, 11);
       e.stack("A", 21, 1).pass_quietly(50'000).peer("A", -40, 21).stack("A", 21, 1);
       e.pass_quietly(10'000).peer("A", 1, 11).pass_quietly(41'000);
       e.signal(Handle{4}, Signal::kTimedOut);
     }},
    {"the first probe after an RTO at its maximum (SHLD-29, 6298-2.5)",
     [](E& e) {
       e.capabilities().timing.max_rto = std::chrono::seconds{60};
       e.capabilities().timing.initial_rto = std::nullopt;
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).pass_quietly(58'000);
       e.peer("A", 1, 11).peer("A", 1, 11, {.window = 0}).send(9), probe(e, 60'000);
     }},
    {"probes of what was taken say nothing of those of what is handed over later (SHLD-30)",
     [](E& e) {
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).peer("A", 1, 11, {.window = 0});
       e.send(1).pass_quietly(1000).stack("PA", 11, 1, {.length = 1});
       e.pass_quietly(2000).stack("PA", 11, 1, {.length = 1}).peer("A", 1, 12, {.window = 0});
       e.send(1).pass_quietly(1000).stack("PA", 12, 1, {.length = 1});
     }},
    {"the ACK of text that waits, drawn by a copy of it (SHLD-18)",
     [](E& e) {
       e.passive();
       for (int i = 0; i < 40; ++i) {
         e.pass(300).peer("A", 1 + 10 * i, 1, {.length = 10});
         e.peer("A", 1 + 10 * i, 1, {.length = 10}).stack("A", 1, 11 + 10 * i);
       }
     }},
    {"segments of more than two times the MSS that was offered (SHLD-18, SHLD-19)",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1, {.options = {2, 4, 0, 28}}).peer("A", 1, 1);
       e.accept();
       for (int i = 0; i < 40; ++i) {
         e.pass(300).peer("A", 1 + 100 * i, 1, {.length = 100}).stack("A", 1, 101 + 100 * i);
       }
     }},
    {"a limit that runs since the first SYN, though LISTEN may have answered anew (MUST-21)",
     [](E& e) {
       e.connect().stack("S", 0);
       e.call(call::SetOption{Handle{4}, call::Option::kUserTimeout, 30'000});
       e.pass_quietly(1000).stack("S", 0).pass_quietly(1900).peer("S", 0).stack("SA", 0, 1);
       e.peer("A", 0, 1).stack("A", 1, 1);
       for (const int wait : {2000, 4000, 8000}) e.pass_quietly(wait).stack("SA", 0, 1);
       e.pass_quietly(13'100).signal(Handle{4}, Signal::kTimedOut);
     }},
    {"no room for the FIN of a connection that nobody accepts (9293-3.6-e)",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1, {.window = 10}).peer("A", 1, 1);
       e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11, {.window = 0});
       e.peer("FA", 11, 1).stack("A", 1, 11, {.window = 0}).faults_stop().pass(9'000'000);
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
