// The flow of text: PUSH, sizes, windows; and resets and blind segments by state.
#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

void established(E& e) { e.passive(); }

// An exact RST, then a segment that only a stack without the connection refuses.
template <Play kState, int kSeq, int kRefused>
void reset_obeyed(E& e) {
  kState(e);
  e.peer("R", kSeq).pass(100).peer("A", kSeq, kRefused).stack("R", kRefused);
}
template <Play kState, int kSeq, int kAck>
void reset_ignored(E& e) {
  kState(e);
  e.peer("R", kSeq).pass(100).peer("A", kSeq - 10, 1, {.length = 2}).stack("A", kAck, kSeq);
}

void crossed(E& e) { e.connect().stack("S", 0).peer("S", 0).stack("SA", 0, 1); }

void time_wait_obeys(E& e) {
  e.capabilities().features.rst_in_time_wait = true;
  time_wait(e);
}

void pushing(E& e, bool push) {
  e.capabilities().controls.push = true;
  e.call(call::Open{.local = e.sockets().local, .remote = {}}, CallResult::of(4));
  e.peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1);
  e.send_rfc(4, push);
}

void blind(E& e) {
  e.capabilities().features.blind_data = true;
  e.passive();
}

constexpr Row kRows[] = {
    {"MUST-1",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.window = 40'000}).send(4).stack("A", 1, 1, {.length = 4});
     },
     [](E& e) { e.passive().peer("A", 1, 1, {.window = 40'000}).send(4).pass(4000); }},
    {"MUST-60", [](E& e) { e.passive().send(1).stack("A", 1, 1, {.length = 1}); },
     [](E& e) { e.passive().send(1).pass(40'000); }},
    {"MUST-61", [](E& e) { e.passive().send(4).stack("A", 1, 1, {.length = 4}); },
     [](E& e) { e.passive().send(4).stack("A", 1, 1, {.length = 4, .no_push = true}); }},
    {"SHLD-5", [](E& e) { e.passive(); },
     [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1, {.no_mss = true}); }},
    {"SHLD-28",
     [](E& e) {
       e.passive().no_delay().send(1000).stack("A", 1, 1, {.length = 500});
       e.stack("A", 501, 1, {.length = 500});
     },
     [](E& e) {
       e.passive().no_delay().send(1000).stack("A", 1, 1, {.length = 480});
       e.stack("A", 481, 1, {.length = 520});
     }},
    {"9293-3.9.1.2-a", [](E& e) { pushing(e, true), e.stack("PA", 1, 1, {.length = 4}); },
     [](E& e) { pushing(e, true), e.stack("A", 1, 1, {.length = 4, .no_push = true}); }},
    {"9293-3.8.6.2.1-b", [](E& e) { e.passive().send(4).stack("A", 1, 1, {.length = 4}); },
     [](E& e) { e.passive().send(4).pass_quietly(150).stack("A", 1, 1, {.length = 4}); }},
    {"9293-3.8.6-a",
     [](E& e) {
       e.listen().peer("S", 0, 0, {.window = 20}).stack("SA", 0, 1);
       e.peer("A", 1, 1, {.window = 20}).accept().send(80).stack("A", 1, 1, {.length = 20});
       e.peer("A", 1, 21, {.window = 20}).stack("A", 21, 1, {.length = 20});
       e.peer("A", 1, 11, {.window = 60}).peer("A", 1, 41, {.window = 20});
       e.stack("A", 41, 1, {.length = 20});
     },
     [](E& e) {
       e.listen().peer("S", 0, 0, {.window = 20}).stack("SA", 0, 1);
       e.peer("A", 1, 1, {.window = 20}).accept().send(80).stack("A", 1, 1, {.length = 20});
       e.peer("A", 1, 21, {.window = 20}).stack("A", 21, 1, {.length = 20});
       e.peer("A", 1, 11, {.window = 60}).stack("A", 41, 1, {.length = 20});
     }},
    {"9293-3.5.1-c",
     [](E& e) {
       e.call(call::Socket{}, CallResult::of(9));
       e.peer("A", 1, 1, {.length = 5}).stack("R", 1);
     },
     [](E& e) {
       e.call(call::Socket{}, CallResult::of(9));
       e.peer("A", 1, 1, {.length = 5}).pass(700);
     }},
    {"5961-5.2-1",
     [](E& e) {
       blind(e), e.send(10).stack("A", 1, 1, {.length = 10}).peer("A", 1, 11);
       e.peer("A", 1, 5, {.length = 4}).stack("A", 11, 5);
     },
     [](E& e) {
       blind(e), e.send(10).stack("A", 1, 1, {.length = 10}).peer("A", 1, 11);
       e.peer("A", 1, 5, {.length = 4}).pass(700);
     }},
    {"5961-5.2-2",
     [](E& e) {
       blind(e), e.peer("A", 1, -(1LL << 30) - 7, {.length = 4}).stack("A", 1, 1).pass(700);
     },
     [](E& e) { blind(e), e.peer("A", 1, -(1LL << 30) - 7, {.length = 4}).stack("A", 1, 5); }},
    {"MAY-12", [](E& e) { blind(e), e.peer("A", 1, 7, {.length = 4}).stack("A", 1, 1).pass(700); },
     [](E& e) { blind(e), e.peer("A", 1, 7, {.length = 4}).pass(700); }},
    {"9293-3.10.7.4-2-synrcvd-passive",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("R", 1).pass(3000);
       e.peer("S", 9).stack("SA", 300, 10);
     },
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("R", 1).pass_quietly(1000).stack("SA", 0, 1);
     }},
    {"9293-3.10.7.4-2-synrcvd-active", reset_obeyed<crossed, 1, 1>,
     [](E& e) { crossed(e), e.peer("R", 1).pass_quietly(1000).stack("A", 1, 1); }},
    {"9293-3.10.7.4-2-estab", reset_obeyed<established, 1, 1>, reset_ignored<established, 1, 1>},
    {"9293-3.10.7.4-2-finwait1", reset_obeyed<fin_wait_1, 1, 2>, reset_ignored<fin_wait_1, 1, 2>},
    {"9293-3.10.7.4-2-finwait2", reset_obeyed<fin_wait_2, 1, 2>, reset_ignored<fin_wait_2, 1, 2>},
    {"9293-3.10.7.4-2-closewait", reset_obeyed<close_wait, 2, 1>, reset_ignored<close_wait, 2, 1>},
    {"9293-3.10.7.4-2-closing", reset_obeyed<closing, 2, 2>, reset_ignored<closing, 2, 2>},
    {"9293-3.10.7.4-2-lastack", reset_obeyed<last_ack, 2, 2>, reset_ignored<last_ack, 2, 2>},
    {"9293-3.10.7.4-2-timewait", reset_obeyed<time_wait_obeys, 2, 2>,
     reset_ignored<time_wait_obeys, 2, 2>},
};

}  // namespace

std::span<const Row> flow_rows() { return kRows; }

}  // namespace synspect::judge
