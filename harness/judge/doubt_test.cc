// Conforming exchanges that several explanations fit: which of the lives of a four-tuple answers,
// who took a connection, which of two ACKs counted. No finding may come of any of them.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/judge/testing/doubtful.h"

namespace synspect::judge {
namespace {

using E = Exchange;
using std::optional;

// A passive OPEN of the RFC at the stack's port.
void open(E& e, int handle, optional<SocketAddress> remote = {}) {
  e.call(call::Open{.local = e.sockets().local, .remote = remote}, CallResult::of(handle));
}

// MAY-2 reopened the four-tuple out of TIME-WAIT, and the user of LISTEN then goes away.
void reopened_and_dropped(E& e) {
  time_wait(e);
  e.pass(5000).peer("S", 900).stack("SA", 900, 901).call(call::Close{Handle{3}});
  e.stack("R", 901).pass(500);
}

void status(E& e, int handle, TcpState state) {
  CallResult result = CallResult::of(0);
  result.state = state;
  e.call(call::Status{Handle{handle}}, result);
}

// A stack without an upper limit of its timeout, which a peer in bad order has driven up: ten
// octets were sent again after 3, 6, ... 96 s.
void backed_off(E& e) {
  e.capabilities().timing.max_rto = std::nullopt;
  e.capabilities().timing.r2_data = std::chrono::seconds{1150};
  e.passive().send(10).stack("PA", 1, 1, {.length = 10});
  for (int ms = 3000; ms < 100'000; ms *= 2) {
    e.pass_quietly(ms).stack("PA", 1, 1, {.length = 10});
  }
}

constexpr Doubtful kRows[] = {
    {"a SEND of no octets sends nothing, Nagle or not (MUST-17)",
     [](E& e) {
       e.passive().no_delay();
       e.send(10).stack("PA", 1, 1, {.length = 10}).send(0);
       e.pass_quietly(300).peer("A", 1, 11).pass(500);
     }},
    {"a CLOSE that waits in SYN-RECEIVED, then the peer's FIN (3.10.4)",
     [](E& e) {
       e.capabilities().features.half_duplex_close = false;
       open(e, 4);
       e.peer("S", 0).stack("SA", 0, 1).send(4).call(call::RfcClose{Handle{4}});
       e.pass_quietly(1000).stack("SA", 0, 1).peer("FA", 1, 1);
       e.stack("FA", 1, 2, {.length = 4}).peer("A", 2, 6).pass(500);
       e.peer("A", 2, 35, {.length = 4}).stack("A", 6, 2);
     }},
    {"an old ACK after one from left of the window that may have counted",
     [](E& e) {
       e.passive().send(20).stack("PA", 1, 1, {.length = 20}).peer("A", -40, 21);
       e.stack("A", 21, 1).peer("A", 1, 12).pass(200'000);
     }},
    {"a late ACK of a connection that was reset",
     [](E& e) {
       e.passive().send(20).stack("PA", 1, 1, {.length = 20}).peer("R", 1);
       e.peer("A", 1, 12).stack("R", 12).pass(200'000);
     }},
    {"a backlog filled by a connection that either of two listeners took",
     [](E& e) {
       e.listen(), open(e, 5, e.sockets().remote);
       e.peer("S", 0).stack("SA", 0, 1).from_port(4001).peer("S", 0).pass(900);
     }},
    {"CLOSE and ABORT by the handle that perhaps holds the connection",
     [](E& e) {
       e.listen(), open(e, 5, e.sockets().remote);
       e.peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).call(call::RfcClose{Handle{5}});
       e.stack("FA", 1, 1).call(call::Abort{Handle{5}}).pass(200'000);
     }},
    {"back in TIME-WAIT after a RST (9293-3.6.1-c)",
     [](E& e) {
       time_wait(e), e.pass(5000).peer("S", 900).stack("SA", 900, 901).peer("R", 901);
       e.pass(500).peer("FA", 1, 2).stack("A", 2, 2);
     }},
    {"back in TIME-WAIT after the listener went away",
     [](E& e) {
       reopened_and_dropped(e), e.peer("FA", 1, 2).stack("A", 2, 2);
       e.pass(61'000).peer("A", 2, 2).stack("R", 2);
     }},
    {"a FIN waits for a window that only an older segment opened",
     [](E& e) {
       e.passive().peer("A", 2, 1, {.length = 5, .window = 9}).stack("A", 1, 1).send(9);
       e.stack("PA", 1, 1, {.length = 9}).peer("A", 1, 10).shutdown().pass(900);
     }},
    {"a new life with the ISN of the last, begun by SYN and FIN at once",
     [](E& e) {
       e.listen().peer("FS", 0).stack("SA", 0, 1).peer("FS", 0).pass(8000);
       e.peer("FS", 1).stack("SA", 0, 2).peer("A", 2, 40).stack("R", 40);
       e.peer("S", 70'000).stack("A", 1, 2);
     }},
    {"SEND on LISTEN, ABORT, and another OPEN takes the same peer",
     [](E& e) {
       open(e, 5, e.sockets().remote);
       e.call(call::RfcSend{.connection = Handle{5}}, CallResult::of(30)).stack("S", 0);
       e.call(call::Abort{Handle{5}}), open(e, 7);
       e.peer("A", 7, 40).stack("R", 40).peer("S", 100).stack("SA", 300, 101);
       e.peer("A", 101, 301).pass(5000);
     }},
    {"a FIN where text stood that was not acknowledged yet",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 1}).peer("FA", 1, 1).stack("A", 1, 2).pass(100);
       e.peer("A", 2, 1, {.length = 27}).stack("A", 1, 29);
     }},
    {"text behind a bad ACK in SYN-RECEIVED, after a SYN that perhaps reset it (3.10.7.4-5c)",
     [](E& e) {
       e.capabilities().features.blind_syn = std::nullopt;
       e.connect().stack("S", 0).peer("S", 0).stack("SA", 0, 1).peer("S", 50).stack("A", 1, 1);
       e.peer("A", 10, 0, {.length = 20}).stack("R", 0).peer("A", 1, 1, {.length = 9});
       e.stack("A", 1, 10).peer("S", 60).stack("A", 1, 10);
       e.peer("A", 10, 1, {.length = 20}).stack("A", 1, 30);
     }},
    {"the largest window that counts is not that of an older segment (9293-3.10.7.4-5h)",
     [](E& e) {
       e.listen().peer("S", 0, 0, {.window = 30}).stack("SA", 0, 1);
       e.peer("A", 1, 1, {.window = 30}).accept().peer("A", 3, 1, {.window = 20});
       e.peer("A", 1, 1, {.window = 20'000}).send(47).stack("A", 1, 1, {.length = 20});
     }},
    {"the largest window may be that of a segment in doubt",
     [](E& e) {
       e.listen().peer("S", 0, 0, {.length = 25, .window = 58}).stack("SA", 0, 1);
       e.peer("A", 2, 1, {.length = 12, .window = 42'444}).stack("A", 1, 26).accept();
       e.peer("A", 27, 1, {.window = 33}).send(54).peer("A", 27, 1, {.window = 33});
       e.pass_quietly(500).stack("A", 1, 26, {.length = 33});
     }},
    {"a new life with both numbers of the last, and text on its SYN",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("S", 40).pass(100);
       e.peer("S", 0, 0, {.length = 37}).stack("SA", 0, 1).peer("A", 38, 1).accept();
       e.peer("SA", 0, 1).stack("A", 1, 38);
     }},
    {"a new life with both numbers of the last, taken by another OPEN",
     [](E& e) {
       open(e, 4), e.peer("S", 0).stack("SA", 0, 1).peer("S", 40).pass(100);
       e.call(call::RfcClose{Handle{4}}), open(e, 6);
       e.peer("S", 0).stack("SA", 0, 1), status(e, 6, TcpState::kSynReceived);
     }},
    {"a report after three copies of what an ACK from left of the window put at the front",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 0, 1).stack("A", 1, 1).accept();
       e.send(14).stack("PA", 1, 1, {.length = 14});
       e.pass_quietly(1000).stack("PA", 1, 1, {.length = 14});
       e.pass_quietly(2000).stack("PA", 1, 1, {.length = 14}).pass(3000).peer("A", 1, 1);
       e.pass_quietly(1000).stack("PA", 1, 1, {.length = 14});
       e.signal(Handle{4}, Signal::kSoftError);
     }},
    {"text behind an ACK that either was bad or repeated the last",
     [](E& e) {
       e.listen().peer("S", 0, 0).stack("SA", 0, 1).peer("A", 8001, 1).stack("A", 1, 1);
       e.peer("A", 2, 0, {.length = 43}).stack("R", 0).pass(100);
       e.peer("A", 1, 1, {.length = 27}).pass_quietly(200).stack("A", 1, 28).accept().pass(900);
     }},
    {"a hole filled by text that goes on past a FIN that is held",
     [](E& e) {
       e.passive().peer("FA", 50, 1).stack("A", 1, 1).peer("A", 2, 1, {.length = 10});
       e.stack("A", 1, 1).peer("FA", 1, 1, {.length = 53}).stack("A", 1, 51).pass(900);
     }},
    {"CLOSE in SYN-RECEIVED, where a closed window holds the FIN back (9293-3.10.4-d)",
     [](E& e) {
       open(e, 4), e.peer("S", 0, 0, {.window = 0}).stack("SA", 0, 1);
       e.call(call::RfcClose{Handle{4}}).pass_quietly(1000).stack("SA", 0, 1);
       status(e, 4, TcpState::kFinWait1);
     }},
    {"a flood of SYNs has used up the ACKs of the throttle (5961-7-1)",
     [](E& e) {
       e.capabilities().features.limited_challenge = true;
       e.passive();
       for (int i = 0; i < 10; ++i) e.peer("S", 50).stack("A", 1, 1);
       e.pass(3000).peer("R", 50).pass(900);
     }},
    {"a RST ahead of the SYN,ACK of crossing SYNs, which offers the first window",
     [](E& e) {
       e.connect().stack("S", 0).peer("S", 0).peer("RA", 1, 1);
       e.signal(Handle{4}, Signal::kRefused).pass(500);
     }},
    {"the text of a repeated SYN,ACK, cut to the window in SYN-RECEIVED (9293-3.10-a)",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("SA", 0, 1, {.length = 2});
       e.stack("A", 1, 3).accept().receive(2);
     }},
    {"a SYN,ACK with odd options that was taken, then another",
     [](E& e) {
       e.connect().stack("S", 0).peer("SA", 1, 1, {.options = {8, 10, 1, 1}}).stack("A", 1, 2);
       e.peer("SA", 0, 1).stack("A", 1, 2).pass(500);
     }},
    {"one segment of more than two segments is no stream of them (SHLD-19)",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 3000}).pass(10).peer("A", 3001, 1, {.length = 10});
       e.stack("A", 1, 3011).pass(500);
     }},
    {"half a circle away a SYN in TIME-WAIT is neither old nor new (MUST-13)",
     [](E& e) {
       constexpr std::int64_t kFar = std::int64_t{1} << 31;
       time_wait(e), e.pass(1000).peer("S", 2 + kFar).stack("SA", 90'000, 3 + kFar);
     }},
    {"SYN-SENT, a RST with broken options, and a bad ACK that is refused (9293-3.10.7.3-b)",
     [](E& e) {
       e.connect().stack("S", 0).peer("RA", 0, 1, {.options = {8, 1, 1, 1}}).peer("A", 0, 9);
       e.stack("R", 9).peer("SA", 0, 1).stack("A", 1, 1).pass(1200).peer("S", 50).stack("A", 1, 1);
     }},
    {"SYN-SENT, a SYN with broken options and other numbers, then the handshake (9293-3.10.8-c)",
     [](E& e) {
       e.connect().stack("S", 0).peer("FS", 500, 0, {.options = {8, 1, 1, 1}});
       e.pass_quietly(900).peer("SA", 0, 1).stack("A", 1, 1).pass(200'000);
     }},
    {"an active OPEN without the remote socket that the passive one named (9293-3.10.1-f)",
     [](E& e) {
       const SocketAddress remote = e.sockets().remote;
       open(e, 5, remote);
       e.call(call::Open{.local = e.sockets().local, .active = true, .existing = Handle{5}},
              CallResult::of(5));
       e.stack("S", 0).call(call::RfcSend{.connection = Handle{5}}, CallResult::of(1));
       e.pass_quietly(900).peer("SA", 0, 1).stack("A", 1, 1);
     }},
    {"SEND on a connection that was LISTEN, ABORT, then an active OPEN (9293-3.10.2-b)",
     [](E& e) {
       const SocketAddress remote = e.sockets().remote;
       open(e, 5, remote), e.peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1);
       e.call(call::RfcSend{.connection = Handle{5}}, CallResult::of(1));
       e.call(call::Abort{Handle{5}}).stack("R", 1).pass(1200);
       e.call(call::Open{.local = e.sockets().local, .remote = remote, .active = true},
              CallResult::of(6));
       e.stack("S", 90'000).pass(900);
     }},
    {"a window that shrinks when the timeout is at 192 s (SHLD-16)",
     [](E& e) {
       backed_off(e), e.pass_quietly(50'000).peer("A", 1, 1, {.window = 20});
       e.pass_quietly(142'000).stack("PA", 1, 1, {.length = 10}).peer("A", 1, 11);
     }},
    {"a window that closes when the timeout is at 192 s (MUST-35)",
     [](E& e) {
       e.capabilities().timing.max_probe_interval = std::chrono::seconds{60};
       backed_off(e), e.pass_quietly(50'000).peer("A", 1, 1, {.window = 0});
       e.pass_quietly(142'000).stack("PA", 1, 1, {.length = 10}).peer("A", 1, 11);
     }},
    {"no sample yet: the timeout of the next octets is at 192 s, too (6298-5-a)",
     [](E& e) {
       backed_off(e), e.pass_quietly(50'000).peer("A", 1, 11).send(10);
       e.stack("PA", 11, 1, {.length = 10}).pass_quietly(192'000);
       e.stack("PA", 11, 1, {.length = 10}).peer("A", 1, 21);
     }},
    {"text and FIN sent again into a window that closed behind them are one probe (SHLD-30)",
     [](E& e) {
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).shutdown().stack("FA", 11, 1);
       e.peer("A", 1, 1, {.window = 0});
       for (const int ms : {3000, 6000, 12'000}) {
         e.pass_quietly(ms).stack("PA", 1, 1, {.length = 10}).stack("FA", 11, 1);
       }
     }},
    {"a copy that duplicate ACKs draw begins the intervals of probes anew (SHLD-30)",
     [](E& e) {
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).peer("A", 1, 1, {.window = 0});
       for (const int ms : {3000, 6000}) e.pass_quietly(ms).stack("PA", 1, 1, {.length = 10});
       e.pass_quietly(6000);
       for (int i = 0; i < 3; ++i) e.peer("A", 1, 1, {.window = 0});
       e.stack("PA", 1, 1, {.length = 10});
       for (const int ms : {7000, 11'000}) e.pass_quietly(ms).stack("PA", 1, 1, {.length = 10});
     }},
    {"held text was given up and came again, to a connection that is perhaps gone (MUST-59)",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).pass(2750).stack("SA", 0, 1).pass(27'000);
       e.peer("A", 1, 1).stack("R", 1).peer("S", 9000).stack("SA", 90'000, 9001);
       e.peer("A", 9002, 90'001, {.length = 1}).stack("A", 90'001, 9001).accept();
       e.pass(30'000).peer("A", 9001, 90'001, {.length = 1}).call(call::Close{Handle{3}});
       e.shutdown().stack("FA", 90'001, 9002).peer("A", 9002, 90'002, {.length = 1});
       e.peer("FA", 9003, 90'002).stack("A", 90'002, 9004).pass(100);
     }},
    {"R2 counts copies, and the round trip takes six seconds (MUST-20)",
     [](E& e) {
       e.capabilities().timing.max_rto = std::nullopt;
       e.capabilities().timing.r2_data = std::chrono::seconds{1150};
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).pass_quietly(6000);
       e.peer("A", 1, 11).send(10).stack("PA", 11, 1, {.length = 10});
       for (int copy = 0, ms = 18'000; copy < 12; ++copy, ms = std::min(2 * ms, 576'000)) {
         e.pass_quietly(ms).stack("PA", 11, 1, {.length = 10});
       }
     }},
    {"two SENDs on what perhaps was LISTEN again: the first SYN shows that it was (9293-3.10.2-b)",
     [](E& e) {
       e.capabilities().features.blind_reset = std::nullopt;
       open(e, 5, e.sockets().remote), e.peer("S", 0).stack("SA", 0, 1).peer("R", 50);
       e.call(call::RfcSend{.connection = Handle{5}}, CallResult::of(1)).stack("S", 90'000);
       e.pass_quietly(1000).stack("S", 90'000);
       e.call(call::RfcSend{.connection = Handle{5}}, CallResult::of(1));
       e.pass_quietly(2000).stack("S", 90'000).pass_quietly(4000).stack("S", 90'000);
     }},
    {"of two FINs the first was taken when its hole was filled, and a new life came to nothing",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("FA", 2, 1).stack("A", 1, 1);
       e.peer("FA", 250'000, 1).stack("A", 1, 1).accept().shutdown().stack("FA", 1, 1);
       e.peer("A", 1, 2, {.length = 1}).stack("A", 2, 3).pass(5000);
       e.peer("S", 300'000).stack("SA", 900, 300'001).peer("R", 300'001).pass(500);
       e.peer("FA", 2, 2).stack("A", 2, 3);
     }},
    {"LAST-ACK is given up early where the user has closed, and the peer begins anew (SHLD-11)",
     [](E& e) {
       e.capabilities().timing.r2_data = std::chrono::seconds{1150};
       e.passive().peer("FA", 1, 1).stack("A", 1, 2).close().stack("FA", 1, 2);
       for (const int ms : {1000, 2000, 4000, 8000, 16'000, 32'000}) {
         e.pass_quietly(ms).stack("FA", 1, 2);
       }
       e.pass(60'000).peer("S", 0).stack("SA", 700'000, 1).peer("A", 1, 700'001);
       e.peer("A", 1, 700'001, {.length = 4}).pass_quietly(100).stack("A", 700'001, 5);
     }},
    {"the answer to a segment out of place and out of range comes with the next (9293-3.5-g)",
     [](E& e) { e.passive().peer("A", -40, -7).peer("A", 1, 1).stack("A", 1, 1).pass(700); }},
    {"a window closes when the timeout of what an ACK in doubt left is at 192 s (MUST-35)",
     [](E& e) {
       e.capabilities().timing.max_rto = std::nullopt;
       e.capabilities().timing.r2_data = std::chrono::seconds{1150};
       e.capabilities().timing.max_probe_interval = std::chrono::seconds{60};
       e.passive().send(20).stack("PA", 1, 1, {.length = 20}).peer("A", -40, 11);
       e.stack("A", 21, 1);
       for (int ms = 3000; ms < 100'000; ms *= 2) {
         e.pass_quietly(ms).stack("PA", 11, 1, {.length = 10});
       }
       e.pass_quietly(50'000).peer("A", 1, 11, {.window = 0});
       e.pass_quietly(142'000).stack("PA", 11, 1, {.length = 10}).peer("A", 1, 21);
     }},
    {"what a shrunken window cuts waits a second for more room (6298-5.5, 9293-3.8.6.2.1)",
     [](E& e) {
       e.capabilities().timing.retransmission_granularity = std::chrono::milliseconds{10};
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).peer("A", 1, 1, {.window = 5});
       for (const int ms : {2000, 2000, 4000}) {
         e.pass_quietly(ms).stack("A", 1, 1, {.length = 5});
       }
     }},
};

TEST(Doubt, DrawsNoFinding) { expect_silence(kRows); }

// The window may still be closed: an older segment opened it (9293-3.10.7.4-5h).
TEST(Doubt, AProbeWithAnOldOctetIsNoKeepAlive) {
  Exchange e{{}};
  e.passive().send(10).stack("PA", 1, 1, {.length = 10}).peer("A", 2, 11, {.window = 0}).send(5);
  e.pass_quietly(1500).stack("A", 11, 1, {.length = 1}).peer("A", 1, 12, {.length = 1});
  e.stack("A", 12, 2).pass_quietly(3000).stack("A", 11, 2, {.length = 1});
  EXPECT_FALSE(e.accused("MUST-25")) << e.findings();
}

TEST(Doubt, ALifeThatGoesOnIsJudgedByItsOwnNumbersAgain) {
  Exchange e{{}};
  reopened_and_dropped(e);
  e.peer("FA", 1, 2).stack("A", 2, 2).pass(500).peer("FA", 1, 2).stack("A", 2, 9);
  EXPECT_TRUE(e.accused("9293-3.4-j")) << e.findings();
}

}  // namespace
}  // namespace synspect::judge
