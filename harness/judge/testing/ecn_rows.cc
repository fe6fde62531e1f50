// ECN: who asked, what was marked, and what came of it.
#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

void able(E& e) {
  e.capabilities().features.ecn = true;
  e.capabilities().features.accurate_ecn = false;
}
// A SYN came, with these flags besides.
void asked(E& e, const char* flags) { able(e), e.listen().peer(flags, 0); }
// Both agreed; the streams stand at 1.
void agreed(E& e) { asked(e, "SEW"), e.stack("SEA", 0, 1).peer("A", 1, 1).accept(); }
void unasked(E& e) { asked(e, "S"), e.stack("SA", 0, 1).peer("A", 1, 1).accept(); }
// Ten octets are to go.
void sends(E& e) { agreed(e), e.send(10); }
void lost(E& e) { sends(e), e.stack("A", 1, 1, {.length = 10, .ecn = 2}).pass_quietly(1000); }
// Two segments arrived, the first of them marked.
void marked(E& e) {
  agreed(e), e.peer("A", 1, 1, {.length = 10, .ecn = 3}).peer("A", 11, 1, {.length = 10, .ecn = 2});
}
void echoed(E& e) { marked(e), e.stack("EA", 1, 21).peer("A", 21, 1, {.length = 10, .ecn = 2}); }
// CWR came, and another mark.
void marked_again(E& e) {
  echoed(e), e.stack("EA", 1, 31).peer("WA", 31, 1, {.length = 10, .ecn = 2}).stack("A", 1, 41);
  e.peer("A", 41, 1, {.length = 10, .ecn = 3});
}
// The window is closed, and ten octets wait.
void shut(E& e) { agreed(e), e.peer("A", 1, 1, {.window = 0}).send(10).pass_quietly(1000); }
// Three full segments are out, and the peer has echoed a mark with the ACK of the first.
void congested(E& e) {
  agreed(e), e.no_delay().send(4000);
  for (int i = 0; i < 3; ++i) e.stack("A", 1 + 536 * i, 1, {.length = 536, .ecn = 2});
  e.pass(100).peer("EA", 1, 537).pass(10).peer("EA", 1, 1073).pass(10).peer("EA", 1, 1609);
}

constexpr Row kRows[] = {
    {"3168-6.1.1-1", [](E& e) { asked(e, "SE"), e.stack("SA", 0, 1); },
     [](E& e) { asked(e, "SE"), e.stack("SEA", 0, 1); }},
    {"3168-6.1.1-2", [](E& e) { asked(e, "SEW"), e.stack("SEA", 0, 1); },
     [](E& e) { asked(e, "SEW"), e.stack("SEWA", 0, 1); }},
    {"3168-6.1.1-3", [](E& e) { sends(e), e.stack("A", 1, 1, {.length = 10, .ecn = 2}); },
     [](E& e) { unasked(e), e.send(10).stack("A", 1, 1, {.length = 10, .ecn = 2}); }},
    {"3168-6.1.1-6", [](E& e) { able(e), e.connect().stack("S", 0); },
     [](E& e) { able(e), e.connect().stack("SE", 0); }},
    {"3168-6.1.1-7", [](E& e) { asked(e, "SEW"), e.stack("SEA", 0, 1); },
     [](E& e) { asked(e, "SEW"), e.stack("SEA", 0, 1, {.ecn = 2}); }},
    {"3168-5-1", [](E& e) { sends(e), e.stack("A", 1, 1, {.length = 10, .ecn = 2}); },
     [](E& e) { sends(e), e.stack("A", 1, 1, {.length = 10, .ecn = 1}); }},
    {"3168-6.1.4-1", [](E& e) { agreed(e), e.peer("A", 1, 1, {.length = 9}).stack("A", 1, 10); },
     [](E& e) { agreed(e), e.peer("A", 1, 1, {.length = 9}).stack("A", 1, 10, {.ecn = 2}); }},
    {"3168-6.1.5-1", [](E& e) { lost(e), e.stack("A", 1, 1, {.length = 10}); },
     [](E& e) { lost(e), e.stack("A", 1, 1, {.length = 10, .ecn = 2}); }},
    {"3168-6.1.6-1", [](E& e) { shut(e), e.stack("A", 1, 1, {.length = 1}); },
     [](E& e) { shut(e), e.stack("WA", 1, 1, {.length = 1}); }},
    {"3168-6.1.2-5",
     [](E& e) { congested(e), e.stack("WA", 1609, 1, {.length = 536, .ecn = 2}).pass(10); },
     [](E& e) { congested(e), e.stack("A", 1609, 1, {.length = 536, .ecn = 2}).pass(10); }},
    {"3168-6.1.2-6", [](E& e) { lost(e), e.stack("A", 1, 1, {.length = 10}); },
     [](E& e) { lost(e), e.stack("WA", 1, 1, {.length = 10}); }},
    {"3168-6.1.3-1", [](E& e) { marked(e), e.stack("EA", 1, 21); },
     [](E& e) { marked(e), e.stack("A", 1, 21); }},
    {"3168-6.1.3-2", [](E& e) { echoed(e), e.stack("EA", 1, 31); },
     [](E& e) { echoed(e), e.stack("A", 1, 31); }},
    {"3168-6.1.3-3", [](E& e) { marked_again(e), e.stack("EA", 1, 51); },
     [](E& e) { marked_again(e), e.stack("A", 1, 51); }},
};

}  // namespace

std::span<const Row> ecn_rows() { return kRows; }

}  // namespace synspect::judge
