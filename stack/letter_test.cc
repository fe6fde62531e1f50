// Every state against a grid of segments: the core does what RFC 9293 3.10.7 says by the letter,
// but for the deviations named here (reports/conformance/core-against-3.10.md says why).
#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "stack/test_letter.h"
#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

using letter::Outcome;
using letter::Reply;

struct Start {
  std::string name;
  std::function<Bench(std::uint32_t base)> reach;
};

Bench with_shut_window(State state, std::uint32_t base) {
  static const std::vector<std::byte> kOctets(65535);
  Bench bench = in_state(state, base);
  Segment all = bench.next();
  all.ack = bench.tcb.snd_una;
  all.payload = std::span{kOctets}.first(bench.tcb.rcv_wnd.n);
  bench.arrives(all);
  return bench;
}

std::vector<Start> starts() {
  std::vector<Start> all;
  for (const State state : kStates) {
    all.push_back({std::string{to_string(state)},
                   [state](std::uint32_t base) { return in_state(state, base); }});
  }
  for (const State state : {State::kEstablished, State::kFinWait1, State::kFinWait2}) {
    all.push_back({std::string{to_string(state)} + ", window shut",
                   [state](std::uint32_t base) { return with_shut_window(state, base); }});
  }
  for (const State state : {State::kEstablished, State::kCloseWait}) {
    all.push_back({std::string{to_string(state)} + ", text out", [state](std::uint32_t base) {
                     Bench bench = in_state(state, base);
                     bench.calls(SendCall{.data = kText});
                     return bench;
                   }});
  }
  all.push_back({"SYN-RECEIVED, active", [](std::uint32_t base) {
                   Bench bench = in_state(State::kSynSent, base);
                   bench.peer_syn(false);
                   return bench;
                 }});
  all.push_back({"SYN-RECEIVED, CLOSE waits", [](std::uint32_t base) {
                   Bench bench = in_state(State::kSynReceived, base);
                   bench.calls(SendCall{.data = kText});
                   bench.close();
                   return bench;
                 }});
  all.push_back({"FIN-WAIT-1, SYN out", [](std::uint32_t base) {
                   Bench bench = in_state(State::kSynReceived, base);
                   bench.close();
                   return bench;
                 }});
  return all;
}

// Around every edge that a check compares with.
std::vector<Segment> segments(const Bench& bench) {
  static const std::vector<std::byte> kOctets(65535);
  const bool early = bench.tcb.state == State::kClosed || bench.tcb.state == State::kListen;
  const bool no_peer = early || bench.tcb.state == State::kSynSent;
  const Seq rcv_nxt = no_peer ? bench.irs : bench.tcb.rcv_nxt;
  const Seq una = early ? bench.iss : bench.tcb.snd_una;
  const Seq nxt = early ? bench.iss + SeqLen{1} : bench.tcb.snd_nxt;
  const Seq acks[] = {
      una, una + SeqLen{1}, una - SeqLen{1},          una - SeqLen{8000}, una - SeqLen{8001},
      nxt, nxt + SeqLen{1}, nxt + SeqLen{0x7000'0000}};
  std::vector<Segment> all;
  for (unsigned bits = 0; bits < 32; ++bits) {
    for (const int at : {-70'000, -17, -16, -15, -1, 0, 1, 65518, 65519, 65534, 65535, 70'000}) {
      for (const std::size_t size : {0U, 1U, 16U, 65535U}) {
        for (const Seq ack : acks) {
          Segment segment;
          segment.syn = (bits & 1) != 0, segment.fin = (bits & 2) != 0;
          segment.rst = (bits & 4) != 0, segment.urg = (bits & 8) != 0;
          segment.ack_flag = (bits & 16) != 0;
          segment.seq = rcv_nxt + SeqLen{static_cast<std::uint32_t>(at)};
          segment.ack = ack;  // meaningless without the bit, and not to be looked at
          segment.window = 8000;
          segment.urgent_pointer = segment.urg ? 5 : 0;
          segment.payload = std::span{kOctets}.first(size);
          all.push_back(segment);
        }
      }
    }
  }
  return all;
}

bool is_empty_ack(const Bench& bench, const Segment& segment) {
  return segment.ack_flag && !segment.rst && !segment.syn && segment.length().n == 0 &&
         segment.seq == bench.tcb.snd_nxt && segment.ack == bench.tcb.rcv_nxt;
}

// What the core sent, as far as the letter speaks of it. Text of our own may carry an ACK.
std::string sent(const Bench& bench) {
  const auto& transmit = bench.effects.transmit;
  if (transmit.empty()) return "nothing";
  if (transmit.size() > 1) return "several segments";
  const Segment& one = transmit[0];
  if (one.rst) return one.ack_flag ? "RST,ACK" : "RST";
  if (one.syn) return "SYN,ACK";
  if (one.length().n > 0) return "text";
  const bool gone = bench.tcb.state == State::kClosed;  // and its numbers with it
  return gone || is_empty_ack(bench, one) ? "ACK" : "an ACK with wrong numbers";
}

std::string wanted(Reply reply, const std::string& got) {
  switch (reply) {
    case Reply::kNone:
      return got == "text" ? got : "nothing";
    case Reply::kAck:
      return got == "text" ? got : "ACK";
    case Reply::kPerhapsAck:
      return got == "nothing" || got == "text" ? got : "ACK";
    case Reply::kSynAck:
      return "SYN,ACK";
    case Reply::kReset:
      return "RST";
    case Reply::kResetAck:
      return "RST,ACK";
  }
  return "?";
}

// Empty where the core keeps to the letter.
std::string deviation(const Outcome& want, const Bench& bench) {
  std::string text;
  const auto differ = [&](const std::string& ought, const std::string& is) {
    if (ought != is) text += ", " + is + " for " + ought;
  };
  differ(std::string{to_string(want.state)}, std::string{to_string(bench.tcb.state)});
  const std::string got = sent(bench);
  differ(wanted(want.reply, got), got);
  if (!text.empty()) return want.check + text;
  if (want.number) {
    const Segment& reset = bench.effects.transmit[0];
    const bool right = reset.ack_flag ? reset.ack == *want.number && reset.seq == Seq{0}
                                      : reset.seq == *want.number;
    if (!right) return "a reset with wrong numbers";
  }
  if (want.rcv_nxt && bench.tcb.rcv_nxt != *want.rcv_nxt) return "another RCV.NXT";
  return {};
}

// 9293-3.10.7.1-* to 9293-3.10.7.4-*.
TEST(Letter, OfSegmentArrivesIsKeptButForWhatIsNamed) {
  const std::set<std::string> named = {
      // A wholly old segment: its ACK is used (appendix A.2, 9293-3.10.7.4-1g).
      "FIN-WAIT-1: sequence, FIN-WAIT-2 for FIN-WAIT-1",
      "FIN-WAIT-1, window shut: sequence, FIN-WAIT-2 for FIN-WAIT-1",
      "CLOSING: sequence, TIME-WAIT for CLOSING",
      "LAST-ACK: sequence, CLOSED for LAST-ACK",
      // So is that of the peer's SYN once more, which with text would reach into the window.
      "SYN-RECEIVED: sequence, ESTABLISHED for SYN-RECEIVED",
      "SYN-RECEIVED: SYN, ESTABLISHED for LISTEN, ACK for nothing",
      "SYN-RECEIVED: SYN, SYN-RECEIVED for LISTEN, ACK for nothing",
      "SYN-RECEIVED, active: sequence, ESTABLISHED for SYN-RECEIVED",
      "SYN-RECEIVED, active: SYN, ESTABLISHED for SYN-RECEIVED",
      "SYN-RECEIVED, CLOSE waits: sequence, FIN-WAIT-1 for SYN-RECEIVED",
      "SYN-RECEIVED, CLOSE waits: SYN, FIN-WAIT-1 for LISTEN",
      "FIN-WAIT-1, SYN out: sequence, FIN-WAIT-2 for FIN-WAIT-1",
      "FIN-WAIT-1, SYN out: SYN, FIN-WAIT-2 for FIN-WAIT-1",
      // The user has closed: nobody wants LISTEN back.
      "SYN-RECEIVED, CLOSE waits: RST, CLOSED for LISTEN",
      "SYN-RECEIVED, CLOSE waits: SYN, SYN-RECEIVED for LISTEN, ACK for nothing",
      // What is ignored for its ACK is answered for its length.
      "CLOSING: CLOSING, ACK for nothing",
  };
  std::map<std::string, Segment> found;
  for (const std::uint32_t base : kBases) {
    for (const Start& start : starts()) {
      const Bench before = start.reach(base);
      for (const Segment& segment : segments(before)) {
        Bench bench = before;
        const Outcome want = letter::arrives(bench.tcb, segment);
        bench.arrives(segment);
        const std::string how = deviation(want, bench);
        if (!how.empty()) found.try_emplace(start.name + ": " + how, segment);
      }
    }
  }
  for (const auto& [how, segment] : found) {
    EXPECT_TRUE(named.contains(how))
        << how << "\nSEQ=" << segment.seq.raw() << " ACK=" << segment.ack.raw() << " length "
        << segment.length().n << (segment.syn ? " SYN" : "") << (segment.fin ? " FIN" : "")
        << (segment.rst ? " RST" : "") << (segment.urg ? " URG" : "")
        << (segment.ack_flag ? " ACK" : "");
  }
  for (const std::string& how : named) EXPECT_TRUE(found.contains(how)) << "no longer: " << how;
}

}  // namespace
}  // namespace synspect::tcp
