// CLOSE (RFC 9293 3.10.4): a half-close. The user may go on receiving (9293-3.6-a).
#include <utility>

#include "stack/calls/calls.h"
#include "stack/end.h"
#include "stack/fast_open/server.h"
#include "stack/send/emit.h"

namespace synspect::tcp {
namespace {

void queue_fin(Tcb& tcb) {
  tcb.fin_queued = true;
  tcb.pushed = static_cast<std::uint32_t>(tcb.send_queue.size());  // CLOSE pushes (9293-3.9.1.4-a)
}

}  // namespace

void user_call(Tcb& tcb, const CloseCall&, Instant now, Effects& effects) {
  switch (tcb.state) {
    case State::kClosed:
      effects.status = CallStatus::kDoesNotExist;  // 9293-3.10.4-a
      return;
    case State::kListen:   // 9293-3.10.4-b
    case State::kSynSent:  // 9293-3.10.4-c
      end_connection(tcb, Notice::kClosed, effects);
      return;
    case State::kSynReceived:
      if (tcb.fin_queued) {
        effects.status = CallStatus::kClosing;
        return;
      }
      queue_fin(tcb);
      // 9293-3.10.4-e: waits for ESTABLISHED
      if (!tcb.send_queue.empty() && !opened_fast(tcb)) return;
      tcb.state = State::kFinWait1;  // 9293-3.10.4-d
      send_queued(tcb, now, effects);
      return;
    case State::kEstablished:
      queue_fin(tcb);
      // At once, queued text or not (9293-3.10.4-f, 9293-3.6-c, 9293-3.6-d).
      tcb.state = State::kFinWait1;
      send_queued(tcb, now, effects);
      return;
    case State::kCloseWait:
      queue_fin(tcb);
      tcb.state = State::kLastAck;  // 9293-3.10.4-h, 9293-3.6-f, 9293-3.6-i
      send_queued(tcb, now, effects);
      return;
    case State::kFinWait1:  // no second FIN (9293-3.10.4-g)
    case State::kFinWait2:
    case State::kClosing:  // 9293-3.10.4-i
    case State::kLastAck:
    case State::kTimeWait:
      effects.status = CallStatus::kClosing;
      return;
  }
  std::unreachable();
}

}  // namespace synspect::tcp
