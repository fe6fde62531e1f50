// What CLOSE, shutdown and ABORT make of connections and listeners.
#include <algorithm>

#include "harness/judge/follow.h"
#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

TcpState after_close(TcpState state) {
  if (state == TcpState::kEstablished) return TcpState::kFinWait1;
  return state == TcpState::kCloseWait ? TcpState::kLastAck : state;
}

}  // namespace

// 3.10.4: CLOSE, or shutdown of the sending side.
void follow_shutdown(Endpoint& endpoint, Connection& conn) {
  Scene scene{endpoint, conn};
  const StateSet before = conn.states;
  if (conn.states.has(TcpState::kSynSent)) {
    conn.states.remove(TcpState::kSynSent);
    conn.states.add(endpoint.vacant(conn.sockets));
    scene.drop_expectations();
  }
  const bool idle = conn.snd.handed_known && conn.snd.una == conn.snd.nxt && !conn.closed_by_user &&
                    conn.snd.handed_end == conn.snd.nxt && conn.snd.nxt < conn.snd.edge_low &&
                    !conn.snd.zero_seen && !conn.vague;
  if (idle && conn.states.only(TcpState::kEstablished)) {
    scene.want(Rule::kCloseSendsFin, Sight::kFin, 0, scene.answer_due());
  } else if (idle && conn.states.only(TcpState::kCloseWait)) {
    scene.want(Rule::kCloseWaitFin, Sight::kFin, 0, scene.answer_due());
  }
  conn.closed_by_user = true;
  StateSet next;
  if (conn.states.has(TcpState::kSynReceived)) next.add(TcpState::kFinWait1);
  for (int i = 0; i < kTcpStateCount; ++i) {
    const auto state = static_cast<TcpState>(i);
    if (conn.states.has(state)) next.add(after_close(state));
  }
  conn.states = next;
  if (!conn.aborted) expect_after_close(scene, before);
}

void follow_close(Endpoint& endpoint, Connection& conn) {
  const Offset text_end = conn.rcv.high() - (conn.rcv.fin && conn.rcv.high() > *conn.rcv.fin);
  const bool unread = conn.rcv.known && conn.rcv.user_read < text_end;
  follow_shutdown(endpoint, conn);
  conn.fully_closed = true;
  conn.forget_wishes(Sight::kProbe);               // what nobody reads any more may be given up
  if (unread) Scene{endpoint, conn}.maybe_gone();  // SHLD-3
}

// Which connection the handle has is not known: that one may be gone (SHLD-3, 3.10.5).
void close_perhaps(Endpoint& endpoint, const Socket& socket) {
  for (Connection& conn : endpoint.connections) {
    if (!conn.states.meets(kSynchronized) || !socket.may_name(conn)) continue;
    Scene scene{endpoint, conn};
    scene.maybe_gone();
    conn.last_input = scene.now();  // a RST now is no timer's
  }
}

void follow_abort(Endpoint& endpoint, Connection& conn) {
  Scene scene{endpoint, conn};
  const StateSet before = conn.states;
  scene.drop_expectations();
  conn.aborted = conn.closed_by_user = conn.fully_closed = true;
  conn.states.add(scene.after_end());
  if (conn.owned) expect_after_abort(scene, before);
}

// No life that the listener completed waits for an ACCEPT any more.
void nothing_waits(Endpoint& endpoint, Handle listener) {
  for (Listener& each : endpoint.listeners) {
    if (each.handle == listener) each.evicted = false;
  }
  for (Connection& conn : endpoint.connections) {
    if (conn.listener != listener) continue;
    conn.shadowed = 0;
    const bool over = conn.states.within({TcpState::kClosed, TcpState::kListen});
    conn.passed_over = conn.passed_over || over;
  }
}

void stop_listening(Endpoint& endpoint, Handle handle, Rule rule) {
  const auto its = [&](const Listener& each) { return each.handle == handle; };
  const auto listener = std::ranges::find_if(endpoint.listeners, its);
  if (listener == endpoint.listeners.end()) return;
  const Listener stopped = *listener;
  nothing_waits(endpoint, handle);
  endpoint.listeners.erase(listener);
  if (!stopped.taken) note_vacated(endpoint, stopped.local, rule);
  if (Socket* socket = endpoint.socket(handle); socket && stopped.one_shot && !stopped.taken) {
    socket->opened = false;  // CLOSED, as before its OPEN
  }
  for (Connection& conn : endpoint.connections) {
    if (!endpoint.may_hold(stopped, conn)) continue;
    // What else is done with the handle is not seen as a call on this connection.
    if (conn.listener == Handle::kNone) conn.touched = true;
    follow_abort(endpoint, conn);
  }
}

}  // namespace synspect::judge
