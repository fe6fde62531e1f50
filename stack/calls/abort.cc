// ABORT (RFC 9293 3.10.5).
#include <utility>

#include "stack/calls/calls.h"
#include "stack/end.h"
#include "stack/send/emit.h"

namespace synspect::tcp {

void user_call(Tcb& tcb, const AbortCall&, Instant, Effects& effects) {
  switch (tcb.state) {
    case State::kClosed:
      effects.status = CallStatus::kDoesNotExist;  // 9293-3.10.5-a
      return;
    case State::kListen:   // 9293-3.10.5-b
    case State::kSynSent:  // 9293-3.10.5-c
      end_connection(tcb, Notice::kReset, effects);
      return;
    case State::kSynReceived:
    case State::kEstablished:
    case State::kFinWait1:
    case State::kFinWait2:
    case State::kCloseWait:
      effects.transmit.push_back(reset_at(tcb.snd_nxt));  // 9293-3.10.5-d, 9293-3.6-j
      end_connection(tcb, Notice::kReset, effects);       // 9293-3.10.5-e
      return;
    case State::kClosing:
    case State::kLastAck:
    case State::kTimeWait:
      end_connection(tcb, Notice::kReset, effects);  // 9293-3.10.5-f: no RST
      return;
  }
  std::unreachable();
}

}  // namespace synspect::tcp
