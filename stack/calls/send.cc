// SEND (RFC 9293 3.10.2).
#include <algorithm>
#include <utility>

#include "stack/calls/calls.h"
#include "stack/send/emit.h"
#include "stack/send/room.h"

namespace synspect::tcp {
namespace {

// As much as there is room for (9293-3.10.2-f); the caller comes back with the rest.
void queue(Tcb& tcb, const SendCall& call, Effects& effects) {
  effects.octets = std::min(send_room(tcb), call.data.size());
  if (effects.octets == 0 && !call.data.empty()) effects.status = CallStatus::kWouldWait;
  tcb.send_queue.append(call.data.first(effects.octets));  // 9293-3.9.1.2-b
  // What did not fit cannot be waited for, so it counts as pushed as well.
  const bool cut = effects.octets < call.data.size();
  const bool push = cut || ((call.push || !tcb.profile->hold_unpushed) && !tcb.tuned.corked);
  // At least one octet, or there is nothing that the mark could follow (9293-3.8.5-c).
  if (call.urgent && effects.octets > 0) {
    tcb.urgent = static_cast<std::uint32_t>(tcb.send_queue.size());
  }
  if (push) tcb.pushed = static_cast<std::uint32_t>(tcb.send_queue.size());
}

// Nothing when SEND will be served in this state.
CallStatus refusal(const Tcb& tcb) {
  switch (tcb.state) {
    case State::kClosed:
      return CallStatus::kDoesNotExist;  // 9293-3.10.2-a
    case State::kListen:                 // 9293-3.10.2-c
      return remote_specified(tcb) ? CallStatus::kOk : CallStatus::kRemoteUnspecified;
    case State::kSynSent:
    case State::kSynReceived:  // a CLOSE may wait behind queued text
    case State::kEstablished:
    case State::kCloseWait:
      return tcb.fin_queued ? CallStatus::kClosing : CallStatus::kOk;
    case State::kFinWait1:
    case State::kFinWait2:
    case State::kClosing:
    case State::kLastAck:
    case State::kTimeWait:
      return CallStatus::kClosing;  // 9293-3.10.2-h
  }
  std::unreachable();
}

}  // namespace

void user_call(Tcb& tcb, const SendCall& call, Instant now, Effects& effects) {
  effects.status = refusal(tcb);
  if (effects.status != CallStatus::kOk) return;
  // 9293-3.10.2-b: the text waits for ESTABLISHED, it does not ride on the SYN.
  if (tcb.state == State::kListen) open_actively(tcb, now, effects);
  queue(tcb, call, effects);       // 9293-3.10.2-d
  send_queued(tcb, now, effects);  // 9293-3.10.2-e, 9293-3.10.7.3-h
  // The text may have to wait; that it is urgent need not (9293-3.8.5-c, MUST-66).
  const bool news = call.urgent && effects.octets > 0 && synchronized(tcb.state);
  if (news && effects.transmit.empty()) send_ack(tcb, effects);
}

}  // namespace synspect::tcp
