#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

constexpr Row kRows[] = {
    {"9293-3.5.2-e", [](E& e) { e.passive().peer("R", 1).pass(10); },
     [](E& e) { e.passive().peer("R", 1).stack("R", 1); }},
    {"9293-3.5.2-d", [](E& e) { e.passive().peer("A", 1, 1, {.length = 5}).stack("A", 1, 6); },
     [](E& e) { e.passive().peer("A", 1, 1, {.length = 5}).stack("R", 1); }},
    {"9293-3.5.3-a", [](E& e) { e.passive().peer("R", -100).pass(10); },
     [](E& e) { e.passive().peer("R", -100).stack("A", 1, 1); }},
    {"9293-3.10.7.4-1a", [](E& e) { e.passive().peer("R", 70'000).pass(10); },
     [](E& e) { e.passive().peer("R", 70'000).stack("A", 1, 1); }},
    {"5961-3.2-1", [](E& e) { e.passive().peer("R", 0).pass(10); },
     [](E& e) { e.passive().peer("R", 0).stack("A", 1, 1); }},
    {"5961-3.2-2",
     [](E& e) { e.passive().peer("R", 1).pass(10).peer("A", 1, 1, {.length = 3}).stack("R", 1); },
     [](E& e) { e.passive().peer("R", 1).pass(10).stack("A", 1, 1, {.length = 3}); }},
    {"5961-3.2-3", [](E& e) { e.passive().peer("R", 50).stack("A", 1, 1).pass(700); },
     [](E& e) { e.passive().peer("R", 50).pass(700); }},
    {"9293-3.5.3-c",
     [](E& e) { e.passive().peer("R", 1).receive_error(CallError::kConnectionReset); },
     [](E& e) { e.passive().peer("R", 1).receive_error(CallError::kWouldBlock); }},
    {"MUST-12", [](E& e) { e.passive().peer("FA", 1, 1).stack("A", 1, 2).receive_end(); },
     [](E& e) { e.passive().peer("R", 1).receive_end(); }},
    {"MUST-3",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 5, .bad_checksum = true}).pass(700);
       e.peer("A", 1, 1, {.length = 5}).stack("A", 1, 6);
     },
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 5, .bad_checksum = true}).stack("A", 1, 6);
     }},
};

}  // namespace

std::span<const Row> reset_rows() { return kRows; }

}  // namespace synspect::judge
