// Urgent data: pointers that go out, and what the user hears of those that come in.
#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

constexpr Handle kUser{4};

void urgent(E& e) {
  e.capabilities().controls.urgent = true;
  e.passive();
}
// Ten octets by MSG_OOB: the mark is at 11.
void send_urgent(E& e) { urgent(e), e.send(10, true); }
// Ten octets arrive, with a mark after the fifth.
void marked(E& e) { urgent(e), e.peer("AU", 1, 1, {.length = 10, .urgent = 5}); }
void told(E& e) { marked(e), e.signal(kUser, Signal::kUrgent).stack("A", 1, 11); }
// The mark is at 51, and another segment says so again.
void ahead(E& e) {
  urgent(e), e.peer("AU", 1, 1, {.length = 10, .urgent = 50}).signal(kUser, Signal::kUrgent);
  e.stack("A", 1, 11).pass(10).peer("AU", 11, 1, {.length = 10, .urgent = 40});
}
void receding(E& e) {
  urgent(e), e.peer("AU", 1, 1, {.length = 10, .urgent = 50}).signal(kUser, Signal::kUrgent);
  e.stack("A", 1, 11).pass(10).peer("AU", 11, 1, {.length = 10, .urgent = 2});
}
void after_fin(E& e) {
  e.capabilities().controls.urgent = true;
  close_wait(e), e.peer("AU", 2, 1, {.urgent = 9});
}

constexpr Row kRows[] = {
    {"MUST-30", [](E& e) { send_urgent(e), e.stack("AU", 1, 1, {.length = 10, .urgent = 10}); },
     [](E& e) { send_urgent(e), e.stack("A", 1, 1, {.length = 10}); }},
    {"9293-3.10.2-g",
     [](E& e) { send_urgent(e), e.stack("AU", 1, 1, {.length = 10, .urgent = 10}); },
     [](E& e) { send_urgent(e), e.stack("A", 1, 1, {.length = 10}); }},
    {"MUST-62", [](E& e) { send_urgent(e), e.stack("AU", 1, 1, {.length = 10, .urgent = 10}); },
     [](E& e) { send_urgent(e), e.stack("AU", 1, 1, {.length = 10, .urgent = 9}); }},
    {"9293-3.8.5-c",
     [](E& e) { send_urgent(e), e.stack("AU", 1, 1, {.length = 10, .urgent = 10}); },
     [](E& e) { send_urgent(e), e.stack("AU", 1, 1, {.length = 10, .urgent = 11}); }},
    {"MUST-32", told, [](E& e) { marked(e), e.stack("A", 1, 11).pass(700); }},
    {"9293-3.10.7.4-6a", told, [](E& e) { marked(e), e.stack("A", 1, 11).pass(700); }},
    {"9293-3.10.7.4-6b", [](E& e) { ahead(e), e.stack("A", 1, 21).pass(700); },
     [](E& e) { ahead(e), e.signal(kUser, Signal::kUrgent); }},
    {"9293-3.8.5-b", [](E& e) { ahead(e), e.stack("A", 1, 21).pass(700); },
     [](E& e) { ahead(e), e.signal(kUser, Signal::kUrgent); }},
    {"9293-3.8.5-d", [](E& e) { receding(e), e.stack("A", 1, 21).pass(700); },
     [](E& e) { receding(e), e.stack("R", 1); }},
    {"9293-3.10.7.4-6c", [](E& e) { after_fin(e), e.pass(700); },
     [](E& e) { after_fin(e), e.signal(kUser, Signal::kUrgent); }},
};

}  // namespace

std::span<const Row> urgent_rows() { return kRows; }

}  // namespace synspect::judge
