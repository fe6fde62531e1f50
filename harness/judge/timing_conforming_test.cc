// Timing that the RFCs allow and that is not the reference's own: no finding may come of any of it.
#include <gtest/gtest.h>

#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Conforming {
  const char* name;
  Play play;
};

void opened_in(E& e, int ms) {
  e.listen().peer("S", 0).stack("SA", 0, 1).pass_quietly(ms).peer("A", 1, 1).accept();
  e.no_delay();
}
void text(E& e, int at) { e.send(10).stack("PA", at, 1, {.length = 10}); }
void again(E& e, int at, int ms) { e.pass_quietly(ms).stack("PA", at, 1, {.length = 10}); }
void shut(E& e) { e.passive(), text(e, 1), e.peer("A", 1, 11, {.window = 0}).send(9); }

constexpr Conforming kRows[] = {
    // --- RTO
    {"a later RTO than computed (6298-1-a)",
     [](E& e) { opened_in(e, 800), text(e, 1), again(e, 1, 9000), again(e, 1, 18'000); }},
    {"an initial RTO of three seconds",
     [](E& e) { e.connect().stack("S", 0).pass_quietly(3000).stack("S", 0); }},
    {"ticks of half a second: between 1 s and 1.5 s",
     [](E& e) {
       e.capabilities().timing.retransmission_granularity = milliseconds{500};
       opened_in(e, 390), text(e, 1), again(e, 1, 1000), again(e, 1, 2500), again(e, 1, 5000);
     }},
    {"ticks of half a second: what they leave off is doubled with the rest",
     [](E& e) {
       e.capabilities().timing.retransmission_granularity = milliseconds{500};
       opened_in(e, 1521), text(e, 1);
       for (const int ms : {2750, 6000, 12'000, 24'000, 48'000}) again(e, 1, ms);
     }},
    {"an unknown clock is taken for a coarse one",
     [](E& e) {
       e.capabilities().timing.retransmission_granularity.reset();
       opened_in(e, 700), text(e, 1), again(e, 1, 1000);
     }},
    {"a tail loss probe (RFC 8985)",
     [](E& e) {
       e.capabilities().features.rack_tlp = true;
       opened_in(e, 100), text(e, 1), again(e, 1, 250), again(e, 1, 1000), again(e, 1, 2000);
     }},
    {"RACK where nobody says whether it is there",
     [](E& e) {
       e.capabilities().features.rack_tlp.reset();
       opened_in(e, 100), text(e, 1), again(e, 1, 250);
     }},
    {"fast retransmission by three duplicate ACKs (5681-3.2-4)",
     [](E& e) {
       opened_in(e, 400), e.send(40);
       for (int i = 0; i < 4; ++i) e.stack("A", 1 + 10 * i, 1, {.length = 10});
       e.pass_quietly(100).peer("A", 1, 1).peer("A", 1, 1).peer("A", 1, 1);
       e.stack("A", 1, 1, {.length = 10}).pass_quietly(100).peer("A", 1, 41);
     }},
    {"timestamps tell copies apart: a sample of the copy (6298-3-a)",
     [](E& e) {
       const std::vector<std::uint8_t> stamps{8, 10, 0, 0, 0, 1, 0, 0, 0, 0};
       const std::vector<std::uint8_t> opening{2, 4, 5, 160, 8, 10, 0, 0, 0, 1, 0, 0, 0, 1};
       const std::vector<std::uint8_t> own{8, 10, 0, 0, 0, 1, 0, 0, 0, 1};
       e.listen().peer("S", 0, 0, {.options = stamps}).stack("SA", 0, 1, {.options = opening});
       e.pass_quietly(3000).stack("SA", 0, 1, {.options = opening}).pass_quietly(10);
       e.peer("A", 1, 1, {.options = stamps}).accept().send(10);
       e.stack("PA", 1, 1, {.length = 10, .options = own}).pass_quietly(1000);
       e.stack("PA", 1, 1, {.length = 10, .options = own});
     }},
    {"SRTT cleared after several backoffs (6298-5-b)",
     [](E& e) {
       opened_in(e, 2000), text(e, 1), again(e, 1, 6000), again(e, 1, 12'000);
       e.pass_quietly(100).peer("A", 1, 11), text(e, 11), e.pass_quietly(100).peer("A", 1, 21);
       text(e, 21), again(e, 21, 1000);
     }},
    {"a backed-off RTO collapses with the first sample of new text",
     [](E& e) {
       opened_in(e, 100), text(e, 1), again(e, 1, 1000), e.pass_quietly(100).peer("A", 1, 11);
       text(e, 11), e.pass_quietly(100).peer("A", 1, 21), text(e, 21), again(e, 21, 1000);
     }},
    {"one timer for each segment: the second was sent later",
     [](E& e) {
       opened_in(e, 100), text(e, 1), e.pass_quietly(600), text(e, 11);
       again(e, 1, 400);
       e.pass_quietly(600).stack("PA", 11, 1, {.length = 10});
     }},
    {"only the first of many segments was timed",
     [](E& e) {
       opened_in(e, 900), text(e, 1), e.pass_quietly(800), text(e, 11);
       e.pass_quietly(100).peer("A", 1, 11).pass_quietly(700).peer("A", 1, 21);
       text(e, 21), again(e, 21, 2700);
     }},
    {"the SYN,ACK of a SYN cookie is not timed",
     [](E& e) {
       e.capabilities().features.syn_cookies.reset();
       opened_in(e, 900), text(e, 1), again(e, 1, 1000);
     }},
    {"a SYN,ACK again because the SYN came again",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).pass_quietly(900).peer("S", 0).stack("SA", 0, 1);
       e.pass_quietly(100).stack("SA", 0, 1).pass_quietly(2000).stack("SA", 0, 1);
     }},
    {"three seconds after a lost SYN, whatever RTO it had reached (6298-5.7)",
     [](E& e) {
       e.connect().stack("S", 0).pass_quietly(1000).stack("S", 0).pass_quietly(2000);
       e.stack("S", 0).pass_quietly(10).peer("SA", 0, 1).stack("A", 1, 1);
       text(e, 1), again(e, 1, 3000);
     }},
    // --- closed and shrunken windows
    {"empty probes below SND.UNA, as common stacks send (recorded)",
     [](E& e) {
       shut(e);
       for (const int wait : {1000, 2000, 4000, 8000}) {
         e.pass_quietly(wait).stack("A", 10, 1).peer("A", 1, 11, {.window = 0});
       }
     }},
    {"probes that come late, then at the cap of a minute",
     [](E& e) {
       shut(e);
       for (const int wait : {5000, 10'000, 40'000, 60'000, 60'000, 60'000}) {
         e.pass_quietly(wait).stack("A", 11, 1, {.length = 1}).peer("A", 1, 11, {.window = 0});
       }
     }},
    {"intervals that count from the answer and grow slowly at first",
     [](E& e) {
       shut(e);
       for (const int wait : {1500, 2000, 3500, 7000}) {
         e.pass_quietly(wait).stack("A", 11, 1, {.length = 1}).pass_quietly(900);
         e.peer("A", 1, 11, {.window = 0});
       }
     }},
    {"a window that closes and opens starts the probes anew",
     [](E& e) {
       shut(e), e.pass_quietly(1000).stack("A", 11, 1, {.length = 1});
       e.pass_quietly(4000).stack("A", 11, 1, {.length = 1}).peer("A", 1, 12, {.window = 8});
       e.stack("PA", 12, 1, {.length = 8}).peer("A", 1, 20, {.window = 0}).send(9);
       e.pass_quietly(1000).stack("A", 20, 1, {.length = 1});
     }},
    {"nothing to send: a closed window is not probed",
     [](E& e) { e.passive(), text(e, 1), e.peer("A", 1, 11, {.window = 0}).pass(400'000); }},
    {"text handed over long after the window closed, probed at once (SHLD-29)",
     [](E& e) {
       e.capabilities().timing.min_rto = seconds{1};
       e.passive(), text(e, 1), e.peer("A", 1, 11, {.window = 0}).pass(5000).send(9);
       e.pass_quietly(10).stack("A", 11, 1, {.length = 1});
     }},
    {"nobody answers the probes: the connection ends (SHLD-17, MUST-37 promise nothing)",
     [](E& e) {
       shut(e);
       for (int i = 0, wait = 1000; i < 9; ++i, wait = std::min(60'000, 2 * wait)) {
         e.pass_quietly(wait).stack("A", 11, 1, {.length = 1});
       }
       e.pass_quietly(60'000).stack("R", 12).signal(Handle{4}, Signal::kTimedOut);
     }},
    {"an older segment closes nothing",
     [](E& e) {
       e.passive(), text(e, 1);
       e.peer("A", 1, 11).peer("A", 1, 1, {.window = 0}).send(9).stack("PA", 11, 1, {.length = 9});
       e.peer("A", 1, 20).pass(300'000);
     }},
    {"a shrunken window: the whole segment again, since it was sent before",
     [](E& e) {
       e.passive(), text(e, 1), e.peer("A", 1, 1, {.window = 5}), again(e, 1, 1000);
       e.peer("A", 1, 11).pass(5000);
     }},
    {"a shrunken window: one octet past it is a probe",
     [](E& e) {
       e.passive(), text(e, 1), e.peer("A", 1, 11, {.window = 0}).send(9);
       e.pass_quietly(1000).stack("A", 11, 1, {.length = 1});
     }},
    {"the own closed window: the octet of a probe is taken after all",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1, {.window = 10}).peer("A", 1, 1).accept();
       e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11, {.window = 0}).pass(2000).receive(10);
       e.peer("A", 11, 1, {.length = 1}).pass_quietly(200).stack("A", 1, 12, {.window = 9});
     }},
    {"the own closed window stays so while text waits for the user (MAY-8)",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1, {.window = 10}).peer("A", 1, 1).accept();
       e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11, {.window = 0}).pass(2000).receive(3);
       e.peer("A", 11, 1, {.length = 1}).stack("A", 1, 11, {.window = 0}).pass(3000);
     }},
    {"the own closed window: an empty ACK is acknowledged like any segment (9293-3.8.6.1-b)",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1, {.window = 10}).peer("A", 1, 1).accept();
       e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11, {.window = 0}).pass(2000);
       e.peer("A", 11, 1).stack("A", 1, 11, {.window = 0}).pass(2000);
     }},
    // --- limits
    {"a limit of the user that is looked at when the timer expires (MUST-21)",
     [](E& e) {
       e.passive().call(call::SetOption{Handle{4}, call::Option::kUserTimeout, 5000});
       text(e, 1), again(e, 1, 1000), again(e, 1, 2000), again(e, 1, 4000);
       e.pass_quietly(8000).signal(Handle{4}, Signal::kTimedOut).pass(5000);
     }},
    {"a limit that the user has set before the SYN left (MUST-21, MUST-23)",
     [](E& e) {
       e.connect().call(call::SetOption{Handle{4}, call::Option::kUserTimeout, 5000});
       e.stack("S", 0).pass_quietly(1000).stack("S", 0).pass_quietly(2000).stack("S", 0);
       e.pass_quietly(2000).signal(Handle{4}, Signal::kTimedOut).pass(2000);
     }},
    {"R2 by copies, longer than at the smallest timeout",
     [](E& e) {
       e.capabilities().timing.r2_data = seconds{127};
       opened_in(e, 3000), text(e, 1);
       for (int i = 0, wait = 9000; i < 7; ++i, wait = std::min(60'000, 2 * wait))
         again(e, 1, wait);
       e.pass_quietly(60'000).signal(Handle{4}, Signal::kTimedOut);
     }},
    {"a RST at give-up, the word to the user after it (MUST-20)",
     [](E& e) {
       e.passive(), text(e, 1);
       for (int i = 0, wait = 1000; i < 7; ++i, wait = std::min(60'000, 2 * wait))
         again(e, 1, wait);
       e.pass_quietly(60'000).signal(Handle{4}, Signal::kTimedOut).stack("RA", 11, 1).pass(2000);
       e.peer("A", 1, 11).stack("R", 11);
     }},
    {"trouble told of because of ICMP is none of R1",
     [](E& e) { e.passive().pass(1000).signal(Handle{4}, Signal::kSoftError); }},
    // --- TIME-WAIT
    {"a repeated FIN starts two MSL anew (5-timewait)",
     [](E& e) {
       time_wait(e), e.pass(50'000).peer("FA", 1, 2).stack("A", 2, 2).pass(50'000);
       e.peer("FA", 1, 2).stack("A", 2, 2);
     }},
    {"a repeated FIN does not, by the letter of check 1",
     [](E& e) {
       time_wait(e), e.pass(50'000).peer("FA", 1, 2).stack("A", 2, 2).pass(50'000);
       e.peer("FA", 1, 2).stack("R", 2);
     }},
    {"an old SYN in TIME-WAIT draws an ACK or nothing (6191-2-6)",
     [](E& e) {
       time_wait(e), e.pass(5000).peer("S", -70).stack("A", 2, 2).pass(5000).peer("S", -70);
       e.pass(3000);
     }},
    {"an old SYN after two MSL opens",
     [](E& e) {
       time_wait(e), e.pass(61'000).peer("S", -70).stack("SA", 900, -69).peer("A", -69, 901);
     }},
};

TEST(TimingConforming, DrawsNoFinding) {
  for (const Conforming& row : kRows) {
    for (const std::uint32_t isn : {1000U, 0xffff'fffdU, 0x7fff'fffaU}) {
      Exchange e{{IpVersion::kV4, isn, isn + 1}};
      row.play(e);
      e.pass(200).end();
      EXPECT_EQ(e.findings(), "") << row.name << " at " << isn;
    }
  }
}

// What has no row of its own because another rule has the clause's first place.
TEST(TimingBroken, IsFound) {
  const auto accused = [](const char* clause, Play play) {
    Exchange e{{}};
    play(e);
    e.pass(200).end();
    EXPECT_TRUE(e.accused(clause)) << clause << "\n" << e.findings();
  };
  accused("MUST-13", [](E& e) { time_wait(e), e.pass(5000).peer("S", -70).stack("SA", 900, -69); });
  accused("MUST-13",
          [](E& e) { time_wait(e), e.pass(5000).peer("S", -70).stack_raw("RA", 0, 931); });
  accused("6298-2.1", [](E& e) {  // no sample: the first text waits a second as well
    e.listen().peer("S", 0).stack("SA", 0, 1).pass_quietly(10).peer("S", 0).stack("SA", 0, 1);
    e.peer("A", 1, 1).accept(), text(e, 1), again(e, 1, 500);
  });
  accused("6298-5.5", [](E& e) {  // the first interval counts where no tail loss probe is possible
    e.passive(), text(e, 1), again(e, 1, 1000), again(e, 1, 1000);
  });
  accused("6298-5.6", [](E& e) {  // of a FIN
    e.capabilities().timing.min_rto = seconds{1};
    fin_wait_1(e), e.pass_quietly(1000).stack("FA", 1, 1).peer("A", 1, 1);
    e.pass_quietly(1000).stack("FA", 1, 1);
  });
  accused("9293-3.10.8-a", [](E& e) {
    e.passive(), text(e, 1);
    for (int i = 0, wait = 1000; i < 7; ++i, wait = std::min(60'000, 2 * wait)) again(e, 1, wait);
    e.pass_quietly(60'000).signal(Handle{4}, Signal::kTimedOut).pass(2000);
    e.peer("A", 1, 1).stack("A", 11, 1);
  });
  accused("MUST-37", [](E& e) {  // by RST
    shut(e);
    for (int i = 0; i < 8; ++i) {
      e.pass_quietly(60'000).stack("A", 11, 1, {.length = 1}).peer("A", 1, 11, {.window = 0});
    }
    e.pass_quietly(60'000).stack("R", 11);
  });
  accused("MUST-21", [](E& e) {  // too early
    e.passive().call(call::SetOption{Handle{4}, call::Option::kUserTimeout, 20'000});
    text(e, 1), again(e, 1, 1000), e.pass(3000).signal(Handle{4}, Signal::kTimedOut);
  });
}

}  // namespace
}  // namespace synspect::judge
