#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

constexpr Row kRows[] = {
    {"9293-3.4-e", [](E& e) { e.passive().send(4).shutdown().stack("FA", 1, 1, {.length = 4}); },
     [](E& e) {
       e.passive().send(4).shutdown().stack("FA", 1, 1, {.length = 4});
       e.pass(1000).stack("A", 5, 1, {.length = 1});
     }},
    {"9293-3.6-c", [](E& e) { e.passive().send(4).shutdown().stack("FA", 1, 1, {.length = 4}); },
     [](E& e) { e.passive().send(4).shutdown().stack("FA", 1, 1); }},
    {"9293-3.6-d", [](E& e) { fin_wait_1(e); }, [](E& e) { e.passive().shutdown().pass(700); }},
    {"9293-3.6-e", [](E& e) { close_wait(e), e.pass(1000); },
     [](E& e) { e.passive().peer("FA", 1, 1).stack("FA", 1, 2); }},
    {"9293-3.6-h", [](E& e) { closing(e), e.peer("A", 2, 2); },
     [](E& e) { fin_wait_1(e), e.peer("FA", 1, 1).pass(700); }},
    {"9293-3.10.2-h",
     [](E& e) {
       e.passive().shutdown().stack("FA", 1, 1);
       e.call(call::Send{Handle{4}, {}, std::nullopt}, CallResult::failed(CallError::kBrokenPipe));
     },
     [](E& e) { e.passive().shutdown().stack("FA", 1, 1).send(4); }},
    {"9293-3.10.4-f", [](E& e) { e.passive().send(4).shutdown().stack("FA", 1, 1, {.length = 4}); },
     [](E& e) { e.passive().send(4).shutdown().stack("FA", 1, 1, {.length = 3}); }},
    {"9293-3.10.4-g", [](E& e) { fin_wait_1(e), e.pass(1000).stack("FA", 1, 1); },
     [](E& e) { fin_wait_1(e), e.shutdown().stack("FA", 2, 1); }},
    {"9293-3.10.4-h", [](E& e) { last_ack(e); },
     [](E& e) { close_wait(e), e.shutdown().pass(700); }},
    {"9293-3.10.7.4-8b", [](E& e) { close_wait(e); },
     [](E& e) { e.passive().peer("FA", 1, 1).pass(700); }},
    {"9293-3.10.7.4-8-estab", [](E& e) { close_wait(e); },
     [](E& e) { e.passive().peer("FA", 1, 1).pass(700); }},
    {"9293-3.10.7.4-8-finwait1-acked",
     [](E& e) { fin_wait_1(e), e.peer("FA", 1, 2).stack("A", 2, 2); },
     [](E& e) { fin_wait_1(e), e.peer("FA", 1, 2).pass(700); }},
    {"9293-3.10.7.4-8-finwait1-unacked", [](E& e) { closing(e); },
     [](E& e) { fin_wait_1(e), e.peer("FA", 1, 1).pass(700); }},
    {"9293-3.10.7.4-8-finwait2", [](E& e) { time_wait(e); },
     [](E& e) { fin_wait_2(e), e.peer("FA", 1, 2).pass(700); }},
    {"9293-3.10.7.4-8-timewait",
     [](E& e) { time_wait(e), e.pass(50'000).peer("FA", 1, 2).stack("A", 2, 2); },
     [](E& e) { time_wait(e), e.pass(50'000).peer("FA", 1, 2).pass(700); }},
    {"MUST-13", [](E& e) { time_wait(e), e.pass(59'000).peer("FA", 1, 2).stack("A", 2, 2); },
     [](E& e) { time_wait(e), e.pass(20'000).peer("FA", 1, 2).stack("R", 2); }},
    {"9293-3.10.8-d", [](E& e) { time_wait(e), e.pass(61'000).peer("FA", 1, 2).stack("R", 2); },
     [](E& e) { time_wait(e), e.pass(61'000).peer("FA", 1, 2).stack("A", 2, 2); }},
    {"9293-3.10.7.4-5-finwait1",
     [](E& e) { fin_wait_2(e), e.peer("A", 1, 2, {.length = 2}).stack("A", 2, 3); },
     [](E& e) { fin_wait_2(e), e.pass(1000).stack("FA", 1, 1); }},
    {"9293-3.10.7.4-5-closing",
     [](E& e) { closing(e), e.peer("A", 2, 2).pass(5000).peer("FA", 1, 2).stack("A", 2, 2); },
     [](E& e) { closing(e), e.peer("A", 2, 2).pass(1000).stack("FA", 1, 2); }},
    {"9293-3.10.7.4-5-lastack",
     [](E& e) { last_ack(e), e.peer("A", 2, 2).pass(2000).peer("A", 2, 2).stack("R", 2); },
     [](E& e) { last_ack(e), e.peer("A", 2, 2).pass(2000).stack("FA", 1, 2); }},
    {"9293-3.10.7.4-7g",
     [](E& e) { close_wait(e), e.peer("A", 2, 1, {.length = 3}).stack("A", 1, 2); },
     [](E& e) { close_wait(e), e.peer("A", 2, 1, {.length = 3}).stack("A", 1, 5); }},
};

}  // namespace

std::span<const Row> close_rows() { return kRows; }

}  // namespace synspect::judge
