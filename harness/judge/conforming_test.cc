// Exchanges in which the stack does what the RFCs allow: no finding may come of any of them.
#include <gtest/gtest.h>

#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

struct Conforming {
  const char* name;
  Play play;
};

constexpr Conforming kRows[] = {
    {"active close to the end of TIME-WAIT",
     [](E& e) { time_wait(e), e.pass(61'000).peer("A", 2, 2).stack("R", 2).pass(70'000); }},
    {"passive close", [](E& e) { last_ack(e), e.peer("A", 2, 2).pass(70'000); }},
    {"active open, full close",
     [](E& e) {
       e.active().close().stack("FA", 1, 1).peer("A", 1, 2).peer("FA", 1, 2).stack("A", 2, 2);
       e.pass(70'000);
     }},
    {"simultaneous open by SYN,ACKs",
     [](E& e) {
       e.connect().stack("S", 0).peer("S", 0).stack("SA", 0, 1).peer("SA", 0, 1).stack("A", 1, 1);
       e.send(5).stack("PA", 1, 1, {.length = 5}).peer("A", 1, 6).pass(5000);
     }},
    {"simultaneous close",
     [](E& e) { closing(e), e.peer("A", 2, 2).pass(30'000).peer("FA", 1, 2).stack("A", 2, 2); }},
    {"half-close, then text both in and out of order",
     [](E& e) {
       fin_wait_2(e);
       e.peer("A", 11, 2, {.length = 10}).stack("A", 2, 1).peer("A", 1, 2, {.length = 10});
       e.stack("A", 2, 21).receive(20).peer("FA", 21, 2).stack("A", 2, 22).receive_end();
     }},
    {"a lost segment, recovered by the timer",
     [](E& e) {
       e.passive()
           .no_delay()
           .send(20)
           .stack("A", 1, 1, {.length = 10})
           .stack("PA", 11, 1, {.length = 10});
       e.pass_quietly(1000).stack("A", 1, 1, {.length = 10}).peer("A", 1, 21).pass(5000);
     }},
    {"duplicate text is acknowledged again",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 10}).stack("A", 1, 11).pass(1200);
       e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11);
     }},
    {"delayed acknowledgment of two segments",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 10}).pass(200).peer("A", 11, 1, {.length = 10});
       e.stack("A", 1, 21).pass(3000);
     }},
    {"text on the SYN left out",
     [](E& e) {
       e.listen().peer("S", 0, 0, {.length = 5}).stack("SA", 0, 1).peer("A", 1, 1).accept();
       e.peer("A", 1, 1, {.length = 5}).stack("A", 1, 6).receive(5);
     }},
    {"RST on close with unread text (SHLD-3)",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 5}).stack("A", 1, 6).close().stack("RA", 1, 6);
       e.peer("A", 6, 1, {.length = 5}).stack("R", 1);
     }},
    {"text after a full close is reset (SHLD-3)",
     [](E& e) {
       e.passive().close().stack("FA", 1, 1).peer("A", 1, 2, {.length = 5}).stack("R", 2);
     }},
    {"abort by the user",
     [](E& e) {
       e.passive().call(call::SetOption{Handle{4}, call::Option::kLinger, 0}).close();
       e.stack("RA", 1, 1).pass(1000).peer("A", 1, 1, {.length = 3}).stack("R", 1);
     }},
    {"abort by a linger that the listener had",
     [](E& e) {
       e.listen().call(call::SetOption{Handle{3}, call::Option::kLinger, 0});
       e.peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).accept().close().stack("RA", 1, 1);
       e.pass(1000).peer("A", 1, 1, {.length = 3}).stack("R", 1);
     }},
    {"a linger that the listener had, not handed on",
     [](E& e) {
       e.listen().call(call::SetOption{Handle{3}, call::Option::kLinger, 0});
       e.peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).accept().close().stack("FA", 1, 1);
     }},
    {"segments no larger than the user wants (9293-3.7.4-a)",
     [](E& e) {
       e.listen().call(call::SetOption{Handle{3}, call::Option::kMaxSegment, 200});
       e.peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).accept().send(400);
       e.stack("A", 1, 1, {.length = 200}).stack("PA", 201, 1, {.length = 200}).peer("A", 1, 401);
     }},
    {"half of the buffer that the user wants (MUST-39)",
     [](E& e) {
       e.passive().call(call::SetOption{Handle{4}, call::Option::kReceiveBuffer, 600});
       e.peer("A", 1, 1, {.length = 500}).stack("A", 1, 501, {.window = 7500}).receive(500);
       e.stack("A", 1, 501, {.window = 7800});
     }},
    {"options take their part of a full segment (9293-3.7.1-a)",
     [](E& e) {
       e.passive().no_delay().send(1500).stack("A", 1, 1, {.length = 500});
       e.peer("A", 1, 501).stack("A", 501, 1, {.length = 492, .options = {1, 1, 1, 1, 1, 1, 1, 1}});
       e.stack("A", 993, 1, {.length = 500});
     }},
    {"window update at any time",
     [](E& e) { e.passive().pass(10).stack("A", 1, 1, {.window = 9500}).pass(3000); }},
    {"zero-window probe of one octet",
     [](E& e) {
       e.passive().send(5).stack("PA", 1, 1, {.length = 5}).peer("A", 1, 6, {.window = 0});
       e.send(9).pass_quietly(1000).stack("A", 6, 1, {.length = 1});
       e.peer("A", 1, 6, {.window = 0}).pass_quietly(2000).stack("A", 6, 1, {.length = 1});
       e.peer("A", 1, 7, {.window = 500}).stack("PA", 7, 1, {.length = 8}).peer("A", 1, 15);
     }},
    {"keep-alive at SND.NXT-1",
     [](E& e) {
       e.passive().call(call::SetOption{Handle{4}, call::Option::kKeepAlive, 1});
       e.pass_quietly(7'200'000).stack("A", 0, 1).peer("A", 1, 1);
     }},
    {"SYN reopens from TIME-WAIT (MAY-2)",
     [](E& e) {
       time_wait(e), e.pass(5000).peer("S", 900).stack("SA", 900, 901).peer("A", 901, 901);
     }},
    {"SYN in TIME-WAIT is acknowledged or ignored",
     [](E& e) {
       time_wait(e),
           e.pass(5000).peer("S", 900).stack("A", 2, 2).pass(5000).peer("S", 900).pass(3000);
     }},
    {"RST in TIME-WAIT obeyed (9293)",
     [](E& e) { time_wait(e), e.peer("R", 2).pass(5000).peer("FA", 1, 2).stack("R", 2); }},
    {"RST in TIME-WAIT ignored (1337)",
     [](E& e) { time_wait(e), e.peer("R", 2).pass(5000).peer("FA", 1, 2).stack("A", 2, 2); }},
    {"RST in SYN-RECEIVED, then the port serves again",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("R", 1).pass(5000);
       e.peer("S", 9).stack("SA", 300, 10).peer("A", 10, 301).accept().pass(5000);
     }},
    {"malformed options draw a RST (MUST-7)",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 2, .options = {30, 0, 0, 0}}).stack("R", 1);
     }},
    {"malformed options are dropped (MUST-7)",
     [](E& e) { e.passive().peer("A", 1, 1, {.length = 2, .options = {30, 0, 0, 0}}).pass(3000); }},
    {"give-up by RST after R2",
     [](E& e) {
       e.passive().send(4).stack("PA", 1, 1, {.length = 4});
       int wait = 1000;
       for (int i = 0; i < 7; ++i, wait = std::min(60'000, 2 * wait)) {
         e.pass_quietly(wait).stack("PA", 1, 1, {.length = 4});
       }
       e.pass_quietly(60'000).stack("RA", 5, 1).signal(Handle{4}, Signal::kTimedOut);
     }},
    {"backlog overflow in silence",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).from_port(4001).peer("S", 0).pass(900);
     }},
    {"a RST whose stack predates RFC 5961 obeys",
     [](E& e) {
       e.capabilities().features.blind_reset = std::nullopt;
       e.passive().peer("R", 50).pass(2000).peer("A", 1, 1, {.length = 3}).stack("R", 1);
     }},
    {"a SYN in the window resets an old stack (4a)",
     [](E& e) {
       e.capabilities().features.blind_syn = std::nullopt;
       e.passive().peer("S", 50).stack("R", 1).pass(2000);
     }},
    {"challenge ACKs held back by a limit",
     [](E& e) {
       e.capabilities().features.limited_challenge = std::nullopt;
       e.passive().peer("S", -50).stack("A", 1, 1).peer("S", -50).pass(300).peer("S", -50);
       e.pass(900);
     }},
    {"an acceptable segment from left of the window lends its ACK (1g)",
     [](E& e) {
       fin_wait_1(e), e.peer("FA", 1, 1).stack("A", 2, 2).pass(500).peer("FA", 1, 2);
       e.stack("A", 2, 2).pass(3000).peer("FA", 1, 2).stack("A", 2, 2);
     }},
    {"unknown capabilities, captured in mid-stream",
     [](E& e) {
       e.endpoint().capabilities.reset();
       e.stack("A", 500, 700, {.length = 10}).peer("A", 700, 510).stack("FA", 510, 700);
       e.peer("FA", 700, 511).stack("A", 511, 701).pass(100'000);
     }},
};

TEST(Conforming, DrawsNoFinding) {
  for (const Conforming& row : kRows) {
    for (const std::uint32_t isn : {1000U, 0xffff'fffdU, 0x7fff'fffaU}) {
      Exchange e{{IpVersion::kV4, isn, isn + 1}};
      row.play(e);
      e.pass(200).end();
      EXPECT_EQ(e.findings(), "") << row.name << " at " << isn;
    }
  }
}

TEST(Conforming, AForkedJudgeGoesOnAlone) {
  Exchange e{{}};
  e.passive();
  const Judge before = e.judge();
  e.peer("A", 1, 1, {.length = 5}).stack("A", 1, 9);
  EXPECT_EQ(before.findings().size(), 0U);
  EXPECT_EQ(e.judge().findings().size(), 1U);
}

}  // namespace
}  // namespace synspect::judge
