#include "stack/segment_arrives/fin_check.h"

#include <utility>

#include "stack/receive/urgent.h"
#include "stack/timers/time_wait.h"

namespace synspect::tcp {
namespace {

// RCV.NXT moves over the FIN; the ACK is owed already (9293-3.10.7.4-8b).
void take_fin(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  tcb.rcv_nxt = tcb.rcv_nxt + SeqLen{1};
  tcb.fin_received = true;
  tcb.held.clear();  // nothing follows a FIN, and nothing urgent lies beyond it
  const Seq end = tcb.rcv_nxt - SeqLen{1};
  if (tcb.rcv_up && before(end, *tcb.rcv_up)) tcb.rcv_up = end;
  leave_urgent_mode_if_read(tcb);
  arrival.effects.notices.push_back(
      Notice::kPeerClosed);  // 9293-3.6-b, 9293-3.6-e, 9293-3.10.7.4-8c
}

}  // namespace

Next check_fin(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  if (!arrival.segment.fin) return Next::kDone;
  switch (tcb.state) {
    case State::kEstablished:  // SYN-RECEIVED too: its ACK was taken two checks ago,
                               // 9293-3.10.7.4-8-synrcvd, 9293-3.10.7.4-8-estab
      take_fin(arrival);
      tcb.state = State::kCloseWait;
      return Next::kDone;
    case State::kFinWait1:  // our FIN is not acknowledged, or this were FIN-WAIT-2 by now,
                            // 9293-3.10.7.4-8-finwait1-unacked
      take_fin(arrival);
      tcb.state = State::kClosing;  // 9293-3.6-h
      return Next::kDone;
    case State::kFinWait2:  // 9293-3.10.7.4-8-finwait2, 9293-3.10.7.4-8-finwait1-acked
      take_fin(arrival);
      start_time_wait(tcb, arrival.now);
      return Next::kDone;
    case State::kCloseWait:  // a second FIN behind the first changes nothing
                             // (9293-3.10.7.4-8-closewait)
    case State::kClosing:
    case State::kLastAck:
      return Next::kDone;
    case State::kTimeWait:
      start_time_wait(tcb, arrival.now);  // 9293-3.10.7.4-8-timewait
      return Next::kDone;
    case State::kClosed:
    case State::kListen:
    case State::kSynSent:
    case State::kSynReceived:
      break;  // 9293-3.10.7.4-8a: never reach this check
  }
  std::unreachable();
}

}  // namespace synspect::tcp
