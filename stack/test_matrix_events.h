// For the state matrix: timers, ICMP errors and user calls, alone and behind what prepares them.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "stack/test_matrix_arrivals.h"
#include "stack/test_tcb.h"

namespace synspect::tcp {

inline const std::vector<std::byte> kTooMuch(70'000);

inline void receive(Bench& bench) {
  std::array<std::byte, 2000> buffer{};
  bench.calls(ReceiveCall{.buffer = buffer});
}

// Of what stands at SND.UNA, or `beyond` it.
inline void icmp(Bench& bench, NetworkTrouble trouble, std::uint32_t beyond = 0) {
  bench.errs({.trouble = trouble, .seq = una(bench) + SeqLen{beyond}, .size = 56, .mtu = 0});
}

inline const EventClass kOtherEvents[] = {
    {"earliest timer",
     [](Bench& b) {
       if (!b.fire()) b.effects.clear();
     }},
    {"R2 has passed",
     [](Bench& b) {
       b.now += std::chrono::minutes{5};
       step(b.tcb, TimerDue{}, b.now, b.effects);
     }},
    {"SEND, then earliest timer",
     [](Bench& b) {
       b.calls(SendCall{.data = kText});
       if (!b.fire()) b.effects.clear();
     }},
    {"SEND, then R2 has passed",
     [](Bench& b) {
       b.calls(SendCall{.data = kText});
       b.now += std::chrono::minutes{5};
       step(b.tcb, TimerDue{}, b.now, b.effects);
     }},
    {"window 0, then SEND, then earliest timer",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.window = 0; });
       b.calls(SendCall{.data = kText});
       if (!b.fire()) b.effects.clear();
     }},
    {"SEND, then ACK of half of it",
     [](Bench& b) {
       b.calls(SendCall{.data = kText});
       peer(b, [](Segment& s) { shift(s.ack, -8); });
     }},
    {"SEND, window 0, timer, then it opens",
     [](Bench& b) {
       b.calls(SendCall{.data = kText});
       peer(b, [&](Segment& s) { s.ack = una(b), s.window = 0; });
       if (!b.fire()) b.effects.clear();
       peer(b, [&](Segment& s) { s.ack = una(b); });
     }},
    {"SEND, CLOSE, window 0, then earliest timer",
     [](Bench& b) {
       b.calls(SendCall{.data = kText});
       b.close();
       peer(b, [&](Segment& s) { s.ack = una(b), s.window = 0; });
       if (!b.fire()) b.effects.clear();
     }},
    {"ICMP port unreachable, of SND.UNA",
     [](Bench& b) { icmp(b, NetworkTrouble::kPortUnreachable); }},
    {"ICMP port unreachable, of SND.UNA-1",
     [](Bench& b) { icmp(b, NetworkTrouble::kPortUnreachable, ~0U); }},
    {"ICMP host unreachable, of SND.UNA",
     [](Bench& b) { icmp(b, NetworkTrouble::kHostUnreachable); }},
    {"ICMP source quench, of SND.UNA", [](Bench& b) { icmp(b, NetworkTrouble::kSourceQuench); }},
    {"SEND, then ICMP port unreachable",
     [](Bench& b) {
       b.calls(SendCall{.data = kText});
       icmp(b, NetworkTrouble::kPortUnreachable);
     }},
    {"SEND, then ICMP too big, no MTU",
     [](Bench& b) {
       b.calls(SendCall{.data = kText});
       icmp(b, NetworkTrouble::kTooBig);
     }},
    {"OPEN, active", [](Bench& b) { b.open(); }, true},
    {"OPEN, passive", [](Bench& b) { b.listen(); }, true},
    {"remote unspecified, OPEN, active", [](Bench& b) { b.tcb.sockets.remote = {}, b.open(); },
     true},
    {"remote unspecified, SEND",
     [](Bench& b) { b.tcb.sockets.remote = {}, b.calls(SendCall{.data = kText}); }, true},
    {"SEND", [](Bench& b) { b.calls(SendCall{.data = kText}); }, true},
    {"SEND, urgent", [](Bench& b) { b.calls(SendCall{.data = kText, .urgent = true}); }, true},
    {"SEND of more than the buffer", [](Bench& b) { b.calls(SendCall{.data = kTooMuch}); }, true},
    {"SEND of more than the buffer, then SEND",
     [](Bench& b) { b.calls(SendCall{.data = kTooMuch}), b.calls(SendCall{.data = kText}); }, true},
    {"RECEIVE", [](Bench& b) { receive(b); }, true},
    {"text, then RECEIVE",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText; }), receive(b); }, true},
    {"text and FIN, then RECEIVE",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, s.fin = true; }), receive(b); },
     true},
    {"text and FIN, then RECEIVE twice",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.payload = kText, s.fin = true; }), receive(b), receive(b);
     },
     true},
    {"text, URG, then RECEIVE",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.payload = kText, s.urg = true, s.urgent_pointer = 9; });
       receive(b);
     },
     true},
    {"our window shut, then RECEIVE", [](Bench& b) { shut(b), receive(b); }, true},
    {"CLOSE", [](Bench& b) { b.close(); }, true},
    {"SEND, then CLOSE", [](Bench& b) { b.calls(SendCall{.data = kText}), b.close(); }, true},
    {"CLOSE, then CLOSE", [](Bench& b) { b.close(), b.close(); }, true},
    {"CLOSE, then SEND", [](Bench& b) { b.close(), b.calls(SendCall{.data = kText}); }, true},
    {"ABORT", [](Bench& b) { b.calls(AbortCall{}); }, true},
    {"SEND, then ABORT", [](Bench& b) { b.calls(SendCall{.data = kText}), b.calls(AbortCall{}); },
     true},
    {"STATUS", [](Bench& b) { b.calls(StatusCall{}); }, true},
};

}  // namespace synspect::tcp
