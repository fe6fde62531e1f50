// For tests: a Tcb in any state, reached by steps alone, and segments of its peer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "stack/effects.h"
#include "stack/event.h"
#include "stack/step.h"
#include "stack/tcb.h"

namespace synspect::tcp {

inline constexpr std::uint32_t kBases[] = {0, 0x7fff'fffa, 0xffff'fffa};  // wrap comes for free
inline constexpr State kStates[] = {State::kClosed,      State::kListen,      State::kSynSent,
                                    State::kSynReceived, State::kEstablished, State::kFinWait1,
                                    State::kFinWait2,    State::kCloseWait,   State::kClosing,
                                    State::kLastAck,     State::kTimeWait};
inline constexpr std::array<std::byte, 16> kText{};

// One Tcb, its clock, and a peer whose next segment continues the conversation unless told
// otherwise.
struct Bench {
  explicit Bench(std::uint32_t base) : iss{base}, irs{base + 0x2000'0000U} {
    tcb.sockets = {{{IpVersion::kV4, {192, 0, 2, 1}}, Port{80}},
                   {{IpVersion::kV4, {192, 0, 2, 2}}, Port{4000}}};
    tcb.rcv_mss = 1460;
    tcb.iss = iss;
  }

  // A segment of the peer: SEQ = IRS + seq, ACK = ISS + ack.
  [[nodiscard]] Segment segment(std::uint32_t seq, std::uint32_t ack) const {
    Segment result;
    result.seq = irs + SeqLen{seq};
    result.ack_flag = true;
    result.ack = iss + SeqLen{ack};
    result.window = 8000;
    return result;
  }
  // What the peer would send next, acknowledging all that we have sent.
  [[nodiscard]] Segment next() const {
    return segment(distance(irs, tcb.rcv_nxt).n, distance(iss, tcb.snd_nxt).n);
  }
  void arrives(const Segment& segment) { step(tcb, SegmentArrives{segment}, now, effects); }
  void errs(const NetworkError& error) { step(tcb, Event{error}, now, effects); }
  template <typename Call>
  void calls(const Call& call) {
    step(tcb, UserCall{call}, now, effects);
  }
  // Lets the earliest timer fire at its time; false when none runs.
  bool fire() {
    const auto due = next_deadline(tcb);
    if (!due) return false;
    now = *due;
    step(tcb, TimerDue{}, now, effects);
    return true;
  }

  void peer_syn(bool with_ack) {
    Segment syn = segment(0, 1);
    syn.syn = true;
    syn.ack_flag = with_ack;
    if (!with_ack) syn.ack = Seq{};
    syn.options.mss = 1000;
    arrives(syn);
  }
  void peer_fin(std::uint32_t ack_less = 0) {
    Segment fin = next();
    fin.fin = true;
    fin.ack = fin.ack - SeqLen{ack_less};
    arrives(fin);
  }
  void open() { calls(OpenCall{.active = true}); }
  void listen() { calls(OpenCall{.active = false}); }
  void close() { calls(CloseCall{}); }

  // For tests of the peer's window: the congestion window is out of the way.
  void without_congestion() { tcb.congestion.cwnd = kLargestFlight; }

  Seq iss, irs;
  Instant now{std::chrono::seconds{100}};
  Tcb tcb;
  Effects effects;
};

// The shortest way into each state. SYN-RECEIVED by a passive open, all later ones by an active
// one.
[[nodiscard]] inline Bench in_state(State state, std::uint32_t base) {
  Bench bench{base};
  const auto establish = [&] {
    bench.open();
    bench.peer_syn(true);
  };
  switch (state) {
    case State::kClosed:
      break;
    case State::kListen:
      bench.listen();
      break;
    case State::kSynSent:
      bench.open();
      break;
    case State::kSynReceived:
      bench.listen();
      bench.peer_syn(false);
      break;
    case State::kEstablished:
      establish();
      break;
    case State::kFinWait1:
      establish();
      bench.close();
      break;
    case State::kFinWait2:
      establish();
      bench.close();
      bench.arrives(bench.next());
      break;
    case State::kCloseWait:
      establish();
      bench.peer_fin();
      break;
    case State::kClosing:
      establish();
      bench.close();
      bench.peer_fin(1);
      break;
    case State::kLastAck:
      establish();
      bench.peer_fin();
      bench.close();
      break;
    case State::kTimeWait:
      establish();
      bench.close();
      bench.peer_fin();
      break;
  }
  return bench;
}

}  // namespace synspect::tcp
