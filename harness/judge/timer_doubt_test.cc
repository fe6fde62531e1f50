// Conforming exchanges about retransmissions, probes and limits, in which it is open what a segment
// was or when a timer began. No finding may come of any of them.
#include <gtest/gtest.h>

#include "harness/judge/testing/doubtful.h"

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

// All that the window has room for is acknowledged by a segment whose window counts for nothing,
// and more waits (9293-3.10.7.4-5h).
void used_up(E& e, int round_trip) {
  e.capabilities().timing.min_rto = std::chrono::seconds{1};
  e.listen().peer("S", 0).stack("SA", 0, 1).pass_quietly(round_trip);
  e.peer("A", 1, 1, {.window = 20}).accept().send(20).stack("PA", 1, 1, {.length = 20});
  e.peer("A", 3, 1, {.length = 2, .window = 20}).stack("A", 21, 1).peer("A", 1, 21).send(9);
}

// The same, with ten octets behind the edge that had been sent before it moved (SHLD-14 is broken).
void used_up_in_flight(E& e) {
  e.capabilities().timing.min_rto = std::chrono::seconds{1};
  e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).accept().no_delay().send(10);
  e.stack("PA", 1, 1, {.length = 10}).send(10).stack("PA", 11, 1, {.length = 10});
  e.peer("A", 3, 1, {.length = 2, .window = 5}).stack("A", 21, 1).peer("A", 1, 11);
}

constexpr Doubtful kRows[] = {
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
    {"probes of a window that is used up, at intervals that grow slowly (6298-5.5, 6298-5.6)",
     [](E& e) {
       used_up(e, 900);
       for (const int wait : {3100, 4000, 6000, 8000}) {
         e.pass_quietly(wait).stack("A", 21, 1, {.length = 1});
       }
     }},
    {"the same of text that was sent before (6298-5.5, 6298-5.6)",
     [](E& e) {
       used_up_in_flight(e);
       for (const int wait : {1000, 1500, 2000, 3000}) {
         e.pass_quietly(wait).stack("A", 11, 1, {.length = 1});
       }
     }},
    {"probes do not back the RTO off (6298-5-a)",
     [](E& e) {
       e.capabilities().features.f_rto = false;
       e.capabilities().timing.min_rto = std::chrono::seconds{1};
       e.passive().send(20).stack("PA", 1, 1, {.length = 20});
       e.peer("A", 3, 1, {.length = 2, .window = 5}).stack("A", 21, 1).peer("A", 1, 11);
       e.pass_quietly(1000).stack("A", 11, 1, {.length = 1}).peer("A", 3, 21).send(9);
       e.stack("PA", 21, 1, {.length = 9}).pass_quietly(1000).stack("PA", 21, 1, {.length = 9});
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
    {"an old SYN, when nobody has answered the probes for almost R2 (MUST-36)",
     [](E& e) {
       shut(e);
       for (const int wait : {1000, 2000, 4000, 8000, 16'000, 32'000}) probe(e, wait);
       e.pass(20'000).peer("S", 50).stack("A", 12, 1).pass(300'000);
     }},
    {"a window that opens again shortly before R2 (MUST-34)",
     [](E& e) {
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).peer("A", 1, 1, {.window = 5});
       for (const int wait : {1000, 2000, 4000, 8000, 16'000, 32'000}) {
         e.pass_quietly(wait).stack("A", 1, 1, {.length = 5});
       }
       e.peer("A", 1, 1).pass(200'000);
     }},
    {"given up 100 s after an ACK in doubt (SHLD-11)",
     [](E& e) {
       e.passive().send(20).stack("PA", 1, 1, {.length = 20}).peer("A", -40, 11);
       e.stack("A", 21, 1).pass_quietly(60'000).peer("A", 1, 11).pass_quietly(41'000);
       e.signal(Handle{4}, Signal::kTimedOut);
     }},
    {"given up 100 s after the first of two ACKs in doubt (SHLD-11)",
     [](E& e) {
       e.passive().send(20).stack("PA", 1, 1, {.length = 20}).peer("A", -40, 11);
       e.stack("A", 21, 1).pass_quietly(50'000).peer("A", -40, 21).stack("A", 21, 1);
       e.pass_quietly(10'000).peer("A", 1, 11).pass_quietly(41'000);
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
    {"a limit that runs since the first SYN, though LISTEN may have answered anew (MUST-21)",
     [](E& e) {
       e.connect().stack("S", 0);
       e.call(call::SetOption{Handle{4}, call::Option::kUserTimeout, 30'000});
       e.pass_quietly(1000).stack("S", 0).pass_quietly(1900).peer("S", 0).stack("SA", 0, 1);
       e.peer("A", 0, 1).stack("A", 1, 1);
       for (const int wait : {2000, 4000, 8000}) e.pass_quietly(wait).stack("SA", 0, 1);
       e.pass_quietly(13'100).signal(Handle{4}, Signal::kTimedOut);
     }},
};

TEST(TimerDoubt, DrawsNoFinding) { expect_silence(kRows); }

// What those doubts do not reach is judged as ever.
TEST(TimerDoubt, EndsWhereTheMatterIsCertain) {
  const auto accused = [](const char* clause, Play play) {
    Exchange e{{}};
    play(e);
    e.pass(200).end();
    EXPECT_TRUE(e.accused(clause)) << clause << "\n" << e.findings();
  };
  // An ACK below SND.UNA does not touch the window (9293-3.10.7.4-5h): it is closed as it was.
  accused("SHLD-29", [](E& e) {
    shut(e), e.pass_quietly(400).peer("A", 1, 5, {.window = 8000}), probe(e, 100);
  });
  accused("SHLD-15", [](E& e) {
    shut(e), e.pass_quietly(400).peer("A", 1, 5, {.window = 8000});
    e.stack("PA", 11, 1, {.length = 9});
  });
  // The first copy with room begins the retransmission timer: from there on RFC 6298 counts.
  accused("6298-5.6", [](E& e) {
    used_up(e, 900), e.pass_quietly(3100).stack("A", 21, 1, {.length = 1});
    e.peer("A", 3, 21, {.window = 1}).pass_quietly(500).stack("A", 21, 1, {.length = 1});
    e.pass_quietly(3100).stack("A", 21, 1, {.length = 1});
    e.pass_quietly(3100).stack("A", 21, 1, {.length = 1});
  });
  accused("6298-2.4", [](E& e) {
    used_up(e, 0), e.pass_quietly(1000).stack("A", 21, 1, {.length = 1});
    e.peer("A", 3, 21, {.window = 1}).pass_quietly(500).stack("A", 21, 1, {.length = 1});
    e.pass_quietly(500).stack("A", 21, 1, {.length = 1});
  });
  // The first probe of a window that is used up waits for one RTO like any (SHLD-29).
  accused("6298-2.4",
          [](E& e) { used_up_in_flight(e), e.pass_quietly(300).stack("A", 11, 1, {.length = 1}); });
  // One ACK for each of many segments, none of which had to be acknowledged at once.
  accused("SHLD-18", [](E& e) {
    e.passive();
    for (int i = 0; i < 40; ++i) {
      e.pass(300).peer("A", 1 + 1460 * i, 1, {.length = 1460}).stack("A", 1, 1461 + 1460 * i);
    }
  });
  // Probes of what still waits go on where they were, whatever comes in between.
  accused("SHLD-30", [](E& e) {
    shut(e), probe(e, 1000), e.peer("A", 1, 11, {.window = 0}), probe(e, 2000);
    e.peer("A", 1, 12, {.window = 0}).pass_quietly(1000).stack("A", 12, 1, {.length = 1});
  });
}

}  // namespace
}  // namespace synspect::judge
