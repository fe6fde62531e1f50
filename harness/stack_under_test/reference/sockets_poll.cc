// poll: what a socket is ready for.
#include <utility>

#include "harness/stack_under_test/readiness.h"
#include "harness/stack_under_test/reference/socket_parts.h"
#include "harness/stack_under_test/reference/sockets.h"
#include "stack/receive/urgent.h"
#include "stack/send/room.h"

namespace synspect::reference {
namespace {

using Phase = SocketEntry::Phase;

SocketStanding::Phase phase_of(Phase phase) {
  switch (phase) {
    case Phase::kIdle:
      return SocketStanding::Phase::kNone;
    case Phase::kListening:
      return SocketStanding::Phase::kListening;
    case Phase::kConnecting:
      return SocketStanding::Phase::kConnecting;
    case Phase::kConnected:
      return SocketStanding::Phase::kConnected;
    case Phase::kEnded:
      return SocketStanding::Phase::kEnded;
  }
  std::unreachable();
}

// The peer's FIN was taken: text on hand can still be read.
bool peer_is_done(tcp::State state) {
  return state == tcp::State::kCloseWait || state == tcp::State::kClosing ||
         state == tcp::State::kLastAck || state == tcp::State::kTimeWait;
}

}  // namespace

CallResult Sockets::poll(const call::Poll& c, const Below& below) const {
  const auto at = entries_.find(c.socket);
  if (at == entries_.end()) return failed(CallError::kBadDescriptor);
  const SocketEntry& entry = at->second;
  SocketStanding standing{.phase = phase_of(entry.phase),
                          .error = entry.pending_error != CallError::kNone,
                          .read_over = entry.read_shut,
                          .write_over = entry.write_shut};
  if (entry.phase == Phase::kListening) {
    const tcp::Connection* const listener = below.host.connections().find(entry.id);
    standing.waits = listener != nullptr && !listener->ready.empty();
  }
  if (entry.phase == Phase::kConnected) {
    if (const tcp::Tcb* const tcb = below.host.find(entry.id)) {
      standing.text = !tcb->receive_queue.empty();
      standing.urgent = tcp::urgent_ahead(*tcb).has_value();
      standing.room = tcp::send_room(*tcb) > 0;
      standing.read_over = entry.read_shut || peer_is_done(tcb->state);
    } else {
      standing.phase = SocketStanding::Phase::kEnded;
    }
  }
  return CallResult::of(readiness(standing, c.events));
}

}  // namespace synspect::reference
