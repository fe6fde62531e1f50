// Conforming exchanges about text, windows and probes in which more than one reading fits, or what
// looks like news is none. No finding may come of any of them.
#include <gtest/gtest.h>

#include "harness/judge/testing/doubtful.h"

namespace synspect::judge {
namespace {

using E = Exchange;

void urgent(E& e) { e.capabilities().controls.urgent = true; }

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
    {"the mark of an earlier urgent SEND, or of a later one of which a part was taken (MUST-62)",
     [](E& e) {
       urgent(e), e.passive().send(5, true).send_part(10, 4);
       e.stack("PAU", 1, 1, {.length = 9, .urgent = 9});
     }},
    {"an urgent mark that the user heard of when he accepted",
     [](E& e) {
       urgent(e), e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1);
       e.peer("AU", 1, 1, {.length = 1, .urgent = 1}).stack("A", 1, 2).pass(900);
       e.accept().signal(Handle{4}, Signal::kUrgent);
       e.pass_quietly(200).peer("AU", 1, 1, {.length = 9, .urgent = 1}).stack("A", 1, 10);
       e.pass(900);
     }},
    {"an urgent mark that came with the SYN, perhaps, and is told once (MUST-32)",
     [](E& e) {
       urgent(e), e.listen().peer("SU", 0, 0, {.urgent = 2}).stack("SA", 0, 1).peer("A", 1, 1);
       e.accept().signal(Handle{4}, Signal::kUrgent).pass_quietly(200);
       e.peer("AU", 1, 1, {.length = 1, .urgent = 1}).stack("A", 1, 2).pass(900);
     }},
    {"the window reopened, was told, and closed again before a probe came (9293-3.8.6.1-c)",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1, {.window = 10}).peer("A", 1, 1).accept();
       e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11, {.window = 0}).pass(2000).receive(10);
       e.stack("A", 1, 11, {.window = 10}).peer("A", 11, 1, {.length = 10});
       e.stack("A", 1, 21, {.window = 0}).pass(2000);
       e.peer("A", 21, 1, {.length = 1}).stack("A", 1, 21, {.window = 0}).pass(900);
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
    {"an MSS of 0 limits no segment (MUST-14, MUST-16)",
     [](E& e) {
       e.listen().peer("S", 0, 0, {.options = {2, 4, 0, 0}}).stack("SA", 0, 1);
       e.peer("A", 1, 1).accept().send(10).stack("PA", 1, 1, {.length = 10});
     }},
    {"an urgent mark out of reach: no URG yet, or a pointer that goes as far as it can (MUST-62)",
     [](E& e) {
       urgent(e), e.passive().send(70'000, true).stack("A", 1, 1, {.length = 536});
       e.stack("AU", 537, 1, {.length = 536, .urgent = 536});
     }},
    {"of two marks the later is out of reach (MUST-31, MUST-62)",
     [](E& e) {
       urgent(e), e.passive().send(60'000, true).send_part(10'000, 6'000);
       e.stack("AU", 1, 1, {.length = 536, .urgent = 65'535});
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
       two_connections(e), e.pass(1500).peer("S", 9000).stack("A", 1, 1).send(10, true);
       e.stack("AU", 1, 1, {.urgent = 10});
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
    {"no room for the FIN of a connection that nobody accepts (9293-3.6-e)",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1, {.window = 10}).peer("A", 1, 1);
       e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11, {.window = 0});
       e.peer("FA", 11, 1).stack("A", 1, 11, {.window = 0}).faults_stop().pass(9'000'000);
     }},
};

TEST(WindowDoubt, DrawsNoFinding) { expect_silence(kRows); }

}  // namespace
}  // namespace synspect::judge
