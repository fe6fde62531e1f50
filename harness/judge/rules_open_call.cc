// An active OPEN sends a SYN: from CLOSED (9293-3.10.1-c), from LISTEN (9293-3.10.1-f), and by SEND
// on LISTEN (9293-3.10.2-b).
#include "harness/judge/rules.h"

namespace synspect::judge {

void owe_syn(Endpoint& endpoint, Socket& socket, Rule rule) {
  // Earlier than a retransmission may come (6298-2.1).
  using std::chrono::milliseconds;
  if (endpoint.knobs || endpoint.blind || socket.remote->port == 0) return;
  socket.opening = rule;
  socket.opening_due = endpoint.report->now() + milliseconds{900} + endpoint.uncertainty;
  if (!endpoint.next_due || socket.opening_due < *endpoint.next_due) {
    endpoint.next_due = socket.opening_due;
  }
}

void syn_seen(Endpoint& endpoint, Socket& socket) {
  if (socket.opening) endpoint.report->upheld(*socket.opening);
  socket.opening.reset();
}

void settle_openings(Endpoint& endpoint, Time now) {
  for (Socket& socket : endpoint.handles) {
    if (!socket.opening) continue;
    if (now <= socket.opening_due) {
      if (!endpoint.next_due || socket.opening_due < *endpoint.next_due) {
        endpoint.next_due = socket.opening_due;
      }
      continue;
    }
    Cause cause;
    cause.kind = Cause::Kind::kCall;
    cause.call = "OPEN";
    if (socket.connecting) {
      endpoint.report->broken(*socket.opening,
                              {endpoint.id, nullptr, 0, {TcpState::kSynSent}, cause},
                              {"a SYN", "none within 0.9 s", {}});
    }
    socket.opening.reset();
  }
}

// MUST-41: whatever became of it, the listener that was there goes on.
void note_second_listener(Endpoint& endpoint, Handle by, const SocketAddress& local) {
  if (local.port == 0) return;
  for (Listener& listener : endpoint.listeners) {
    if (listener.handle != by && listener.local == local) listener.opened_again = true;
  }
}

}  // namespace synspect::judge
