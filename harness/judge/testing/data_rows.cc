// Small segments, acknowledgments of text in and out of order, steps of the window.
#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;
using Options = std::vector<std::uint8_t>;

const Options kMss1300{2, 4, 5, 20};
const Options kMss100{2, 4, 0, 100};

// Established by a peer with a window and an MSS of its own.
void with_window(E& e, std::uint16_t window, const Options& mss = kMss1300) {
  e.listen().peer("S", 0, 0, {.window = window, .options = mss}).stack("SA", 0, 1);
  e.peer("A", 1, 1, {.window = window}).accept();
}
void no_delay(E& e) { e.passive().call(call::SetOption{Handle{4}, call::Option::kNoDelay, 1}); }
// One piece is out, a second one waits or not.
void two_pieces(E& e) { e.send(10).stack("A", 1, 1, {.length = 10}).send(20); }

// Twelve hundred octets are taken, and everything offered is used up; the buffer holds 1200.
void filled(E& e) {
  e.listen().peer("S", 0).stack("SA", 0, 1, {.window = 1200}).peer("A", 1, 1).accept();
  e.stack("A", 1, 1, {.window = 1200});
  e.peer("A", 1, 1, {.length = 1200}).stack("A", 1, 1201, {.window = 0});
}
void receive(E& e, std::size_t octets) { e.receive(octets); }

// A hole, then what fills it.
void hole(E& e) {
  e.passive().peer("A", 101, 1, {.length = 100}).stack("A", 1, 1);
  e.peer("A", 1, 1, {.length = 100});
}

void many_segments(E& e, bool delay) {
  e.passive();
  for (int i = 0; i < 40; ++i) {
    e.pass(300).peer("A", 1 + 10 * i, 1, {.length = 10});
    if (delay && i > 30) e.pass_quietly(100);
    e.stack("A", 1, 11 + 10 * i);
  }
}

constexpr Row kRows[] = {
    {"MUST-17", [](E& e) { no_delay(e), two_pieces(e), e.stack("A", 11, 1, {.length = 20}); },
     [](E& e) { no_delay(e), two_pieces(e), e.pass(200); }},
    {"SHLD-7",
     [](E& e) {
       e.passive(), two_pieces(e);
       e.pass(100).peer("A", 1, 11).stack("A", 11, 1, {.length = 20});
     },
     [](E& e) { e.passive(), two_pieces(e), e.stack("A", 11, 1, {.length = 20}); }},
    {"9293-3.7.4-a",
     [](E& e) {
       e.passive(), two_pieces(e);
       e.pass(100).peer("A", 1, 11).stack("A", 11, 1, {.length = 20});
     },
     [](E& e) { e.passive(), two_pieces(e), e.stack("A", 11, 1, {.length = 20}); }},
    {"MUST-38",
     [](E& e) {
       with_window(e, 600, kMss100), e.send(5000);
       e.stack("A", 1, 1, {.length = 100}).stack("A", 101, 1, {.length = 100});
       e.stack("A", 201, 1, {.length = 100}).stack("A", 301, 1, {.length = 100});
       e.stack("A", 401, 1, {.length = 100}).stack("A", 501, 1, {.length = 100});
     },
     [](E& e) {
       with_window(e, 8000);
       e.peer("A", 1, 1, {.window = 50}).send(5000).stack("A", 1, 1, {.length = 50});
     }},
    {"9293-3.8.6.2.1-a",
     [](E& e) {
       with_window(e, 8000), e.peer("A", 1, 1, {.window = 50}).send(5000).pass(50);
       e.peer("A", 1, 1, {.window = 8000}).stack("A", 1, 1, {.length = 1300});
     },
     [](E& e) {
       with_window(e, 8000), e.peer("A", 1, 1, {.window = 50}).send(5000).pass(50);
       e.peer("A", 1, 1, {.window = 8000}).pass(4000);
     }},
    {"9293-3.8.6.2.1-c",
     [](E& e) {
       with_window(e, 1000), e.peer("A", 1, 1, {.window = 50}).send(5000).pass(50);
       e.peer("A", 1, 1, {.window = 600}).stack("A", 1, 1, {.length = 600});
     },
     [](E& e) {
       with_window(e, 1000), e.peer("A", 1, 1, {.window = 50}).send(5000).pass(50);
       e.peer("A", 1, 1, {.window = 600}).pass(200);
     }},
    {"9293-3.8.6.2.1-d",
     [](E& e) {
       with_window(e, 8000), e.peer("A", 1, 1, {.window = 50}).send(5000);
       e.pass_quietly(500).stack("A", 1, 1, {.length = 50});
     },
     [](E& e) {
       with_window(e, 8000), e.peer("A", 1, 1, {.window = 50}).send(5000);
       e.pass_quietly(50).stack("A", 1, 1, {.length = 50});
     }},
    {"MUST-39", [](E& e) { filled(e), receive(e, 600), e.stack("A", 1, 1201, {.window = 600}); },
     [](E& e) { filled(e), receive(e, 10), e.stack("A", 1, 1201, {.window = 10}); }},
    {"9293-3.8.6.2.2-a",
     [](E& e) { filled(e), receive(e, 600), e.stack("A", 1, 1201, {.window = 600}); },
     [](E& e) { filled(e), receive(e, 10), e.stack("A", 1, 1201, {.window = 10}); }},
    {"MUST-59",
     [](E& e) {
       hole(e), e.stack("A", 1, 201).peer("A", 301, 1, {.length = 100}).stack("A", 1, 201);
       e.peer("A", 201, 1, {.length = 100}).stack("A", 1, 401);
     },
     [](E& e) { hole(e), e.stack("A", 1, 101).stack("A", 1, 201); }},
    {"SHLD-31", [](E& e) { hole(e), e.stack("A", 1, 201); },
     [](E& e) { hole(e), e.stack("A", 1, 101).pass(700); }},
    {"5681-3.2-1", [](E& e) { hole(e), e.stack("A", 1, 201); },
     [](E& e) {
       e.passive().peer("A", 101, 1, {.length = 100}).pass_quietly(100).stack("A", 1, 1);
     }},
    {"5681-3.2-2",
     [](E& e) {
       hole(e), e.stack("A", 1, 201).peer("A", 301, 1, {.length = 100}).stack("A", 1, 201);
       e.peer("A", 201, 1, {.length = 100}).stack("A", 1, 401);
     },
     [](E& e) {
       hole(e), e.stack("A", 1, 201).peer("A", 301, 1, {.length = 100}).stack("A", 1, 201);
       e.peer("A", 201, 1, {.length = 100}).pass_quietly(100).stack("A", 1, 401);
     }},
    {"SHLD-19",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 1400}).pass(10).peer("A", 1401, 1, {.length = 1400});
       e.stack("A", 1, 2801, {.window = 8000});
     },
     [](E& e) {
       e.passive().stack("A", 1, 1);
       for (int i = 0; i < 4; ++i) {
         e.pass(10).peer("A", 1 + 1400 * i, 1, {.length = 1400});
       }
     }},
    {"SHLD-18", [](E& e) { many_segments(e, true); }, [](E& e) { many_segments(e, false); }},
};

}  // namespace

std::span<const Row> data_rows() { return kRows; }

}  // namespace synspect::judge
