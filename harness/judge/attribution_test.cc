// What a finding names: the deviation itself, not what follows from it. Each row is an exchange,
// the clause that must be accused, and one that must not be: that the judge once named in its
// place.
#include <gtest/gtest.h>

#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

struct Attributed {
  const char* name;
  const char* accused;
  const char* spared;
  Play play;
};

constexpr Attributed kRows[] = {
    {"a SYN,ACK is taken where a crossing SYN was ignored", "9293-3.10.7.3-j", "9293-3.1-b",
     [](E& e) { e.connect().stack("S", 0).peer("S", 5).peer("SA", 0, 1).stack("A", 1, 1); }},
    {"the SYN again where a crossing SYN was ignored", "9293-3.10.7.3-j", "9293-3.10.8-c",
     [](E& e) {
       e.connect().stack("S", 0).peer("S", 5).stack("S", 0);
       e.peer("SA", 0, 1).stack("A", 1, 1).pass(60'000);
     }},
    {"a SYN,ACK from outside the window is refused in SYN-RECEIVED, which goes on", "9293-3.5.2-d",
     "9293-3.10.7.2-b",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("SA", -40, 30).stack("R", 30);
       e.pass(2000).peer("FA", 1, 1).stack("A", 1, 2).pass(900);
     }},
    {"an ACK in LISTEN of the life before is no ACK of the next", "9293-3.4.1-b", "9293-3.5-a",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("R", 1).peer("A", 1, 1).stack("R", 1);
       e.peer("S", 500).stack_raw("SA", 77, 1501).accept();
     }},
    {"the user is told of a connection that nobody has acknowledged", "9293-3.4.1-b", "9293-3.5-a",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("SA", -40, 1);
       e.signal(Handle{3}, Signal::kAcceptable);
     }},
    {"TIME-WAIT refuses a SYN and is there still", "9293-3.5.2-d", "9293-3.10.7.1-d",
     [](E& e) {
       e.capabilities().features.time_wait_reuse = false;
       e.capabilities().features.blind_syn = true;
       time_wait(e);
       e.call(call::Close{Handle{3}}).call(call::Close{Handle{4}});
       e.pass(2000).peer("S", 50).stack("R", 9).pass(2000).peer("FA", 51, 2).stack("A", 2, 2);
       e.pass(900);
     }},
    {"a RST that is exact only for who took text without ACK", "9293-3.10.7.4-5a", "5961-3.2-2",
     [](E& e) { e.passive().peer("P", 1, 0, {.length = 5}).peer("R", 1).stack("A", 1, 6); }},
    {"a RST obeyed behind text that may not be taken", "9293-3.10.7.4-5a", "5961-3.2-3",
     [](E& e) {
       e.passive().peer("P", 1, 0, {.length = 5}).peer("R", 6);
       e.signal(Handle{4}, Signal::kReset);
     }},
    {"text without ACK, and the options are odd", "9293-3.10.7.4-5a", "9293-3.4-j",
     [](E& e) {
       e.passive().peer("P", 1, 0, {.length = 5, .options = {8, 10, 1, 1}}).stack("A", 1, 6);
     }},
    {"text without ACK, acknowledged with what came behind it", "9293-3.10.7.4-5a", "9293-3.4-j",
     [](E& e) {
       e.passive().peer("P", 1, 0, {.length = 5}).peer("A", 6, 1, {.length = 5});
       e.stack("A", 1, 11);
     }},
    {"text beside an ACK of what was never sent, the text before unacknowledged",
     "9293-3.10.7.4-5g", "9293-3.4-j",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 7}).peer("A", 8, 900, {.length = 5});
       e.stack("A", 1, 8).stack("A", 1, 13);
     }},
    {"TIME-WAIT is over too soon, of a stack that knows no other way out", "MUST-13",
     "9293-3.10.7.4-4-timewait",
     [](E& e) {
       e.capabilities().features.time_wait_reuse = false;
       time_wait(e);
       e.pass(2000).peer("S", 900).stack("SA", 900, 901);
     }},
    {"a RST with a bad checksum brings no text", "9293-3.4-j", "MUST-3",
     [](E& e) {
       e.passive().peer("R", 0, 0, {.length = 50, .bad_checksum = true}).stack("A", 1, 4);
     }},
};

TEST(Attribution, NamesTheDeviationItself) {
  for (const Attributed& row : kRows) {
    Exchange e{{}};
    row.play(e);
    e.end();
    EXPECT_TRUE(e.accused(row.accused)) << row.name << ":\n" << e.findings();
    EXPECT_FALSE(e.accused(row.spared)) << row.name << ":\n" << e.findings();
  }
}

}  // namespace
}  // namespace synspect::judge
