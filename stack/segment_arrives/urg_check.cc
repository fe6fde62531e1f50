#include "stack/segment_arrives/urg_check.h"

#include <utility>

#include "stack/receive/urgent.h"

namespace synspect::tcp {

Next check_urg(Arrival& arrival) {
  if (!arrival.segment.urg) return Next::kCheck;  // 9293-3.8.5-b
  switch (arrival.tcb.state) {
    case State::kEstablished:
    case State::kFinWait1:
    case State::kFinWait2:
      // Also above a hole, and with a closed window (MUST-66): the user hurries to what is here.
      if (advance_urgent(arrival.tcb, arrival.seg_up)) {  // MUST-30, 9293-3.10.7.4-6b
        arrival.effects.notices.push_back(Notice::kUrgent);
      }
      return Next::kCheck;
    case State::kCloseWait:  // 9293-3.10.7.4-6c
    case State::kClosing:
    case State::kLastAck:
    case State::kTimeWait:
      return Next::kCheck;
    case State::kClosed:
    case State::kListen:
    case State::kSynSent:
    case State::kSynReceived:
      break;  // never reach this check
  }
  std::unreachable();
}

}  // namespace synspect::tcp
