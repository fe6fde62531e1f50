#include "stack/send/emit.h"

#include <algorithm>
#include <utility>

#include "stack/receive/window.h"
#include "stack/timers/delayed_ack.h"
#include "stack/timers/retransmission.h"

namespace synspect::tcp {
namespace {

// What every segment of a synchronizing or synchronized connection carries.
Segment with_ack(Tcb& tcb, Seq seq) {
  Segment segment;
  segment.seq = seq;
  segment.ack_flag = true;
  segment.ack = tcb.rcv_nxt;
  segment.window = window_to_offer(tcb);
  tcb.rcv_adv = tcb.rcv_nxt + SeqLen{segment.window};
  on_acknowledged(tcb);
  return segment;
}

bool may_send(State state) {
  switch (state) {
    case State::kEstablished:
    case State::kCloseWait:
    case State::kFinWait1:  // the FIN follows what was queued before CLOSE (9293-3.10.4-f)
    case State::kClosing:
    case State::kLastAck:
      return true;
    case State::kClosed:
    case State::kListen:
    case State::kSynSent:
    case State::kSynReceived:
    case State::kFinWait2:
    case State::kTimeWait:
      return false;
  }
  std::unreachable();
}

// `length` octets of the send queue from `offset` on.
Segment text_segment(Tcb& tcb, Seq seq, std::size_t offset, std::size_t length, bool fin) {
  Segment segment = with_ack(tcb, seq);
  segment.payload = tcb.send_queue.view().subspan(offset, length);
  // MUST-61: PSH on the segment that empties the queue.
  segment.psh = length > 0 && offset + length == tcb.send_queue.size();
  segment.fin = fin;
  return segment;
}

}  // namespace

Segment reset_at(Seq seq) {
  Segment segment;
  segment.seq = seq;
  segment.rst = true;
  return segment;
}

void send_ack(Tcb& tcb, Effects& effects) {
  effects.transmit.push_back(with_ack(tcb, tcb.snd_nxt));
}

void send_syn(Tcb& tcb, Instant now, Effects& effects) {
  Segment segment;
  if (tcb.state == State::kSynSent) {
    segment.seq = tcb.iss;
    segment.window = window_to_offer(tcb);
  } else {
    segment = with_ack(tcb, tcb.iss);
  }
  segment.syn = true;
  segment.options.mss = tcb.rcv_mss;  // MUST-14, MAY-3: always
  effects.transmit.push_back(segment);
  if (tcb.snd_nxt != tcb.iss) return;  // a repetition
  tcb.snd_nxt = tcb.iss + SeqLen{1};
  on_sent(tcb, tcb.snd_nxt, now);
}

std::size_t octets_in_flight(const Tcb& tcb) {
  return distance(tcb.snd_una, tcb.snd_nxt).n - (tcb.syn_acked ? 0U : 1U) -
         (tcb.fin_sent ? 1U : 0U);
}

void send_queued(Tcb& tcb, Instant now, Effects& effects) {
  if (!may_send(tcb.state)) return;
  for (std::uint32_t burst = 0; burst < tcb.profile.max_burst && !tcb.fin_sent; ++burst) {
    const std::size_t sent = octets_in_flight(tcb);
    const std::size_t unsent = tcb.send_queue.size() - sent;
    // 9293-3.8.6-b; a peer may have shrunk its window below what is out (MUST-34).
    const std::size_t room = tcb.snd_wnd.n > sent ? tcb.snd_wnd.n - sent : 0;
    const std::size_t length = std::min({unsent, room, std::size_t{tcb.snd_mss}});
    const bool fin = tcb.fin_queued && length == unsent && room > length;
    if (length == 0 && !fin) return;
    effects.transmit.push_back(text_segment(tcb, tcb.snd_nxt, sent, length, fin));
    tcb.snd_nxt = tcb.snd_nxt + effects.transmit.back().length();
    tcb.fin_sent = fin;
    on_sent(tcb, tcb.snd_nxt, now);
  }
}

void resend_front(Tcb& tcb, Instant now, Effects& effects) {
  if (!tcb.syn_acked) {
    send_syn(tcb, now, effects);
    return;
  }
  const std::size_t sent = octets_in_flight(tcb);
  const std::size_t length = std::min(sent, std::size_t{tcb.snd_mss});
  const bool fin = tcb.fin_sent && length == sent;
  effects.transmit.push_back(text_segment(tcb, tcb.snd_una, 0, length, fin));
}

}  // namespace synspect::tcp
