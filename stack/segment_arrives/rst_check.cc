#include "stack/segment_arrives/rst_check.h"

#include <utility>

#include "stack/end.h"

namespace synspect::tcp {
namespace {

void end_with(Arrival& arrival, Notice notice) {
  end_connection(arrival.tcb, notice, arrival.effects);
  arrival.effects.notices.push_back(notice);
}

void obey(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  switch (tcb.state) {
    case State::kSynReceived:
      if (tcb.origin == Origin::kActive) {
        end_with(arrival, Notice::kRefused);
      } else if (tcb.fin_queued) {  // the user has closed meanwhile: nobody wants LISTEN back
        end_with(arrival, Notice::kReset);
      } else {
        return_to_listen(tcb, arrival.effects);  // MUST-11; the user need not know
      }
      return;
    case State::kEstablished:
    case State::kFinWait1:
    case State::kFinWait2:
    case State::kCloseWait:
      end_with(arrival, Notice::kReset);
      return;
    case State::kClosing:
    case State::kLastAck:
      end_with(arrival, Notice::kReset);  // our FIN was not acknowledged: an abort (MUST-12)
      return;
    case State::kTimeWait:
      if (tcb.profile.rst_in_time_wait) end_with(arrival, Notice::kClosed);  // else 1337-3-f1
      return;
    case State::kClosed:
    case State::kListen:
    case State::kSynSent:
      break;  // have rules of their own
  }
  std::unreachable();
}

}  // namespace

Next check_rst(Arrival& arrival) {
  if (!arrival.segment.rst) return Next::kCheck;
  const bool exact = arrival.segment.seq == arrival.tcb.rcv_nxt;
  if (exact || !arrival.tcb.profile.blind_reset) {
    obey(arrival);  // 5961-3.2-2
  } else {
    arrival.ack_owed = true;  // challenge ACK (5961-3.2-3)
  }
  return Next::kDone;
}

}  // namespace synspect::tcp
