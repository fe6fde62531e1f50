// OPEN (RFC 9293 3.10.1).
#include <utility>

#include "stack/calls/calls.h"
#include "stack/fast_open/client.h"
#include "stack/send/emit.h"
#include "stack/start.h"

namespace synspect::tcp {

bool remote_specified(const Tcb& tcb) {
  const Socket& remote = tcb.sockets.remote;
  return !remote.ip.unspecified() && remote.port.number != 0;
}

void open_actively(Tcb& tcb, Instant now, Effects& effects,
                   const std::optional<FastOpening>& fast_open) {
  start_connection(tcb, Origin::kActive);
  tcb.state = State::kSynSent;
  send_syn(tcb, now, effects);
  if (fast_open) add_fast_open(tcb, *fast_open, effects);
}

void user_call(Tcb& tcb, const OpenCall& call, Instant now, Effects& effects) {
  switch (tcb.state) {
    case State::kClosed:
      if (call.active && !remote_specified(tcb)) break;
      tcb.r2 = call.r2;
      tcb.receive_queue.clear();  // what an earlier connection left unread
      tcb.fin_received = false;
      if (call.active) {
        open_actively(tcb, now, effects, call.fast_open);
      } else {
        tcb.state = State::kListen;  // 9293-3.10.1-a
        tcb.origin = Origin::kPassive;
      }
      return;
    case State::kListen:
      if (!call.active) {
        effects.status = CallStatus::kAlreadyExists;
        return;
      }
      if (!remote_specified(tcb)) break;  // 9293-3.10.1-g
      if (call.r2) tcb.r2 = call.r2;
      open_actively(tcb, now, effects, call.fast_open);  // 9293-3.10.1-f
      return;
    case State::kSynSent:
    case State::kSynReceived:
    case State::kEstablished:
    case State::kFinWait1:
    case State::kFinWait2:
    case State::kCloseWait:
    case State::kClosing:
    case State::kLastAck:
    case State::kTimeWait:
      effects.status = CallStatus::kAlreadyExists;  // 9293-3.10.1-h
      return;
  }
  effects.status = CallStatus::kRemoteUnspecified;  // 9293-3.10.1-b
}

}  // namespace synspect::tcp
