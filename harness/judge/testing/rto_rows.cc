#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

// A passive open whose SYN,ACK was answered after `milliseconds`.
void opened_in(E& e, int milliseconds) {
  e.listen().peer("S", 0).stack("SA", 0, 1).pass_quietly(milliseconds).peer("A", 1, 1).accept();
  e.no_delay();
}

// Ten octets at `at`, acknowledged after `milliseconds`.
void exchange(E& e, int at, int milliseconds) {
  e.send(10).stack("PA", at, 1, {.length = 10}).pass_quietly(milliseconds).peer("A", 1, at + 10);
}

// Ten octets at `at`, sent again after `milliseconds`.
void timeout(E& e, int at, int milliseconds) {
  e.send(10).stack("PA", at, 1, {.length = 10}).pass_quietly(milliseconds);
  e.stack("PA", at, 1, {.length = 10});
}

// The SYN is lost once; ten octets follow.
void syn_lost(E& e, int milliseconds) {
  e.connect().stack("S", 0).pass_quietly(1000).stack("S", 0).pass_quietly(100);
  e.peer("SA", 0, 1).stack("A", 1, 1), timeout(e, 1, milliseconds);
}

// SRTT 1 s, RTTVAR 0.5 s, then a round trip of 3 s: SRTT 1.25 s, RTTVAR 0.875 s, RTO 4.75 s.
void step_up(E& e, int milliseconds) {
  e.capabilities().timing.initial_rto = std::chrono::seconds{3};
  opened_in(e, 1000), exchange(e, 1, 2999), timeout(e, 11, milliseconds);
}

// RTO 6 s by one round trip of 2 s; a timeout, and the copy is acknowledged 1.5 s later.
void ambiguous(E& e, int milliseconds) {
  e.capabilities().features.f_rto = false;
  opened_in(e, 2000), timeout(e, 1, 6000);
  e.pass_quietly(1500).peer("A", 1, 11), timeout(e, 11, milliseconds);
}

// Two segments half a second apart; the first is acknowledged half a second later.
void partial_ack(E& e, int milliseconds) {
  opened_in(e, 400);
  e.no_delay();
  e.send(10).stack("PA", 1, 1, {.length = 10}).send(10).stack("PA", 11, 1, {.length = 10});
  e.pass_quietly(800).peer("A", 1, 11).pass_quietly(milliseconds);
  e.stack("PA", 11, 1, {.length = 10});
}

constexpr Row kRows[] = {
    {"6298-1", [](E& e) { opened_in(e, 800), timeout(e, 1, 2400); },
     [](E& e) { opened_in(e, 800), timeout(e, 1, 2000); }},
    {"6298-2.2", [](E& e) { opened_in(e, 800), timeout(e, 1, 2400); },
     [](E& e) { opened_in(e, 800), timeout(e, 1, 2300); }},
    {"6298-2.3-a", [](E& e) { step_up(e, 4750); }, [](E& e) { step_up(e, 4500); }},
    {"6298-2.3-b", [](E& e) { step_up(e, 4750); }, [](E& e) { step_up(e, 4000); }},
    {"6298-2.3-c", [](E& e) { step_up(e, 4750); }, [](E& e) { step_up(e, 3000); }},
    {"6298-2.4", [](E& e) { opened_in(e, 10), timeout(e, 1, 1000); },
     [](E& e) { opened_in(e, 10), timeout(e, 1, 300); }},
    {"6298-3-a", [](E& e) { ambiguous(e, 12'000); }, [](E& e) { ambiguous(e, 5440); }},
    {"6298-5", [](E& e) { opened_in(e, 800), timeout(e, 1, 3000); },
     [](E& e) { opened_in(e, 800), timeout(e, 1, 700); }},
    {"6298-5.3", [](E& e) { partial_ack(e, 1450); }, [](E& e) { partial_ack(e, 900); }},
    {"6298-5.6",
     [](E& e) {
       e.capabilities().timing.min_rto = std::chrono::seconds{1};
       e.passive(), timeout(e, 1, 1000);
       e.peer("A", 1, 1).pass_quietly(2000).stack("PA", 1, 1, {.length = 10});
     },
     [](E& e) {
       e.capabilities().timing.min_rto = std::chrono::seconds{1};
       e.passive(), timeout(e, 1, 1000);
       e.peer("A", 1, 1).pass_quietly(1000).stack("PA", 1, 1, {.length = 10});
     }},
    {"6298-5.7", [](E& e) { syn_lost(e, 3000); }, [](E& e) { syn_lost(e, 2000); }},
    {"6298-5-a", [](E& e) { ambiguous(e, 12'000); }, [](E& e) { ambiguous(e, 6000); }},
};

}  // namespace

std::span<const Row> rto_rows() { return kRows; }

}  // namespace synspect::judge
