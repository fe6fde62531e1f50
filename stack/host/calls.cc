// SEND, RECEIVE, CLOSE, ABORT, STATUS by id, and what the user may ask of connections that are
// gone.
#include <algorithm>
#include <utility>
#include <vector>

#include "stack/host/host.h"
#include "stack/timers/user_timeout.h"

namespace synspect::tcp {

TransferResult Host::send(ConnectionId id, const SendCall& call, Instant now) {
  Connection* const found = connections_.find(id);
  if (found == nullptr) return {CallStatus::kDoesNotExist};
  Connection& connection = *found;
  // 9293-3.10.2-b: with a remote socket the open turns active, which takes an ISS.
  if (connection.tcb.state == State::kListen) {
    if (connection.spawning) return {CallStatus::kRemoteUnspecified};
    const CallStatus status = prepare_active(connection, connection.opened.remote, now);
    if (status != CallStatus::kOk) return {status};
    bind(connection, SocketPair{connection.tcb.sockets});
  }
  apply(connection, call, now);
  return {effects_.status, effects_.octets};
}

TransferResult Host::receive(ConnectionId id, const ReceiveCall& call, Instant now) {
  if (Connection* const connection = connections_.find(id)) {
    apply(*connection, call, now);
    return {effects_.status, effects_.octets, effects_.end_of_stream, effects_.urgent_ahead};
  }
  Ending* const ended = endings_.find(id);
  if (ended == nullptr) return {CallStatus::kDoesNotExist};
  // Text that came in order before an orderly end is still the user's.
  Ending& ending = *ended;
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
  Connection* const found = connections_.find(id);
  if (found == nullptr) return CallStatus::kDoesNotExist;
  const bool spawning = found->spawning;
  const std::vector<ConnectionId> ready = std::exchange(found->ready, {});
  apply(*found, call, now);
  const CallStatus status = effects_.status;
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
    Connection& orphan = *connections_.find(child);
    orphan.known = Known::kForgotten;
    apply(orphan, UserCall{AbortCall{}}, now);
  }
  return status;
}

StatusResult Host::status(ConnectionId id) const {
  const Tcb* tcb = find(id);
  if (tcb == nullptr) return {CallStatus::kDoesNotExist, State::kClosed, {}};
  return {CallStatus::kOk, tcb->state, tcb->sockets};
}

std::optional<ConnectionId> Host::take_accepted(ConnectionId listener) {
  Connection* const found = connections_.find(listener);
  if (found == nullptr || found->ready.empty()) return std::nullopt;
  const ConnectionId id = found->ready.front();
  found->ready.erase(found->ready.begin());
  --found->waiting;
  if (Connection* const child = connections_.find(id)) child->known = Known::kToUser;
  return id;
}

const Ending* Host::ending(ConnectionId id) const { return endings_.find(id); }

void Host::forget(ConnectionId id) {
  endings_.erase(id);
  notices_.forget(id);
  if (Connection* const connection = connections_.find(id)) {
    connection->known = Known::kForgotten;
    connection->notices_waiting = 0;
  }
}

CallStatus Host::set_timeout(ConnectionId id, std::optional<Duration> r2) {
  Connection* const found = connections_.find(id);
  if (found == nullptr) return CallStatus::kDoesNotExist;
  set_user_timeout(found->tcb, r2);
  apply(*found, TimerDue{}, clock_);  // it may have passed already
  return CallStatus::kOk;
}

CallStatus Host::set_nagle(ConnectionId id, bool on, Instant now) {
  Connection* const found = connections_.find(id);
  if (found == nullptr) return CallStatus::kDoesNotExist;
  apply(*found, UserCall{NagleCall{.on = on}}, now);
  return effects_.status;
}

CallStatus Host::tune(ConnectionId id, const TuneCall& call, Instant now) {
  Connection* const found = connections_.find(id);
  if (found == nullptr) return CallStatus::kDoesNotExist;
  apply(*found, UserCall{call}, now);
  return effects_.status;
}

CallStatus Host::set_backlog(ConnectionId listener, std::uint16_t backlog) {
  Connection* const found = connections_.find(listener);
  if (found == nullptr || !found->spawning) return CallStatus::kDoesNotExist;
  found->backlog = backlog;
  return CallStatus::kOk;
}

CallStatus Host::set_fast_open(ConnectionId listener, std::uint16_t queue) {
  const Connection* const found = connections_.find(listener);
  if (found == nullptr) return CallStatus::kDoesNotExist;
  if (found->tcb.state != State::kListen) return CallStatus::kAlreadyExists;
  if (options_.profile.fast_open) {
    fast_open_.enable(listener, std::min(queue, options_.profile.fast_open_pending));
  }
  return CallStatus::kOk;
}

CallStatus Host::set_keep_alive(ConnectionId id, const KeepAliveCall& call, Instant now) {
  Connection* const found = connections_.find(id);
  if (found == nullptr) return CallStatus::kDoesNotExist;
  apply(*found, UserCall{call}, now);
  return effects_.status;
}

CallStatus Host::set_diffserv(ConnectionId id, std::uint8_t code_point) {
  Connection* const found = connections_.find(id);
  if (found == nullptr) return CallStatus::kDoesNotExist;
  found->diffserv = code_point & kDiffservBits;
  return CallStatus::kOk;
}

CallStatus Host::set_reports(ConnectionId id, bool on) {
  Connection* const found = connections_.find(id);
  if (found == nullptr) return CallStatus::kDoesNotExist;
  found->reports_off = !on;
  return CallStatus::kOk;
}

}  // namespace synspect::tcp
