// RECEIVE (RFC 9293 3.10.3), polled: kWouldWait stands for "queue the request".
#include <algorithm>
#include <cstring>
#include <utility>

#include "stack/calls/calls.h"
#include "stack/fast_open/server.h"
#include "stack/receive/urgent.h"
#include "stack/receive/window.h"
#include "stack/send/emit.h"

namespace synspect::tcp {
namespace {

// Up to the urgent mark, so that it stands between two buffers (9293-3.9.1.3-a); and how far the
// mark is from there (MUST-33, 9293-3.10.3-d).
void deliver(Tcb& tcb, const ReceiveCall& call, Effects& effects) {
  const auto text = tcb.receive_queue.view();
  const auto ahead = urgent_ahead(tcb);
  effects.octets = std::min({text.size(), call.buffer.size(), std::size_t{ahead.value_or(~0U)}});
  if (effects.octets > 0) std::memcpy(call.buffer.data(), text.data(), effects.octets);
  if (ahead) effects.urgent_ahead = *ahead - static_cast<std::uint32_t>(effects.octets);
  if (call.peek) return;
  tcb.receive_queue.drop_front(effects.octets);
  leave_urgent_mode_if_read(tcb);
}

}  // namespace

void user_call(Tcb& tcb, const ReceiveCall& call, Instant, Effects& effects) {
  switch (tcb.state) {
    case State::kClosed:
      effects.status = CallStatus::kDoesNotExist;  // 9293-3.10.3-a
      return;
    case State::kListen:
    case State::kSynSent:
    case State::kSynReceived:
      effects.status = CallStatus::kWouldWait;  // 9293-3.10.3-b
      if (!opened_fast(tcb) || tcb.receive_queue.empty()) return;
      effects.status = CallStatus::kOk;  // 7413-4.2.2-d
      deliver(tcb, call, effects);
      widen_window(tcb);  // the peer will hear of it: it does not wait for more yet
      return;
    case State::kEstablished:
    case State::kFinWait1:
    case State::kFinWait2:  // 9293-3.6.1-a
      if (tcb.receive_queue.empty()) {
        effects.status = CallStatus::kWouldWait;  // 9293-3.10.3-c
        effects.urgent_ahead = urgent_ahead(tcb);
        return;
      }
      deliver(tcb, call, effects);
      widen_window(tcb);
      if (window_update_due(tcb)) send_ack(tcb, effects);  // 9293-3.8.6.1-c
      return;
    case State::kCloseWait:
    case State::kClosing:  // 9293-3.10.3-f says "closing" at once, but a polled user has had no
                           // chance
    case State::kLastAck:  // to take what came with the FIN: text on hand comes first here too
    case State::kTimeWait:
      if (tcb.receive_queue.empty()) {
        effects.status = CallStatus::kClosing;  // 9293-3.10.3-e
        effects.end_of_stream = true;
        return;
      }
      deliver(tcb, call, effects);
      effects.end_of_stream = tcb.receive_queue.empty();
      return;
  }
  std::unreachable();
}

}  // namespace synspect::tcp
