// For the state matrix: every class of segment that arrives, as something that happens to a Bench.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {

struct EventClass {
  const char* name;
  std::function<void(Bench&)> happen;
  bool call{};  // its last step is a user call
};

inline void peer(Bench& bench, const std::function<void(Segment&)>& edit) {
  // Without a conversation yet, the peer speaks from its own numbers.
  const bool early = bench.tcb.state == State::kClosed || bench.tcb.state == State::kListen ||
                     bench.tcb.state == State::kSynSent;
  Segment segment = early ? bench.segment(0, 1) : bench.next();
  edit(segment);
  bench.arrives(segment);
}

inline void shift(Seq& seq, std::int64_t by) { seq = seq + SeqLen{static_cast<std::uint32_t>(by)}; }

// The peer fills our window; the user takes nothing.
inline void shut(Bench& bench) {
  static const std::vector<std::byte> kOctets(65535);
  peer(bench, [&](Segment& s) { s.payload = std::span{kOctets}.first(bench.tcb.rcv_wnd.n); });
}

inline Seq una(const Bench& bench) {  // before the SYN there is only the ISS
  const bool early = bench.tcb.state == State::kClosed || bench.tcb.state == State::kListen;
  return early ? bench.iss : bench.tcb.snd_una;
}

inline const EventClass kArrivals[] = {
    {"RST, SEQ = RCV.NXT, no ACK",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.rst = true, s.ack_flag = false, s.ack = Seq{}; });
     }},
    {"RST,ACK, SEQ = RCV.NXT", [](Bench& b) { peer(b, [](Segment& s) { s.rst = true; }); }},
    {"RST, SEQ = RCV.NXT+1",
     [](Bench& b) { peer(b, [](Segment& s) { s.rst = true, shift(s.seq, 1); }); }},
    {"RST, SEQ = RCV.NXT-1",
     [](Bench& b) { peer(b, [](Segment& s) { s.rst = true, shift(s.seq, -1); }); }},
    {"RST,ACK of nothing sent, SEQ = RCV.NXT+1",
     [](Bench& b) { peer(b, [](Segment& s) { s.rst = true, shift(s.ack, 1), shift(s.seq, 1); }); }},
    {"RST,ACK of nothing sent, SEQ = RCV.NXT",
     [](Bench& b) { peer(b, [](Segment& s) { s.rst = true, shift(s.ack, 1); }); }},
    {"RST with text that reaches RCV.NXT",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.rst = true, s.payload = kText, shift(s.seq, -8); });
     }},
    {"SYN,RST, SEQ = RCV.NXT",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.syn = s.rst = true, s.ack_flag = false, s.ack = Seq{}; });
     }},
    {"RST with text, SEQ = RCV.NXT",
     [](Bench& b) { peer(b, [](Segment& s) { s.rst = true, s.payload = kText; }); }},
    {"RST, SEQ = RCV.NXT+RCV.WND",
     [](Bench& b) { peer(b, [&](Segment& s) { s.rst = true, s.seq = s.seq + b.tcb.rcv_wnd; }); }},
    {"SYN, SEQ = RCV.NXT",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.syn = true, s.ack_flag = false, s.ack = Seq{}; });
     }},
    {"SYN, SEQ = RCV.NXT-1 (the same again)",
     [](Bench& b) {
       peer(b,
            [](Segment& s) { s.syn = true, s.ack_flag = false, s.ack = Seq{}, shift(s.seq, -1); });
     }},
    {"SYN, text, URG, FIN, SEQ = RCV.NXT",
     [](Bench& b) {
       peer(b, [](Segment& s) {
         s.syn = s.urg = s.fin = true, s.ack_flag = false, s.ack = Seq{};
         s.payload = kText, s.urgent_pointer = 9;
       });
     }},
    {"SYN, text, URG, FIN, then ACK = SND.NXT",
     [](Bench& b) {
       peer(b, [](Segment& s) {
         s.syn = s.urg = s.fin = true, s.ack_flag = false, s.ack = Seq{};
         s.payload = kText, s.urgent_pointer = 9;
       });
       peer(b, [](Segment&) {});
     }},
    {"SYN,ACK, text, URG, FIN, SEQ = RCV.NXT",
     [](Bench& b) {
       peer(b, [](Segment& s) {
         s.syn = s.urg = s.fin = true, s.payload = kText, s.urgent_pointer = 9;
       });
     }},
    {"SYN,ACK, SEQ = RCV.NXT", [](Bench& b) { peer(b, [](Segment& s) { s.syn = true; }); }},
    {"SYN,ACK, SEQ = RCV.NXT-1",
     [](Bench& b) { peer(b, [](Segment& s) { s.syn = true, shift(s.seq, -1); }); }},
    {"SYN,ACK of nothing sent, SEQ = RCV.NXT-1",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.syn = true, shift(s.ack, 1), shift(s.seq, -1); });
     }},
    {"SYN,ACK, ACK = SND.UNA, SEQ = RCV.NXT-1",
     [](Bench& b) {
       peer(b, [&](Segment& s) { s.syn = true, s.ack = una(b), shift(s.seq, -1); });
     }},
    {"ACK = SND.NXT", [](Bench& b) { peer(b, [](Segment&) {}); }},
    {"ACK = SND.NXT+1", [](Bench& b) { peer(b, [](Segment& s) { shift(s.ack, 1); }); }},
    {"ACK = SND.UNA", [](Bench& b) { peer(b, [&](Segment& s) { s.ack = una(b); }); }},
    {"ACK = SND.UNA-MAX.SND.WND-1",
     [](Bench& b) {
       peer(b, [&](Segment& s) { s.ack = una(b) - b.tcb.max_snd_wnd - SeqLen{1}; });
     }},
    {"ACK = SND.NXT, SEQ = RCV.NXT-1",
     [](Bench& b) { peer(b, [](Segment& s) { shift(s.seq, -1); }); }},
    {"ACK = SND.NXT, SEQ = RCV.NXT+RCV.WND",
     [](Bench& b) { peer(b, [&](Segment& s) { s.seq = s.seq + b.tcb.rcv_wnd; }); }},
    {"no control bit, no text",
     [](Bench& b) { peer(b, [](Segment& s) { s.ack_flag = false, s.ack = Seq{}; }); }},
    {"no control bit, text",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.ack_flag = false, s.ack = Seq{}, s.payload = kText; });
     }},
    {"text, SEQ = RCV.NXT", [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText; }); }},
    {"text, SEQ = RCV.NXT, twice",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.payload = kText; });
       peer(b, [](Segment& s) { s.payload = kText; });
     }},
    {"text, then the earliest timer",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.payload = kText; });
       if (!b.fire()) b.effects.clear();
     }},
    {"text, second half first",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.payload = kText, shift(s.seq, 16); });
       peer(b, [](Segment& s) { s.payload = kText; });
     }},
    {"text, SEQ = RCV.NXT, ACK = SND.UNA",
     [](Bench& b) { peer(b, [&](Segment& s) { s.payload = kText, s.ack = una(b); }); }},
    {"text, SEQ = RCV.NXT, ACK = SND.NXT+1",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, shift(s.ack, 1); }); }},
    {"text, SEQ = RCV.NXT+1",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, shift(s.seq, 1); }); }},
    {"text, old but for its last octet",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, shift(s.seq, -15); }); }},
    {"text, wholly old",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, shift(s.seq, -16); }); }},
    {"text beyond the window",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, shift(s.seq, 70'000); }); }},
    {"text and FIN, SEQ = RCV.NXT",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, s.fin = true; }); }},
    {"text, URG, SEQ = RCV.NXT",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.payload = kText, s.urg = true, s.urgent_pointer = 16; });
     }},
    {"URG without text",
     [](Bench& b) { peer(b, [](Segment& s) { s.urg = true, s.urgent_pointer = 9; }); }},
    {"URG without text, twice",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.urg = true, s.urgent_pointer = 9; });
       peer(b, [](Segment& s) { s.urg = true, s.urgent_pointer = 9; });
     }},
    {"URG that marks what was read",
     [](Bench& b) { peer(b, [](Segment& s) { s.urg = true, s.urgent_pointer = 0; }); }},
    {"text and FIN beyond a full window",
     [](Bench& b) {
       static const std::vector<std::byte> kOctets(65535);
       peer(b, [&](Segment& s) {
         s.payload = std::span{kOctets}.first(b.tcb.rcv_wnd.n), s.fin = true;
       });
     }},
    {"FIN above a hole, then the text",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.fin = true, shift(s.seq, 16); });
       peer(b, [](Segment& s) { s.payload = kText; });
     }},
    {"our window shut, ACK = SND.NXT", [](Bench& b) { shut(b), peer(b, [](Segment&) {}); }},
    {"our window shut, text",
     [](Bench& b) { shut(b), peer(b, [](Segment& s) { s.payload = kText; }); }},
    {"our window shut, URG",
     [](Bench& b) { shut(b), peer(b, [](Segment& s) { s.urg = true, s.urgent_pointer = 9; }); }},
    {"our window shut, FIN", [](Bench& b) { shut(b), peer(b, [](Segment& s) { s.fin = true; }); }},
    {"our window shut, SYN",
     [](Bench& b) {
       shut(b), peer(b, [](Segment& s) { s.syn = true, s.ack_flag = false, s.ack = Seq{}; });
     }},
    {"our window shut, RST", [](Bench& b) { shut(b), peer(b, [](Segment& s) { s.rst = true; }); }},
    {"our window shut, RST, SEQ = RCV.NXT+1",
     [](Bench& b) { shut(b), peer(b, [](Segment& s) { s.rst = true, shift(s.seq, 1); }); }},
    {"FIN,ACK, ACK = SND.NXT", [](Bench& b) { peer(b, [](Segment& s) { s.fin = true; }); }},
    {"FIN,ACK, ACK = SND.UNA",
     [](Bench& b) { peer(b, [&](Segment& s) { s.fin = true, s.ack = una(b); }); }},
    {"FIN,ACK, SEQ = RCV.NXT-1 (the same again)",
     [](Bench& b) { peer(b, [](Segment& s) { s.fin = true, shift(s.seq, -1); }); }},
    {"FIN without ACK",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.fin = true, s.ack_flag = false, s.ack = Seq{}; });
     }},
    {"a second later, ACK = SND.NXT",
     [](Bench& b) { b.now += std::chrono::seconds{1}, peer(b, [](Segment&) {}); }},
    {"a second later, FIN,ACK, SEQ = RCV.NXT-1",
     [](Bench& b) {
       b.now += std::chrono::seconds{1};
       peer(b, [](Segment& s) { s.fin = true, shift(s.seq, -1); });
     }},
};

}  // namespace synspect::tcp
