#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

void closed(E& e) { e.call(call::Socket{}, CallResult::of(9)); }
void crossed(E& e) { e.connect().stack("S", 0).peer("S", 0).stack("SA", 0, 1); }
void back_to_listen(E& e) { e.listen().peer("S", 0).stack("SA", 0, 1).peer("R", 1); }

constexpr Row kRows[] = {
    {"9293-3.5-a", [](E& e) { e.passive(); },
     [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 2); }},
    {"9293-3.10.7.2-d", [](E& e) { e.passive().pass(2000); },
     [](E& e) { e.listen().peer("S", 0).pass(600); }},
    {"9293-3.5-b", [](E& e) { e.active(); },
     [](E& e) { e.connect().stack("S", 0).peer("SA", 0, 1).stack("A", 0, 1); }},
    {"9293-3.10.7.3-g", [](E& e) { e.active().pass(2000); },
     [](E& e) { e.connect().stack("S", 0).peer("SA", 0, 1).pass(600); }},
    {"9293-3.10.7.3-j", [](E& e) { crossed(e); },
     [](E& e) { e.connect().stack("S", 0).peer("S", 0).stack("SA", 7, 1); }},
    {"9293-3.5-c",
     [](E& e) {
       crossed(e),
           e.peer("SA", 0, 1).stack("A", 1, 1).peer("A", 1, 1).stack("A", 1, 1, {.window = 9500});
     },
     [](E& e) { crossed(e), e.peer("SA", 0, 1).stack("R", 1); }},
    {"MUST-10",
     [](E& e) { crossed(e), e.peer("A", 1, 1).send(3).stack("PA", 1, 1, {.length = 3}); },
     [](E& e) { crossed(e), e.peer("A", 1, 1).pass(2000).stack("SA", 0, 1); }},
    {"9293-3.5-d",
     [](E& e) {
       e.listen().peer("S", 0, 0, {.length = 5}).stack("SA", 0, 6).peer("A", 6, 1).accept();
       e.receive(5);
     },
     [](E& e) { e.listen().peer("S", 0, 0, {.length = 5}).stack("SA", 0, 6).accept().receive(5); }},
    {"9293-3.5-e", [](E& e) { back_to_listen(e), e.peer("S", 9).stack("SA", 700, 10); },
     [](E& e) { back_to_listen(e), e.peer("S", 9).pass(600); }},
    {"MUST-11", [](E& e) { back_to_listen(e), e.peer("S", 9).stack("SA", 700, 10); },
     [](E& e) { back_to_listen(e), e.peer("S", 9).pass(600); }},
    {"9293-3.5-f",
     [](E& e) {
       e.connect().stack("S", 0).peer("SA", 0, -9).stack("R", -9).peer("SA", 0, 1).stack("A", 1, 1);
     },
     [](E& e) { e.connect().stack("S", 0).peer("SA", 0, -9).pass(600); }},
    {"9293-3.5.1-b", [](E& e) { e.connect().stack("S", 0).peer("A", 0, 100).stack("R", 100); },
     [](E& e) { e.connect().stack("S", 0).peer("A", 0, 100).stack("R", 101); }},
    {"9293-3.5.1-d", [](E& e) { e.listen().peer("SA", 0, 70).stack("R", 70); },
     [](E& e) { e.listen().peer("SA", 0, 70).pass(600); }},
    {"9293-3.5.2-a", [](E& e) { closed(e), e.peer("S", 0).stack_raw("RA", 0, e.peer_wire(1)); },
     [](E& e) { closed(e), e.peer("S", 0).pass(600); }},
    {"9293-3.5.2-b", [](E& e) { e.listen().peer("A", 0, 70).stack("R", 70); },
     [](E& e) { e.listen().peer("A", 0, 70).stack("R", 71); }},
    {"9293-3.10.7.1-b", [](E& e) { closed(e), e.peer("R", 0).pass(10); },
     [](E& e) { closed(e), e.peer("R", 0).stack("A", 0); }},
    {"9293-3.10.7.1-c",
     [](E& e) { closed(e), e.peer("F", 5, 0, {.length = 4}).stack_raw("RA", 0, e.peer_wire(10)); },
     [](E& e) { closed(e), e.peer("F", 5, 0, {.length = 4}).stack_raw("RA", 0, e.peer_wire(9)); }},
    {"9293-3.10.7.1-d", [](E& e) { closed(e), e.peer("A", 5, 70).stack("R", 70); },
     [](E& e) { closed(e), e.peer("A", 5, 70).pass(600); }},
    {"9293-3.10.7.2-a", [](E& e) { e.listen().peer("RA", 0, 3).pass(10); },
     [](E& e) { e.listen().peer("RA", 0, 3).stack("R", 3); }},
    {"9293-3.10.7.2-b", [](E& e) { e.listen().peer("FA", 0, 70).stack("R", 70); },
     [](E& e) { e.listen().peer("FA", 0, 70).stack("A", 70, 1).pass(600); }},
    {"9293-3.10.7.2-g", [](E& e) { e.listen().peer("F", 0).pass(10); },
     [](E& e) { e.listen().peer("F", 0).stack_raw("RA", 0, e.peer_wire(1)); }},
    {"9293-3.10.7.3-a", [](E& e) { e.connect().stack("S", 0).peer("A", 0, 0).stack("R", 0); },
     [](E& e) { e.connect().stack("S", 0).peer("A", 0, 0).pass(600); }},
    {"9293-3.10.7.3-b", [](E& e) { e.connect().stack("S", 0).peer("RA", 0, 9).pass(10); },
     [](E& e) { e.connect().stack("S", 0).peer("RA", 0, 9).stack("R", 9); }},
    {"9293-3.10.7.3-d",
     [](E& e) {
       e.connect().stack("S", 0).peer("RA", -static_cast<std::int64_t>(e.peer_wire(0)), 1);
       e.pass(2000).peer("SA", 0, 1).stack("R", 1);
     },
     [](E& e) {
       e.connect().stack("S", 0).peer("RA", -static_cast<std::int64_t>(e.peer_wire(0)), 1);
       e.pass(1000).stack("S", 0);
     }},
    {"9293-3.10.7.3-e", [](E& e) { e.connect().stack("S", 0).peer("R", 0).pass(10); },
     [](E& e) { e.connect().stack("S", 0).peer("R", 0).stack("A", 1, 0); }},
    {"9293-3.10.7.3-m", [](E& e) { e.connect().stack("S", 0).peer("A", 0, 1).pass(10); },
     [](E& e) { e.connect().stack("S", 0).peer("A", 0, 1).stack("R", 1); }},
    {"9293-3.4.1-b", [](E& e) { e.passive().send(4).stack("A", 1, 1, {.length = 4}); },
     [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1).stack("A", 1, 1, {.length = 4}); }},
    {"9293-3.10.7.4-5c",
     [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 9).stack("R", 9); },
     [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 9).pass(600); }},
    {"9293-3.10.7.4-1-synrcvd",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", -90, 1, {.length = 3}).stack("A", 1, 1);
     },
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", -90, 1, {.length = 3}).pass(600);
     }},
};

}  // namespace

std::span<const Row> open_rows() { return kRows; }

}  // namespace synspect::judge
