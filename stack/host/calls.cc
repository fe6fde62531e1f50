// SEND, RECEIVE, CLOSE, ABORT, STATUS by id, and what the user may ask of connections that are
// gone.
#include <algorithm>
#include <vector>

#include "stack/host/host.h"

namespace synspect::tcp {

TransferResult Host::send(ConnectionId id, const SendCall& call, Instant now) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return {CallStatus::kDoesNotExist};
  Connection& connection = found->second;
  // 9293-3.10.2-b: with a remote socket the open turns active, which takes an ISS.
  if (connection.tcb.state == State::kListen) {
    if (connection.spawning) return {CallStatus::kRemoteUnspecified};
    const CallStatus status = prepare_active(connection, connection.opened.remote, now);
    if (status != CallStatus::kOk) return {status};
    bind(id, connection, SocketPair{connection.tcb.sockets});
  }
  apply(id, UserCall{call}, now);
  return {scratch_.effects.status, scratch_.effects.octets};
}

TransferResult Host::receive(ConnectionId id, const ReceiveCall& call, Instant now) {
  if (connections_.contains(id)) {
    apply(id, UserCall{call}, now);
    return {scratch_.effects.status, scratch_.effects.octets, scratch_.effects.end_of_stream};
  }
  const auto ended = endings_.find(id);
  if (ended == endings_.end()) return {CallStatus::kDoesNotExist};
  // Text that came in order before an orderly end is still the user's.
  Ending& ending = ended->second;
  if (ending.unread.empty()) return {CallStatus::kDoesNotExist, 0, ending.end_of_stream};
  const auto text = ending.unread.view();
  const std::size_t octets = std::min(text.size(), call.buffer.size());
  std::ranges::copy(text.first(octets), call.buffer.begin());
  if (!call.peek) ending.unread.drop_front(octets);
  return {CallStatus::kOk, octets, ending.unread.empty() && ending.end_of_stream};
}

CallStatus Host::close(ConnectionId id, Instant now) { return end(id, UserCall{CloseCall{}}, now); }

CallStatus Host::abort(ConnectionId id, Instant now) { return end(id, UserCall{AbortCall{}}, now); }

CallStatus Host::end(ConnectionId id, const UserCall& call, Instant now) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return CallStatus::kDoesNotExist;
  const bool spawning = found->second.spawning;
  const std::vector<ConnectionId> ready = found->second.ready;
  apply(id, call, now);
  const CallStatus status = scratch_.effects.status;
  if (!spawning) return status;
  // A listener that is gone leaves nobody to accept what it made.
  for (const ConnectionId child : ready) endings_.erase(child);
  std::vector<ConnectionId> orphans;
  for (const auto& [child, connection] : connections_) {
    const bool unaccepted =
        connection.known == Known::kHalfOpen || connection.known == Known::kReady;
    if (unaccepted && connection.parent == id) orphans.push_back(child);
  }
  for (const ConnectionId child : orphans) {
    connections_.at(child).known = Known::kForgotten;
    apply(child, UserCall{AbortCall{}}, now);
  }
  return status;
}

StatusResult Host::status(ConnectionId id) const {
  const Tcb* tcb = find(id);
  if (tcb == nullptr) return {CallStatus::kDoesNotExist, State::kClosed, {}};
  return {CallStatus::kOk, tcb->state, tcb->sockets};
}

std::optional<ConnectionId> Host::take_accepted(ConnectionId listener) {
  const auto found = connections_.find(listener);
  if (found == connections_.end() || found->second.ready.empty()) return std::nullopt;
  const ConnectionId id = found->second.ready.front();
  found->second.ready.erase(found->second.ready.begin());
  --found->second.waiting;
  const auto child = connections_.find(id);
  if (child != connections_.end()) child->second.known = Known::kToUser;
  return id;
}

const Ending* Host::ending(ConnectionId id) const {
  const auto found = endings_.find(id);
  return found == endings_.end() ? nullptr : &found->second;
}

void Host::forget(ConnectionId id) {
  endings_.erase(id);
  const auto found = connections_.find(id);
  if (found != connections_.end()) found->second.known = Known::kForgotten;
  std::erase_if(notices_, [id](const HostNotice& notice) { return notice.connection == id; });
}

CallStatus Host::set_timeout(ConnectionId id, std::optional<Duration> r2) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return CallStatus::kDoesNotExist;
  found->second.tcb.r2 = r2;  // counts from the next time that the timer is set
  return CallStatus::kOk;
}

CallStatus Host::set_nagle(ConnectionId id, bool on, Instant now) {
  if (!connections_.contains(id)) return CallStatus::kDoesNotExist;
  apply(id, UserCall{NagleCall{.on = on}}, now);
  return scratch_.effects.status;
}

}  // namespace synspect::tcp
