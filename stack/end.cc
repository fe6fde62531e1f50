#include "stack/end.h"

#include <utility>

namespace synspect::tcp {
namespace {

// What survives: whose it was and what the user asked for.
Tcb blank(Tcb& tcb, State state) {
  Tcb result;
  result.state = state;
  result.sockets = tcb.sockets;
  result.profile = std::move(tcb.profile);
  result.rcv_mss = tcb.rcv_mss;
  result.r2 = tcb.r2;
  result.nagle = tcb.nagle;
  result.tuned = tcb.tuned;
  result.keep_alive = tcb.keep_alive;
  result.keep_alive.unanswered = 0;
  return result;
}

}  // namespace

void end_connection(Tcb& tcb, Notice why, Effects& effects) {
  Tcb closed = blank(tcb, State::kClosed);
  closed.fast_open = tcb.fast_open;  // an opening that failed: the host draws its conclusions
  if (why == Notice::kClosed) {
    closed.receive_queue = std::move(tcb.receive_queue);
    closed.fin_received = tcb.fin_received;
  }
  tcb = std::move(closed);
  effects.delete_tcb = true;
  effects.ending = why;
}

void return_to_listen(Tcb& tcb, Effects& effects) {
  Tcb listening = blank(tcb, State::kListen);
  listening.send_queue = std::move(tcb.send_queue);
  listening.pushed = tcb.pushed;
  listening.urgent = tcb.urgent;
  tcb = std::move(listening);
  effects.delete_tcb = true;
  effects.ending = Notice::kRefused;
}

}  // namespace synspect::tcp
