#include "stack/segment_arrives/rst_check.h"

#include <utility>

#include "stack/end.h"
#include "stack/fast_open/server.h"

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
        end_with(arrival, Notice::kRefused);  // 9293-3.10.7.4-2-synrcvd-active
      } else if (tcb.fin_queued || opened_fast(tcb)) {
        // The user has closed meanwhile, or knows of it: nobody wants LISTEN back.
        end_with(arrival, Notice::kReset);
      } else {
        return_to_listen(tcb, arrival.effects);  // MUST-11; the user need not know, 9293-3.5-e
      }
      return;
    case State::kEstablished:  // 9293-3.5.3-c, 9293-3.10.7.4-2-estab
    case State::kFinWait1:     // 9293-3.10.7.4-2-finwait1
    case State::kFinWait2:     // 9293-3.10.7.4-2-finwait2
    case State::kCloseWait:    // 9293-3.10.7.4-2-closewait
      end_with(arrival, Notice::kReset);
      return;
    case State::kClosing:                 // 9293-3.10.7.4-2-closing
    case State::kLastAck:                 // 9293-3.10.7.4-2-lastack
      end_with(arrival, Notice::kReset);  // our FIN was not acknowledged: an abort (MUST-12)
      return;
    case State::kTimeWait:  // else 1337-3-f1, 1337-2-1
      if (tcb.profile->rst_in_time_wait) end_with(arrival, Notice::kClosed);
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
  if (exact || !arrival.tcb.profile->blind_reset) {
    obey(arrival);  // 5961-3.2-2, 5961-3.2-5, 5961-3.2-7, 5961-4.2-3
  } else {
    arrival.ack_owed = true;  // challenge ACK (5961-3.2-3), 5961-3.2-4
  }
  return Next::kDone;
}

}  // namespace synspect::tcp
