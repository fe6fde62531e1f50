#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

constexpr Row kRows[] = {
    {"5681-4.2-1",
     [](E& e) {
       e.passive().pass(2000).peer("A", 11, 1, {.length = 10}).stack("A", 1, 1);
       e.peer("A", 21, 1, {.length = 10}).stack("A", 1, 1);
     },
     [](E& e) {
       e.passive().pass(2000).peer("A", 11, 1, {.length = 10}).stack("A", 1, 1).stack("A", 1, 1);
     }},
    {"9293-3.1-b", [](E& e) { e.passive().peer("A", 1, 1, {.length = 5}).stack("A", 1, 6); },
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 5}).stack("A", 1, 6).pass(10).stack("A", 1, 3);
     }},
    {"9293-3.4-j", [](E& e) { e.passive().peer("A", 1, 1, {.length = 5}).stack("A", 1, 6); },
     [](E& e) { e.passive().peer("A", 10, 1, {.length = 5}).stack("A", 1, 15); }},
    {"9293-3.4-d", [](E& e) { e.passive().send(3).stack("PA", 1, 1, {.length = 3}); },
     [](E& e) { e.passive().send(3).stack("PA", 2, 1, {.length = 3}); }},
    {"9293-3.8.6-b", [](E& e) { e.passive().send(400).stack("A", 1, 1, {.length = 400}); },
     [](E& e) {
       e.listen().peer("S", 0, 0, {.window = 100}).stack("SA", 0, 1);
       e.peer("A", 1, 1, {.window = 100}).accept().send(400).stack("A", 1, 1, {.length = 400});
     }},
    {"SHLD-14",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 100}).stack("A", 1, 101, {.window = 7900});
     },
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 100}).stack("A", 1, 101, {.window = 7000});
     }},
    {"9293-3.8.6-d",
     [](E& e) {
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).pass(1000);
       e.stack("PA", 1, 1, {.length = 10});
     },
     [](E& e) {
       e.passive().send(10).stack("PA", 1, 1, {.length = 10}).pass(1000);
       e.stack("PA", 1, 1, {.length = 10, .xor_payload = 1});
     }},
    {"9293-3.9.1.2-b", [](E& e) { e.passive().send(4).send(6).stack("PA", 1, 1, {.length = 10}); },
     [](E& e) { e.passive().send(4).stack("PA", 1, 1, {.length = 4, .xor_payload = 1}); }},
    {"9293-3.10.7.4-1e",
     [](E& e) { e.passive().peer("A", 1, 1, {.length = 8}).stack("A", 1, 9).receive(8); },
     [](E& e) { e.passive().peer("A", 1, 1, {.length = 8}).stack("A", 1, 9).receive(8, 1); }},
    {"MUST-40",
     [](E& e) { e.passive().peer("A", 1, 1, {.length = 8}).pass_quietly(499).stack("A", 1, 9); },
     [](E& e) { e.passive().peer("A", 1, 1, {.length = 8}).pass_quietly(500).stack("A", 1, 9); }},
    {"9293-3.10.7.4-7a", [](E& e) { e.passive().peer("A", 1, 1, {.length = 8}).stack("A", 1, 9); },
     [](E& e) { e.passive().peer("A", 1, 1, {.length = 8}).pass(3000); }},
    {"9293-3.10.7.4-7b",
     [](E& e) { fin_wait_1(e), e.peer("A", 1, 1, {.length = 8}).stack("A", 2, 9); },
     [](E& e) { fin_wait_1(e), e.peer("A", 1, 1, {.length = 8}).pass(3000); }},
    {"9293-3.10.7.4-7c",
     [](E& e) { fin_wait_2(e), e.peer("A", 1, 2, {.length = 8}).stack("A", 2, 9); },
     [](E& e) { fin_wait_2(e), e.peer("A", 1, 2, {.length = 8}).pass(3000); }},
    {"9293-3.10.7.4-5d",
     [](E& e) {
       e.passive()
           .no_delay()
           .send(20)
           .stack("A", 1, 1, {.length = 10})
           .stack("PA", 11, 1, {.length = 10});
       e.peer("A", 1, 11).pass(1000).stack("PA", 11, 1, {.length = 10});
     },
     [](E& e) {
       e.passive()
           .no_delay()
           .send(20)
           .stack("A", 1, 1, {.length = 10})
           .stack("PA", 11, 1, {.length = 10});
       e.peer("A", 1, 11).pass(1000).stack("A", 1, 1, {.length = 10});
     }},
};

}  // namespace

std::span<const Row> stream_rows() { return kRows; }

}  // namespace synspect::judge
