// Which OPEN, ACCEPT, CLOSE or SEND belongs to which life of a connection: conforming exchanges
// that draw no finding, and what is certain all the same.
#include <gtest/gtest.h>

#include "harness/judge/testing/doubtful.h"

namespace synspect::judge {
namespace {

using E = Exchange;
using std::optional;

// OPENs and a SEND of the RFC.
void open(E& e, int handle, bool active = false, optional<SocketAddress> remote = {}) {
  e.call(call::Open{.local = e.sockets().local, .remote = remote, .active = active},
         CallResult::of(handle));
}
void open_existing(E& e, int handle) {
  e.call(call::Open{.local = e.sockets().local,
                    .remote = e.sockets().remote,
                    .active = true,
                    .existing = Handle{handle}},
         CallResult::of(handle));
}
void send(E& e, int handle) {
  e.call(call::RfcSend{.connection = Handle{handle}, .data = {}}, CallResult::of(1));
}
void status(E& e, int handle, TcpState state) {
  CallResult result = CallResult::of(0);
  result.state = state;
  e.call(call::Status{Handle{handle}}, result);
}
void accept_as(E& e, int handle, optional<FourTuple> sockets) {
  CallResult result = CallResult::of(handle);
  result.connection = sockets;
  e.call(call::Accept{Handle{3}}, result);
}

CallResult text(std::size_t octets) {
  static constexpr std::byte kText[2000]{};
  CallResult result = CallResult::of(static_cast<std::int64_t>(octets));
  result.data = std::span{kText}.first(octets);
  return result;
}

constexpr Doubtful kGood[] = {
    {"the last text is acknowledged while the window stays shut (MUST-35, MUST-36)",
     [](E& e) {
       e.passive().send(1).stack("PA", 1, 1, {.length = 1}).peer("A", 1, 1, {.window = 0});
       e.peer("A", 1, 2, {.window = 0}).pass(300'000);
     }},
    {"the reset of an opening was told: the next SYN is for another name (9293-3.10.7.3-d)",
     [](E& e) {
       open(e, 3), open_existing(e, 3), e.stack("S", 0).peer("RA", 40, 1);
       e.signal(Handle{3}, Signal::kReset).peer("SA", 0, 1, {.options = {8, 10, 1, 1}}), open(e, 4);
       e.peer("S", 900).stack("SA", 900, 901), status(e, 4, TcpState::kSynReceived);
     }},
    {"a name that timed out in SYN-RECEIVED does not listen any more (9293-3.10.8-a)",
     [](E& e) {
       open(e, 3, false, e.sockets().remote), e.peer("S", 0).stack("SA", 0, 1), send(e, 3);
       e.pass_quietly(1000).stack("SA", 0, 1).pass_quietly(300'000);
       e.signal(Handle{3}, Signal::kTimedOut), open(e, 4, false, e.sockets().remote), send(e, 4);
       e.stack("S", 70'000)
           .pass_quietly(1000)
           .stack("S", 70'000)
           .peer("SA", 0, 70'001)
           .stack("A", 70'001, 1);
       e.call(call::RfcClose{Handle{4}}).stack("FA", 70'001, 1).pass(500);
     }},
    {"an ACK that came after R2 and drew a RST opened nothing (9293-3.4.1-b)",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).pass_quietly(1000).stack("SA", 0, 1);
       e.pass(400'000).peer("A", 1, 1).stack("R", 1);
       e.peer("S", 500).stack("SA", 700, 501).peer("A", 501, 701).accept();
       e.call(call::SetOption{Handle{4}, call::Option::kUserTimeout, 500}).close();
       e.stack("FA", 701, 501).pass(30'000).peer("FA", 100'000, 702).stack("R", 702);
     }},
    {"R2 runs from the first of several ACKs in doubt (9293-3.10.8-c)",
     [](E& e) {
       e.capabilities().timing.r2_data = std::chrono::seconds{300};
       e.connect().stack("S", 0).peer("S", 0).stack("SA", 0, 1).peer("SA", 0, 1);
       e.stack("A", 1, 1).close().stack("FA", 1, 1);
       for (const int wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
         e.pass_quietly(wait * 1000).stack("FA", 1, 1);
       }
       e.pass_quietly(57'000).peer("FA", -40, 2).stack("A", 2, 1).peer("A", 2, 1);
       e.pass_quietly(3000).stack("FA", 1, 1).pass(300'000);
     }},
    {"SENDs on what perhaps went back to LISTEN, of which the first opens (9293-3.10.2-b)",
     [](E& e) {
       e.capabilities().timing.initial_rto = std::chrono::seconds{1};
       open(e, 3, false, e.sockets().remote), e.peer("S", 0, 0, {.length = 1}).stack("SA", 0, 1);
       e.peer("R", 1), send(e, 3), e.stack("S", 70'000).pass_quietly(1000).stack("S", 70'000);
       send(e, 3), e.pass_quietly(2000).stack("S", 70'000).pass(3900).pass_quietly(100);
       e.stack("S", 70'000);
     }},
    {"the FIN was given up, or acknowledged from left of the window (SHLD-11)",
     [](E& e) {
       e.capabilities().timing.r2_data = std::chrono::seconds{300};
       e.passive().close().stack("FA", 1, 1);
       for (const int wait : {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
         e.pass_quietly(wait * 1000).stack("FA", 1, 1);
       }
       e.pass_quietly(56'999).peer("A", -40, 2).stack("A", 2, 1).pass_quietly(1);
       e.peer("FS", 90'000).stack("SA", 70'000, 90'001).peer("A", 90'002, 70'001);
       e.stack("A", 70'001, 90'002);
     }},
    {"a SYN that crossed, or that another name took, behind a RST in doubt (9293-3.10.7.3-l)",
     [](E& e) {
       open(e, 3, true, e.sockets().remote), e.stack("S", 0), open(e, 4);
       e.peer("RA", 0, 1, {.options = {8, 10, 1, 1}}).peer("S", 0).stack("SA", 0, 1);
       e.peer("A", 1, 1).call(call::RfcClose{Handle{3}}).stack("FA", 1, 1).pass(500);
     }},
    {"the same, when the own SYN was sent again before",
     [](E& e) {
       e.capabilities().timing.initial_rto = std::chrono::seconds{1};
       open(e, 3, true, e.sockets().remote), e.stack("S", 0), open(e, 4);
       e.pass_quietly(1000).stack("S", 0).pass_quietly(2000).stack("S", 0);
       e.peer("RA", 0, 1, {.options = {8, 10, 1, 1}}).peer("S", 0).stack("SA", 0, 1);
       e.pass(3900).pass_quietly(100).stack("SA", 0, 1);
     }},
    {"a FIN, another behind it, and a life that begins after either (MAY-2)",
     [](E& e) {
       e.capabilities().features.half_duplex_close = false;
       open(e, 3), e.peer("S", 0).stack("SA", 0, 1).call(call::RfcClose{Handle{3}});
       e.stack("FA", 1, 1).peer("FA", 2, 2).stack("A", 2, 1).peer("FA", 4, 2).stack("A", 2, 1);
       open(e, 4), e.peer("A", 1, 2, {.length = 1}).stack("A", 2, 3);
       e.pass(500).peer("S", 90'000).stack("SA", 0, 90'001), status(e, 4, TcpState::kSynReceived);
     }},
    {"a reset is told on whichever name had the connection: it waits for no other (9293-3.10.3-b)",
     [](E& e) {
       open(e, 3), open_existing(e, 3), e.stack("S", 0);
       e.peer("SA", 0, 1, {.options = {8, 10, 1, 1}}), open(e, 4);
       e.call(call::Abort{Handle{3}}).peer("S", 0).stack("SA", 0, 1).peer("A", 2, 1);
       e.peer("RA", 1, 1).signal(Handle{4}, Signal::kReset);
       e.call(call::RfcReceive{Handle{4}, 1}, CallResult::failed(CallError::kReset));
     }},
    {"a RECEIVE on one of two names makes room in whichever connection it has (9293-3.5.3-a)",
     [](E& e) {
       open(e, 3), open(e, 4), e.peer("S", 0).stack("SA", 0, 1);
       e.peer("PA", 1, 1, {.length = 1400}).pass_quietly(200);
       e.stack("A", 1, 1401, {.window = 6600}).call(call::RfcReceive{Handle{4}, 1400}, text(1400));
       e.peer("R", 8002, 0, {.length = 1}).stack("A", 1, 1401, {.window = 8000});
     }},
    {"a SYN for an opening in doubt or for the listener behind it (9293-3.10.6-a)",
     [](E& e) {
       open(e, 3), open_existing(e, 3), e.stack("S", 0);
       e.peer("SA", 0, 1, {.options = {8, 10, 1, 1}}).call(call::Abort{Handle{3}}), open(e, 4);
       e.peer("S", 0).stack("SA", 0, 1), status(e, 4, TcpState::kSynReceived);
     }},
    {"SYNs in doubt before a good one, of which one had a FIN (9293-3.4-j)",
     [](E& e) {
       e.connect().stack("S", 0).peer("FS", 0, 0, {.options = {8, 10, 1, 1}});
       e.peer("SA", 0, 1, {.options = {8, 10, 1, 1}}).peer("S", 0).stack("SA", 0, 1);
       e.peer("FA", 1, 1).stack("A", 1, 2);
     }},
    {"the same of a SYN with FIN, whose SYN,ACK went out again meanwhile",
     [](E& e) {
       e.capabilities().features.half_duplex_close = false;
       open(e, 3), e.peer("FS", 0).stack("SA", 0, 1).call(call::RfcClose{Handle{3}});
       e.stack("FA", 1, 1).peer("FA", 2'000'000'000, 2).stack("A", 2, 1).pass_quietly(1000);
       e.stack("SA", 0, 1).peer("A", 1, 2, {.length = 1}).stack("A", 2, 2), open(e, 4);
       e.peer("S", 90'000).stack("SA", 70'000, 90'001).peer("R", 90'001).peer("A", 90'001, 70'001);
       e.stack("A", 2, 2);
     }},
    {"an urgent mark that the SYN brought already (MUST-32)",
     [](E& e) {
       e.capabilities().controls.urgent = true;
       open(e, 3), e.peer("SU", 0, 0, {.urgent = 2}).stack("SA", 0, 1);
       e.peer("A", 1, 1, {.length = 1}).signal(Handle{3}, Signal::kUrgent);
       e.peer("UA", 2, 1, {.length = 1}).stack("A", 1, 3).pass(900);
     }},
    {"the end of a life that replaced one in TIME-WAIT is told (9293-3.6.1-c)",
     [](E& e) {
       open(e, 3), e.peer("S", 0).stack("SA", 0, 1).call(call::RfcClose{Handle{3}});
       e.stack("FA", 1, 1).peer("FA", 1, 2).stack("A", 2, 2), open(e, 4);
       e.pass(1000).peer("S", 900).stack("SA", 900, 901).call(call::RfcClose{Handle{4}});
       e.stack("FA", 901, 901).peer("R", 901).signal(Handle{4}, Signal::kReset);
       e.peer("FA", 1, 2).stack("A", 2, 2).pass(500);
     }},
    {"text is read of a life in TIME-WAIT while another seems to have replaced it (9293-3.6.1-c)",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 2}).stack("A", 1, 3).shutdown().stack("FA", 1, 3);
       e.peer("FA", 3, 2).stack("A", 2, 4).pass(1000).peer("S", 900).stack("SA", 900, 901);
       e.receive(1).peer("R", 901).peer("FA", 3, 2).stack("A", 2, 4).receive(1);
     }},
    {"what is asked of a handle that one of two lives may have",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).peer("R", 1);
       e.peer("S", 500).stack("SA", 700, 501).peer("A", 501, 701), accept_as(e, 4, e.sockets());
       e.call(call::SetOption{Handle{4}, call::Option::kUserTimeout, 500});
       e.peer("FA", 501, 701).stack("A", 701, 502).close().stack("FA", 701, 502).pass(100'000);
     }},
};

TEST(NamesInDoubt, DrawNoFinding) { expect_silence(kGood); }

struct Certain {
  const char* name;
  const char* clause;
  Play play;
};

constexpr Certain kBad[] = {
    // Of the peer at port 4001 an earlier life may still wait for its ACCEPT.
    {"ACCEPT binds by the four-tuple, whatever waits from another peer", "9293-3.6-e",
     [](E& e) {
       e.listen().from_port(4001).peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).peer("R", 1);
       e.peer("S", 500).stack("SA", 700, 501);
       e.from_port(4000).peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).accept();
       e.stack("FA", 1, 1);
     }},
    {"ACCEPT that would block shows that no earlier life waits", "9293-3.6-e",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).peer("R", 1);
       e.call(call::Accept{Handle{3}}, CallResult::failed(CallError::kWouldBlock));
       e.peer("S", 500).stack("SA", 700, 501).peer("A", 501, 701).accept();
       e.stack("FA", 701, 501);
     }},
    {"what a listener that was closed had completed no ACCEPT of the next one gives", "9293-3.6-e",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).peer("R", 1);
       e.peer("S", 500).stack("SA", 700, 501).call(call::Close{Handle{3}}).stack("R", 701);
       e.listen().peer("S", 900).stack("SA", 1700, 901).peer("A", 901, 1701).accept();
       e.stack("FA", 1701, 901);
     }},
    {"ABORT of a handle that is another listener's ends nothing of this one", "MUST-40",
     [](E& e) {
       e.listen().from_port(4001).peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).peer("R", 1);
       e.peer("S", 500).stack("SA", 700, 501).peer("A", 501, 701);
       accept_as(e, 9, e.sockets());
       e.from_port(4000).peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1);
       e.call(call::Abort{Handle{9}}).peer("A", 1, 1, {.length = 5}).pass(900);
     }},
};

TEST(NamesInDoubt, WhatIsCertainIsJudged) {
  for (const Certain& row : kBad) {
    Exchange e{{}};
    row.play(e);
    e.pass(200).end();
    EXPECT_TRUE(e.accused(row.clause)) << row.name << ": " << e.findings();
  }
}

}  // namespace
}  // namespace synspect::judge
