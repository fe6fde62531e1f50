#include "stack/segment_arrives/text.h"

#include <utility>

#include "stack/ecn/echo.h"
#include "stack/receive/urgent.h"
#include "stack/segment_arrives/fin_check.h"
#include "stack/segment_arrives/sequence_check.h"
#include "stack/timers/delayed_ack.h"

namespace synspect::tcp {
namespace {

bool takes_text(State state) {
  switch (state) {
    case State::kEstablished:
    case State::kFinWait1:  // 9293-3.10.7.4-7b
    case State::kFinWait2:  // 9293-3.10.7.4-7c
      return true;
    case State::kCloseWait:  // after the peer's FIN there can be none (9293-3.10.7.4-7g)
    case State::kClosing:
    case State::kLastAck:
    case State::kTimeWait:
      return false;
    case State::kClosed:
    case State::kListen:
    case State::kSynSent:
    case State::kSynReceived:
      break;
  }
  std::unreachable();
}

// SHLD-31. What lies beyond the FIN is no part of the stream.
[[gnu::cold]] void hold(Tcb& tcb, const Segment& segment) {
  if (segment.fin) tcb.held.hold_fin(segment.seq + segment.length() - SeqLen{1});
  tcb.held.hold(segment.seq, tcb.held.before_fin(segment.seq, segment.payload));
  if (tcb.agreed.sack && !segment.payload.empty()) tcb.sack.arrived(segment.seq);
}

// RCV.NXT moves to `next`: the queue has what lies before it, never a hole (9293-3.4-j).
void accept(Arrival& arrival, Seq next) {
  Tcb& tcb = arrival.tcb;
  const SeqLen length = distance(tcb.rcv_nxt, next);
  if (length.n == 0) return;
  tcb.rcv_nxt = next;
  tcb.rcv_wnd = {tcb.rcv_wnd.n - length.n};  // the right edge stays (SHLD-14), 9293-3.10.7.4-7d
  arrival.effects.notices.push_back(Notice::kReadable);
}

// In order, while something is held: some or all of that follows. The FIN may follow with it.
[[gnu::cold]] void fill_hole(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  Segment& segment = arrival.segment;
  if (segment.fin) tcb.held.hold_fin(segment.seq + segment.length() - SeqLen{1});
  const auto text = tcb.held.before_fin(segment.seq, segment.payload);
  accept(arrival, tcb.held.deliver(tcb.rcv_nxt, text, tcb.receive_queue));
  segment.fin = tcb.held.fin() == tcb.rcv_nxt;
}

}  // namespace

void hold_what_syn_has(Tcb& tcb, const Segment& syn) {
  if (syn.urg) (void)advance_urgent(tcb, syn.seq + SeqLen{syn.urgent_pointer});
  Segment rest = syn;
  rest.syn = false;
  rest.seq = tcb.rcv_nxt;
  trim_to_window(tcb, rest);
  hold(tcb, rest);
}

void take_what_is_held(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  if (!tcb.held.reaches(tcb.rcv_nxt) || !tcb.syn_acked) return;
  const Seq from = tcb.rcv_nxt;
  accept(arrival, tcb.held.deliver(from, {}, tcb.receive_queue));
  arrival.segment.fin = tcb.held.fin() == tcb.rcv_nxt;
  const bool at_once =
      arrival.segment.fin || !ack_may_wait(tcb, distance(from, tcb.rcv_nxt), arrival.now);
  arrival.ack_owed = arrival.ack_owed || at_once;
  (void)check_fin(arrival);
}

Next take_text(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  const Segment& segment = arrival.segment;
  take_marks(tcb, segment, !arrival.bare);
  if (segment.payload.empty() && !segment.fin) return Next::kCheck;  // 9293-3.5-g
  const bool cut = std::exchange(arrival.ack_owed, true);  // or the SYN in front is to be answered
  const bool in_order = segment.seq == tcb.rcv_nxt;
  if (!takes_text(tcb.state)) {
    return in_order && segment.payload.empty() ? Next::kCheck : Next::kDone;
  }
  if (!in_order) {  // the ACK says where we stand (MAY-13), 5681-3.2-1
    hold(tcb, segment);
    return Next::kDone;
  }
  if (tcb.held.empty()) {
    tcb.receive_queue.append(segment.payload);
    const SeqLen length{static_cast<std::uint32_t>(segment.payload.size())};
    accept(arrival, segment.seq + length);
    // SHLD-18: nothing but plain text in order may wait for its ACK.
    if (!cut && !segment.fin) arrival.ack_owed = !ack_may_wait(tcb, length, arrival.now);
  } else {
    fill_hole(arrival);  // 5681-3.2-2
  }
  return Next::kCheck;
}

}  // namespace synspect::tcp
