#include "harness/judge/testing/rows.h"

namespace synspect::judge {

void fin_wait_1(Exchange& e) { e.passive().shutdown().stack("FA", 1, 1); }
void fin_wait_2(Exchange& e) { fin_wait_1(e), e.peer("A", 1, 2); }
void close_wait(Exchange& e) { e.passive().peer("FA", 1, 1).stack("A", 1, 2); }
void closing(Exchange& e) { fin_wait_1(e), e.peer("FA", 1, 1).stack("A", 2, 2); }
void last_ack(Exchange& e) { close_wait(e), e.shutdown().stack("FA", 1, 2); }
void time_wait(Exchange& e) { fin_wait_2(e), e.peer("FA", 1, 2).stack("A", 2, 2); }

namespace {

using E = Exchange;
void established(E& e) { e.passive(); }

// Old text, then the answer that 9293-3.10.7.4-1 wants, or silence.
template <Play kState, int kSeq, int kAck>
void old_text_acked(E& e) {
  kState(e);
  e.peer("A", -500, 1, {.length = 10}).stack("A", kSeq, kAck).pass(700);
}
template <Play kState>
void old_text_ignored(E& e) {
  kState(e);
  e.peer("A", -500, 1, {.length = 10}).pass(700);
}
template <Play kState, int kSeq, int kAck>
void syn_acked(E& e) {
  kState(e);
  e.peer("S", -500).stack("A", kSeq, kAck).pass(700);
}
template <Play kState>
void syn_ignored(E& e) {
  kState(e);
  e.peer("S", -500).pass(700);
}

constexpr Row kRows[] = {
    {"9293-3.10.7.4-1-estab", old_text_acked<established, 1, 1>, old_text_ignored<established>},
    {"9293-3.10.7.4-1-finwait1", old_text_acked<fin_wait_1, 2, 1>, old_text_ignored<fin_wait_1>},
    {"9293-3.10.7.4-1-finwait2", old_text_acked<fin_wait_2, 2, 1>, old_text_ignored<fin_wait_2>},
    {"9293-3.10.7.4-1-closewait", old_text_acked<close_wait, 1, 2>, old_text_ignored<close_wait>},
    {"9293-3.10.7.4-1-closing", old_text_acked<closing, 2, 2>, old_text_ignored<closing>},
    {"9293-3.10.7.4-1-lastack", old_text_acked<last_ack, 2, 2>, old_text_ignored<last_ack>},
    {"9293-3.10.7.4-1-timewait", old_text_acked<time_wait, 2, 2>, old_text_ignored<time_wait>},
    {"9293-3.5.2-c", old_text_acked<established, 1, 1>, old_text_ignored<established>},
    {"9293-3.10.7.4-4-estab", syn_acked<established, 1, 1>, syn_ignored<established>},
    {"9293-3.10.7.4-4-finwait1", syn_acked<fin_wait_1, 2, 1>, syn_ignored<fin_wait_1>},
    {"9293-3.10.7.4-4-finwait2", syn_acked<fin_wait_2, 2, 1>, syn_ignored<fin_wait_2>},
    {"9293-3.10.7.4-4-closewait", syn_acked<close_wait, 1, 2>, syn_ignored<close_wait>},
    {"9293-3.10.7.4-4-closing", syn_acked<closing, 2, 2>, syn_ignored<closing>},
    {"9293-3.10.7.4-4-lastack", syn_acked<last_ack, 2, 2>, syn_ignored<last_ack>},
    {"5961-4.2-1", syn_acked<established, 1, 1>, syn_ignored<established>},
    {"9293-3.5.1-a", syn_acked<established, 1, 1>,
     [](E& e) { e.passive().peer("S", -500).stack("R", 1); }},
    {"9293-3.8.4-b", [](E& e) { e.passive().peer("A", 0, 1).stack("A", 1, 1); },
     [](E& e) { e.passive().peer("A", 0, 1).pass(700); }},
    {"9293-3.10.7.4-5a",
     [](E& e) {
       e.passive().peer("", 1, 0, {.length = 5}).pass(700).peer("A", 1, 1, {.length = 5});
       e.stack("A", 1, 6);
     },
     [](E& e) { e.passive().peer("", 1, 0, {.length = 5}).stack("A", 1, 6); }},
    {"9293-3.10.7.4-5g", [](E& e) { e.passive().peer("A", 1, 2, {.length = 5}).stack("A", 1, 1); },
     [](E& e) { e.passive().peer("A", 1, 2, {.length = 5}).stack("A", 1, 6); }},
    {"9293-3.5-g", [](E& e) { e.passive().peer("A", 1, 1).pass(700); },
     [](E& e) { e.passive().stack("A", 1, 1).peer("A", 1, 1).stack("A", 1, 1); }},
};

}  // namespace

std::span<const Row> state_rows() { return kRows; }

}  // namespace synspect::judge
