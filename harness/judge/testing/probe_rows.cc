#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

// Ten octets acknowledged, the window closed with nine more handed over.
void shut(E& e) {
  e.capabilities().timing.min_rto = std::chrono::seconds{1};
  e.passive().send(10).stack("PA", 1, 1, {.length = 10}).peer("A", 1, 11, {.window = 0}).send(9);
}

// The first octet of the nine, refused.
void probe_refused(E& e, int milliseconds) {
  e.pass_quietly(milliseconds).stack("A", 11, 1, {.length = 1}).peer("A", 1, 11, {.window = 0});
}

// Probes for ten minutes.
void probed_for_long(E& e) {
  shut(e);
  int wait = 1000;
  for (int i = 0; i < 14; ++i, wait = std::min(60'000, 2 * wait)) probe_refused(e, wait);
}

// Ten octets in flight, and the window shrinks to `window` beyond what is acknowledged.
void shrunk(E& e, std::uint16_t window) {
  e.passive().send(10).stack("PA", 1, 1, {.length = 10});
  e.peer("A", 1, 1, {.window = window});
}

// The stack's window was closed by ten octets.
void own_window_closed(E& e) {
  e.listen().peer("S", 0).stack("SA", 0, 1, {.window = 10}).peer("A", 1, 1).accept();
  e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11, {.window = 0}).pass(2000);
}

constexpr Row kRows[] = {
    {"MUST-36", [](E& e) { shut(e), probe_refused(e, 1000); },
     [](E& e) { shut(e), e.pass(300'000); }},
    {"MUST-35", [](E& e) { shrunk(e, 0), e.pass_quietly(1000).stack("PA", 1, 1, {.length = 10}); },
     [](E& e) { shrunk(e, 0), e.pass(300'000); }},
    {"MUST-37", [](E& e) { probed_for_long(e); },
     [](E& e) { probed_for_long(e), e.signal(Handle{4}, Signal::kTimedOut); }},
    {"SHLD-29", [](E& e) { shut(e), probe_refused(e, 1000); },
     [](E& e) { shut(e), probe_refused(e, 500); }},
    {"SHLD-30", [](E& e) { probed_for_long(e); },
     [](E& e) {
       shut(e);
       for (int i = 0; i < 4; ++i) probe_refused(e, 1000);
     }},
    {"9293-3.8.6.1-a", [](E& e) { shut(e), probe_refused(e, 1000); },
     [](E& e) { shut(e), e.pass_quietly(2000).stack("A", 11, 1); }},
    {"9293-3.8.6.1-b",
     [](E& e) {
       own_window_closed(e), e.peer("A", 11, 1, {.length = 1}).stack("A", 1, 11, {.window = 0});
     },
     [](E& e) { own_window_closed(e), e.peer("A", 11, 1, {.length = 1}).pass(3000); }},
    {"9293-3.8.6.1-c",
     [](E& e) {
       own_window_closed(e), e.receive(10).peer("A", 11, 1, {.length = 1});
       e.stack("A", 1, 11, {.window = 10});
     },
     [](E& e) {
       own_window_closed(e), e.receive(10).peer("A", 11, 1, {.length = 1});
       e.stack("A", 1, 11, {.window = 0});
     }},
    {"MUST-66",
     [](E& e) { own_window_closed(e), e.peer("R", 11).pass(2000).peer("A", 11, 1).stack("R", 1); },
     [](E& e) {
       own_window_closed(e), e.peer("R", 11).pass(2000);
       e.peer("A", 9, 1).stack("A", 1, 11, {.window = 0});
     }},
    {"MUST-34",
     [](E& e) {
       e.capabilities().timing.max_rto = std::chrono::seconds{10};
       shrunk(e, 5), e.pass_quietly(1000).stack("A", 1, 1, {.length = 5});
       e.peer("A", 1, 1, {.window = 500}).pass_quietly(2000).stack("PA", 1, 1, {.length = 10});
     },
     [](E& e) { shrunk(e, 5), e.stack("R", 11); }},
    {"SHLD-16", [](E& e) { shrunk(e, 5), e.pass_quietly(1000).stack("A", 1, 1, {.length = 5}); },
     [](E& e) {
       e.capabilities().timing.max_rto = std::chrono::seconds{10};
       shrunk(e, 5), e.pass(90'000);
     }},
    {"SHLD-15",
     [](E& e) {
       shrunk(e, 5), e.send(20).peer("A", 1, 6, {.window = 2}).pass_quietly(1000);
       e.stack("A", 6, 1, {.length = 2}).peer("A", 1, 11, {.window = 600});
       e.stack("PA", 11, 1, {.length = 20});
     },
     [](E& e) { shrunk(e, 5), e.send(20).stack("PA", 11, 1, {.length = 20}); }},
    {"SHLD-17",
     [](E& e) {
       shrunk(e, 5), e.peer("A", 1, 6, {.window = 0});
       for (int i = 0; i < 4; ++i) {
         e.pass_quietly(60'000).stack("PA", 6, 1, {.length = 5}).peer("A", 1, 6, {.window = 0});
       }
       e.peer("A", 1, 6, {.window = 100}).pass_quietly(9000).stack("PA", 6, 1, {.length = 5});
     },
     [](E& e) {
       shrunk(e, 5), e.peer("A", 1, 6, {.window = 0});
       for (int i = 0; i < 4; ++i) {
         e.pass_quietly(60'000).stack("PA", 6, 1, {.length = 5}).peer("A", 1, 6, {.window = 0});
       }
       e.pass_quietly(60'000).signal(Handle{4}, Signal::kTimedOut);
     }},
    {"MUST-25", [](E& e) { e.passive().pass(7'300'000).peer("A", 1, 1); },
     [](E& e) { e.passive().pass_quietly(7'200'000).stack("A", 0, 1); }},
};

}  // namespace

std::span<const Row> probe_rows() { return kRows; }

}  // namespace synspect::judge
