#include "stack/host/host.h"

#include <algorithm>
#include <utility>

#include "stack/host/isn.h"
#include "stack/step.h"
#include "stack/wire/codec.h"

namespace synspect::tcp {

inline constexpr std::uint16_t kFirstEphemeralPort = 49152;  // RFC 6335 6

Host::Host(HostOptions options) : options_{std::move(options)} {
  // Another start for another seed, so that two runs do not collide on ports by habit.
  next_port_ = static_cast<std::uint16_t>(kFirstEphemeralPort + options_.seed % 16384);
}

std::uint16_t Host::mss_for(IpVersion version) const {  // MUST-67
  const std::uint32_t headers = version == IpVersion::kV4 ? 40 : 60;
  const std::uint32_t room = options_.mtu > headers ? options_.mtu - headers : 1;
  return static_cast<std::uint16_t>(std::min<std::uint32_t>(room, 65535 - headers));
}

Seq Host::choose_iss(const SocketPair& sockets, Instant now) {
  if (next_forced_isn_ < options_.forced_isns.size()) {
    return Seq{options_.forced_isns[next_forced_isn_++]};
  }
  return initial_sequence_number(options_.seed, sockets, now);
}

void Host::bind(ConnectionId id, Connection& connection, const SocketPair& sockets) {
  connection.tcb.sockets = sockets;
  connection.tcb.rcv_mss = mss_for(sockets.local.ip.version);
  by_sockets_[sockets] = id;
  listening_.erase(id);
}

void Host::transmit(const SocketPair& sockets, const Segment& segment) {
  Datagram datagram;
  datagram.source = sockets.local.ip;
  datagram.source_port = sockets.local.port;
  datagram.destination = sockets.remote.ip;
  datagram.destination_port = sockets.remote.port;
  datagram.ttl = options_.profile.ttl;
  datagram.segment = segment;
  write_datagram(datagram, output_.begin_datagram());
  output_.end_datagram();
}

void Host::apply(ConnectionId id, const Event& event, Instant now) {
  Connection& connection = connections_.at(id);
  const State before = connection.tcb.state;
  clock_ = std::max(clock_, now);
  step(connection.tcb, event, clock_, scratch_.effects);
  for (const Segment& segment : scratch_.effects.transmit) {
    transmit(connection.tcb.sockets, segment);
  }
  settle(id, connection, before);
}

void Host::settle(ConnectionId id, Connection& connection, State before) {
  const Effects& effects = scratch_.effects;
  for (const Notice notice : effects.notices) tell(id, connection, notice);
  if (!effects.delete_tcb) {
    schedule(id, connection, tcp::next_deadline(connection.tcb));
    return;
  }
  const bool listens_again =
      connection.tcb.state == State::kListen && connection.known != Known::kHalfOpen;
  if (!listens_again) {
    remove(id, before);
    return;
  }
  // MUST-11: the same id waits for the next SYN.
  by_sockets_.erase(connection.tcb.sockets);
  if (connection.supersedes != ConnectionId::kNone &&
      connections_.contains(connection.supersedes)) {
    by_sockets_[connection.tcb.sockets] = connection.supersedes;  // 9293-3.6.1-c
  }
  connection.supersedes = ConnectionId::kNone;
  connection.tcb.sockets = connection.opened;
  listening_.insert(id);
  schedule(id, connection, std::nullopt);
}

void Host::tell(ConnectionId id, Connection& connection, Notice notice) {
  if (notice == Notice::kConnected) now_established(id, connection);
  if (connection.known != Known::kToUser) return;
  const HostNotice entry{id, notice};
  if (std::ranges::find(notices_, entry) == notices_.end()) notices_.push_back(entry);
}

void Host::now_established(ConnectionId id, Connection& connection) {
  if (connection.supersedes != ConnectionId::kNone) {  // no old duplicate, then: TIME-WAIT is over
    const ConnectionId old = std::exchange(connection.supersedes, ConnectionId::kNone);
    if (const auto found = connections_.find(old); found != connections_.end()) {
      tell(old, found->second, Notice::kClosed);
      remove(old, State::kTimeWait);
    }
  }
  if (connection.known != Known::kHalfOpen) return;
  connection.known = Known::kReady;
  Connection& listener = connections_.at(connection.parent);
  listener.ready.push_back(id);
  tell(connection.parent, listener, Notice::kAcceptable);
}

void Host::remove(ConnectionId id, State in) {
  const auto found = connections_.find(id);
  Connection& connection = found->second;
  schedule(id, connection, std::nullopt);
  listening_.erase(id);
  const auto bound = by_sockets_.find(connection.tcb.sockets);
  if (bound != by_sockets_.end() && bound->second == id) {
    const bool back = connections_.contains(connection.supersedes);
    if (back) {
      bound->second = connection.supersedes;  // 9293-3.6.1-c
    } else {
      by_sockets_.erase(bound);
    }
  }
  if (connection.known == Known::kHalfOpen) {
    const auto parent = connections_.find(connection.parent);
    if (parent != connections_.end()) --parent->second.waiting;
  } else if (connection.known != Known::kForgotten) {
    endings_[id] = {scratch_.effects.delete_tcb ? scratch_.effects.ending : Notice::kClosed, in,
                    std::move(connection.tcb.receive_queue), connection.tcb.fin_received};
  }
  connections_.erase(found);
}

void Host::schedule(ConnectionId id, Connection& connection, std::optional<Instant> due) {
  if (connection.queued_due == due) return;
  if (connection.queued_due) {
    auto node = deadlines_.extract({*connection.queued_due, id});
    if (due) {  // the node moves: no allocation in the steady state
      node.value().first = *due;
      deadlines_.insert(std::move(node));
    }
  } else {
    deadlines_.insert({*due, id});
  }
  connection.queued_due = due;
}

std::optional<Instant> Host::next_deadline() const {
  if (deadlines_.empty()) return std::nullopt;
  return deadlines_.begin()->first;
}

void Host::advance(Instant now) {
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const auto [due, id] = *deadlines_.begin();
    apply(id, TimerDue{}, due);
  }
  clock_ = std::max(clock_, now);
}

const Tcb* Host::find(ConnectionId id) const {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : &found->second.tcb;
}

std::optional<HostNotice> Host::next_notice() {
  if (notices_.empty()) return std::nullopt;
  const HostNotice notice = notices_.front();
  notices_.erase(notices_.begin());
  return notice;
}

}  // namespace synspect::tcp
