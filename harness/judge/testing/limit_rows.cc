#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

// A SYN sent `copies` times more, backing off.
void syn_copies(E& e, int copies) {
  e.connect().stack("S", 0);
  int wait = 1000;
  for (int i = 0; i < copies; ++i, wait = std::min(2 * wait, 60'000)) {
    e.pass_quietly(wait).stack("S", 0);
  }
}
void text_copies(E& e, int copies) {
  e.send(4).stack("PA", 1, 1, {.length = 4});
  int wait = 1000;
  for (int i = 0; i < copies; ++i, wait = std::min(2 * wait, 60'000)) {
    e.pass_quietly(wait).stack("PA", 1, 1, {.length = 4});
  }
}
void timed_out(E& e) { e.signal(Handle{4}, Signal::kTimedOut); }

void known_limits(E& e) {
  e.capabilities().timing.r2_data = std::chrono::seconds{300};
  e.capabilities().timing.r2_syn = std::chrono::seconds{300};
}
void set_limit(E& e, int milliseconds) {
  e.call(call::SetOption{Handle{4}, call::Option::kUserTimeout, milliseconds});
}

constexpr Row kRows[] = {
    {"MUST-20", [](E& e) { e.passive(), text_copies(e, 7), e.pass(60'000), timed_out(e); },
     [](E& e) { known_limits(e), e.passive(), text_copies(e, 40); }},
    {"9293-3.8.3-b", [](E& e) { e.passive(), text_copies(e, 7), e.pass(60'000), timed_out(e); },
     [](E& e) { known_limits(e), e.passive(), text_copies(e, 40); }},
    {"9293-3.10.8-a",
     [](E& e) {
       e.passive(), text_copies(e, 7), e.pass(60'000), timed_out(e);
       e.pass(2000).peer("A", 1, 5).stack("R", 5);
     },
     [](E& e) {
       e.passive(), text_copies(e, 7), e.pass(60'000), timed_out(e);
       e.pass(60'000).stack("PA", 1, 1, {.length = 4});
     }},
    {"MUST-22", [](E& e) { syn_copies(e, 9), e.pass(60'000), timed_out(e); },
     [](E& e) { known_limits(e), syn_copies(e, 40); }},
    {"MUST-21",
     [](E& e) { e.passive(), set_limit(e, 5000), text_copies(e, 2), e.pass(2000), timed_out(e); },
     [](E& e) { e.passive(), set_limit(e, 5000), text_copies(e, 7); }},
    {"SHLD-10",
     [](E& e) { e.passive(), text_copies(e, 3), e.signal(Handle{4}, Signal::kSoftError); },
     [](E& e) { e.passive(), text_copies(e, 2), e.signal(Handle{4}, Signal::kSoftError); }},
};

}  // namespace

std::span<const Row> limit_rows() { return kRows; }

}  // namespace synspect::judge
