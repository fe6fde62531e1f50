// How a socket lets go of its connection: shutdown, close, abort (RFC 9293 3.6, 3.6.1).
#include "harness/stack_under_test/reference/convert.h"
#include "harness/stack_under_test/reference/socket_parts.h"
#include "harness/stack_under_test/reference/sockets.h"

namespace synspect::reference {
namespace {

using Phase = SocketEntry::Phase;
using enum CallError;

}  // namespace

CallResult Sockets::shutdown(const call::Shutdown& c, Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (entry->phase != Phase::kConnected) return failed(kNotConnected);
  if (c.how != call::ShutdownHow::kWrite) entry->read_shut = true;
  if (c.how == call::ShutdownHow::kRead || entry->write_shut) return CallResult::of(0);
  entry->write_shut = true;
  return answer(below.host.close(entry->id, below.now));
}

CallResult Sockets::close(const call::Close& c, Below& below) {
  const auto at = entries_.find(c.socket);
  if (at == entries_.end()) return failed(kBadDescriptor);
  const SocketEntry entry = at->second;
  entries_.erase(at);
  tcp::Host& host = below.host;
  if (const tcp::Tcb* const tcb = host.find(entry.id)) {
    // SO_LINGER with no time; SHLD-3: the peer must learn that its octets are lost. Where both
    // sides have said their last a RST tells nobody (9293-3.10.5-f), and TIME-WAIT lasts (MUST-13).
    const bool both_closed = tcb->fin_queued && tcb->fin_received;
    if (entry.linger_s == 0 || (!tcb->receive_queue.empty() && !both_closed)) {
      host.abort(entry.id, below.now);
    } else if (!entry.write_shut) {
      host.close(entry.id, below.now);  // of a listener: those in its queue are reset
    }
    if (host.find(entry.id) != nullptr) orphans_.push_back(entry.id);
  }
  host.forget(entry.id);
  return CallResult::of(0);
}

CallResult Sockets::abort(Handle handle, Below& below) {
  const auto at = entries_.find(handle);
  if (at == entries_.end()) return failed(kBadDescriptor);
  const tcp::ConnectionId id = at->second.id;
  entries_.erase(at);
  below.host.abort(id, below.now);
  below.host.forget(id);
  return CallResult::of(0);
}

void Sockets::reset_unread_orphans(Below& below) {
  std::erase_if(orphans_, [&](tcp::ConnectionId id) {
    const tcp::Tcb* tcb = below.host.find(id);
    if (tcb == nullptr) return true;
    // Behind the peer's FIN there is nobody left who would heed a RST.
    if (tcb->receive_queue.empty() || tcb->fin_received) return false;
    below.host.abort(id, below.now);
    return below.host.find(id) == nullptr;
  });
}

}  // namespace synspect::reference
