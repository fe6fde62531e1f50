// RFC 9293 3.10.7 by the letter: what one segment does to a Tcb. A second reading, written from the
// text alone to hold the core against; it shares types with the core and no rule. RFC 5961 is in
// force, except that a bad ACK in SYN-RECEIVED draws the RST of 3.5.2 group 2.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "stack/segment.h"
#include "stack/tcb.h"

namespace synspect::tcp::letter {

enum class Reply : std::uint8_t { kNone, kAck, kPerhapsAck, kSynAck, kReset, kResetAck };

struct Outcome {
  const char* check;  // that decided
  State state;
  Reply reply{Reply::kNone};
  std::optional<Seq> number{};   // SEQ of kReset, ACK of kResetAck
  std::optional<Seq> rcv_nxt{};  // afterwards; empty where there is none
};

struct Rest {  // of a segment that the first checks let pass, cut to the window
  Seq seq;
  std::uint32_t text{};
  bool fin{};
  bool ack_owed{};  // for what was cut off, or for a SYN
};

[[nodiscard]] inline bool acknowledges_new(const Tcb& tcb, Seq ack) {
  return before(tcb.snd_una, ack) && at_or_before(ack, tcb.snd_nxt);
}
[[nodiscard]] inline bool in_window(const Tcb& tcb, Seq seq) {
  return distance(tcb.rcv_nxt, seq) < tcb.rcv_wnd;
}

// Sixth to eighth, in `state`; URG changes nothing that is compared.
[[nodiscard]] inline Outcome take(State state, Seq rcv_nxt, const Rest& rest) {
  Outcome out{"text", state, rest.ack_owed ? Reply::kAck : Reply::kNone, {}, rcv_nxt};
  const bool length = rest.text > 0 || rest.fin;
  const bool takes =
      state == State::kEstablished || state == State::kFinWait1 || state == State::kFinWait2;
  if (!length) return out;
  if (!takes) {  // "ignore"; whether it is answered is not said
    if (!rest.ack_owed) out.reply = Reply::kPerhapsAck;
    return out;
  }
  if (rest.seq != rcv_nxt) {  // held; the ACK is a MAY that RFC 5681 makes a SHOULD
    out.reply = Reply::kAck;
    return out;
  }
  if (!rest.ack_owed) out.reply = rest.fin ? Reply::kAck : Reply::kPerhapsAck;  // may be delayed
  out.rcv_nxt = rcv_nxt + SeqLen{rest.text + (rest.fin ? 1U : 0U)};
  if (!rest.fin) return out;
  if (state == State::kEstablished) out.state = State::kCloseWait;
  if (state == State::kFinWait1) out.state = State::kClosing;
  if (state == State::kFinWait2) out.state = State::kTimeWait;
  return out;
}

[[nodiscard]] inline Outcome in_closed(const Segment& segment) {
  if (segment.rst) return {"CLOSED", State::kClosed};
  if (segment.ack_flag) return {"CLOSED", State::kClosed, Reply::kReset, segment.ack};
  return {"CLOSED", State::kClosed, Reply::kResetAck, segment.seq + segment.length()};
}

[[nodiscard]] inline Outcome in_listen(const Segment& segment) {
  if (segment.rst) return {"LISTEN", State::kListen};
  if (segment.ack_flag) return {"LISTEN", State::kListen, Reply::kReset, segment.ack};
  if (!segment.syn) return {"LISTEN", State::kListen};
  return {"LISTEN", State::kSynReceived, Reply::kSynAck, {}, segment.seq + SeqLen{1}};
}

[[nodiscard]] inline Outcome in_syn_sent(const Tcb& tcb, const Segment& segment) {
  const Outcome same{"SYN-SENT", State::kSynSent, Reply::kNone, {}, tcb.rcv_nxt};
  if (segment.ack_flag && !acknowledges_new(tcb, segment.ack)) {
    if (segment.rst) return same;
    return {"SYN-SENT", State::kSynSent, Reply::kReset, segment.ack, tcb.rcv_nxt};
  }
  if (segment.rst) return segment.ack_flag ? Outcome{"SYN-SENT", State::kClosed} : same;
  if (!segment.syn) return same;
  const Seq next = segment.seq + SeqLen{1};
  if (!segment.ack_flag) return {"SYN-SENT", State::kSynReceived, Reply::kSynAck, {}, next};
  const auto size = static_cast<std::uint32_t>(segment.payload.size());
  const bool fin = segment.fin && size < tcb.rcv_wnd.n;
  return take(State::kEstablished, next, {next, std::min(size, tcb.rcv_wnd.n), fin, true});
}

[[nodiscard]] inline bool acceptable(const Tcb& tcb, const Segment& segment) {
  const SeqLen length = segment.length();
  // Zero window: "special allowance" for the ACK and URG of what stands at RCV.NXT.
  if (tcb.rcv_wnd.n == 0) return segment.seq == tcb.rcv_nxt && !segment.syn;
  if (in_window(tcb, segment.seq)) return true;
  return length.n > 0 && in_window(tcb, segment.seq + SeqLen{length.n - 1});
}

// "The idealized segment": old octets cut off in front, what lies beyond the window behind.
[[nodiscard]] inline Rest cut(const Tcb& tcb, const Segment& segment) {
  Rest rest{segment.seq, static_cast<std::uint32_t>(segment.payload.size()), segment.fin};
  if (before(rest.seq, tcb.rcv_nxt)) {
    rest.text -= std::min(rest.text, distance(rest.seq, tcb.rcv_nxt).n);
    rest.seq = tcb.rcv_nxt;
  }
  const std::uint32_t room = tcb.rcv_wnd.n - distance(tcb.rcv_nxt, rest.seq).n;
  if (rest.text + (rest.fin ? 1U : 0U) > room) {
    rest = {rest.seq, std::min(rest.text, room), false, true};
  }
  return rest;
}

[[nodiscard]] inline Outcome reset(const Tcb& tcb, const Segment& segment) {
  const Outcome same{"RST", tcb.state, Reply::kNone, {}, tcb.rcv_nxt};
  if (segment.seq == tcb.rcv_nxt) {
    const bool passive = tcb.state == State::kSynReceived && tcb.origin == Origin::kPassive;
    return {"RST", passive ? State::kListen : State::kClosed};
  }
  if (!in_window(tcb, segment.seq)) return same;
  return {"RST", tcb.state, Reply::kAck, {}, tcb.rcv_nxt};
}

// Fifth, for an ACK bit that is on: the state that the rest is taken in, or what ends it here.
[[nodiscard]] inline std::optional<Outcome> refuse_ack(const Tcb& tcb, Seq ack) {
  if (tcb.state == State::kSynReceived) {
    if (acknowledges_new(tcb, ack)) return std::nullopt;
    return Outcome{"ACK", tcb.state, Reply::kReset, ack, tcb.rcv_nxt};
  }
  const Seq oldest = tcb.snd_una - tcb.max_snd_wnd;
  const bool plausible = at_or_before(oldest, ack) && at_or_before(ack, tcb.snd_nxt);
  // 3.5.2 group 3 where the SYN itself is unacknowledged.
  if (plausible && (tcb.syn_acked || acknowledges_new(tcb, ack))) return std::nullopt;
  return Outcome{"ACK", tcb.state, Reply::kAck, {}, tcb.rcv_nxt};
}

[[nodiscard]] inline Outcome in_others(const Tcb& tcb, const Segment& segment) {
  if (segment.rst) return reset(tcb, segment);
  const Outcome acked{"sequence", tcb.state, Reply::kAck, {}, tcb.rcv_nxt};
  if (!acceptable(tcb, segment)) return acked;
  if (segment.syn) {
    const bool passive = tcb.state == State::kSynReceived && tcb.origin == Origin::kPassive;
    return passive ? Outcome{"SYN", State::kListen}
                   : Outcome{"SYN", tcb.state, Reply::kAck, {}, tcb.rcv_nxt};
  }
  if (!segment.ack_flag) return {"ACK", tcb.state, Reply::kNone, {}, tcb.rcv_nxt};
  if (const auto refused = refuse_ack(tcb, segment.ack)) return *refused;
  const bool fin_acked = tcb.fin_sent && segment.ack == tcb.snd_nxt;
  State state = tcb.state;
  if (state == State::kSynReceived) {
    state = tcb.fin_queued ? State::kFinWait1 : State::kEstablished;
  }
  if (state == State::kFinWait1 && fin_acked) state = State::kFinWait2;
  if (state == State::kLastAck && fin_acked) return {"ACK", State::kClosed};
  if (state == State::kClosing) {
    if (!fin_acked) return {"CLOSING", state, Reply::kNone, {}, tcb.rcv_nxt};  // "ignore"
    state = State::kTimeWait;
  }
  return take(state, tcb.rcv_nxt, cut(tcb, segment));
}

[[nodiscard]] inline Outcome arrives(const Tcb& tcb, const Segment& segment) {
  if (tcb.state == State::kClosed) return in_closed(segment);
  if (tcb.state == State::kListen) return in_listen(segment);
  if (tcb.state == State::kSynSent) return in_syn_sent(tcb, segment);
  return in_others(tcb, segment);
}

}  // namespace synspect::tcp::letter
