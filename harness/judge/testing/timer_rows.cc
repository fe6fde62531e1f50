#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

constexpr Row kRows[] = {
    {"6298-2.1", [](E& e) { e.connect().stack("S", 0).pass_quietly(1000).stack("S", 0); },
     [](E& e) { e.connect().stack("S", 0).pass_quietly(999).stack("S", 0); }},
    {"6298-5.5",
     [](E& e) {
       e.connect().stack("S", 0).pass_quietly(1000).stack("S", 0).pass_quietly(2000).stack("S", 0);
     },
     [](E& e) {
       e.connect().stack("S", 0).pass_quietly(1000).stack("S", 0).pass_quietly(1500).stack("S", 0);
     }},
    {"9293-3.10.8-b",
     [](E& e) {
       e.passive().send(4).stack("PA", 1, 1, {.length = 4}).pass_quietly(1000);
       e.stack("PA", 1, 1, {.length = 4});
     },
     [](E& e) { e.passive().send(4).stack("PA", 1, 1, {.length = 4}).pass(20'000); }},
    {"9293-3.10.8-c", [](E& e) { fin_wait_1(e), e.pass_quietly(1000).stack("FA", 1, 1); },
     [](E& e) { fin_wait_1(e), e.pass(20'000); }},
    {"MUST-23",
     [](E& e) {
       e.connect().stack("S", 0);
       int wait = 1000;
       for (int i = 0; i < 7; ++i, wait = std::min(2 * wait, 60'000)) {
         e.pass_quietly(wait).stack("S", 0);
       }
       e.pass(60'000).signal(Handle{4}, Signal::kTimedOut);
     },
     [](E& e) {
       e.connect().stack("S", 0).pass_quietly(1000).stack("S", 0).pass(2000);
       e.signal(Handle{4}, Signal::kTimedOut);
     }},
    {"SHLD-11",
     [](E& e) {
       e.passive().send(4).stack("PA", 1, 1, {.length = 4});
       int wait = 1000;
       for (int i = 0; i < 6; ++i, wait *= 2) {
         e.pass_quietly(wait).stack("PA", 1, 1, {.length = 4});
       }
       e.pass(60'000).signal(Handle{4}, Signal::kTimedOut);
     },
     [](E& e) {
       e.passive().send(4).stack("PA", 1, 1, {.length = 4}).pass_quietly(1000);
       e.stack("PA", 1, 1, {.length = 4}).pass(2000).signal(Handle{4}, Signal::kTimedOut);
     }},
};

}  // namespace

std::span<const Row> timer_rows() { return kRows; }

}  // namespace synspect::judge
