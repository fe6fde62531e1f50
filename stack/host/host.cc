#include "stack/host/host.h"

#include <algorithm>
#include <utility>

#include "stack/host/isn.h"
#include "stack/wire/codec.h"

namespace synspect::tcp {

inline constexpr std::uint16_t kFirstEphemeralPort = 49152;  // RFC 6335 6

Host::Host(HostOptions options) { restart(std::move(options)); }

void Host::restart(HostOptions options) {
  options_ = std::move(options);
  if (!(*profile_ == options_.profile)) profile_ = options_.profile;
  connections_.clear();
  last_bound_.reset();
  hash_of_ = SocketPairHash{mixed(options_.seed)};
  by_sockets_.clear();
  ports_.clear();
  listening_.clear();
  deadlines_.clear();
  endings_.clear();
  routes_.clear();
  output_.discard();
  notices_.clear();
  fast_open_.clear();
  next_forced_isn_ = 0;
  next_id_ = 1;
  // Another start for another seed, so that two runs do not collide on ports by habit.
  next_port_ = static_cast<std::uint16_t>(kFirstEphemeralPort + options_.seed % 16384);
  cookies_until_ = {};
  clock_ = {};
  ++changes_;
  effects_.clear();
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

// It begins as a copy of `tcb` and will use this local port as long as it lives.
Connection& Host::add(const Tcb& tcb, Port local) {
  ++ports_[local];
  ++changes_;
  return connections_.add(ConnectionId{next_id_++}, tcb);
}

const Slot* Host::slot_of(const SocketPair& sockets) const {
  return by_sockets_.find(hash_of_(sockets),
                          [&](Slot slot) { return connections_[slot].tcb.sockets == sockets; });
}

void Host::bind(Connection& connection, const SocketPair& sockets) {
  ++changes_;
  connection.tcb.sockets = sockets;
  const std::uint16_t most_text = connection.tcb.tuned.most_text;
  const std::uint16_t link = mss_for(sockets.local.ip.version);
  connection.tcb.rcv_mss = most_text > 0 ? std::min(most_text, link) : link;
  if (options_.profile.timestamps) {
    connection.tcb.timestamps.offset = timestamp_offset(options_.seed, sockets);
  }
  if (const Slot* const old = slot_of(sockets)) {
    by_sockets_.replace(old, connection.place.slot);
  } else {
    by_sockets_.add(hash_of_(sockets), connection.place.slot);
  }
  last_bound_ = connection.place.slot;
  stop_listening(connection.id);
}

// Its sockets name nobody now, or again the connection in TIME-WAIT that had them before
// (9293-3.6.1-c).
void Host::unbind(const Connection& connection) {
  const SocketPair& sockets = connection.tcb.sockets;
  const Slot* const bound = slot_of(sockets);
  if (bound == nullptr || *bound != connection.place.slot) return;
  last_bound_.reset();
  const Connection* before = nullptr;
  if (connection.supersedes != ConnectionId::kNone)
    before = connections_.find(connection.supersedes);
  if (before != nullptr) {
    by_sockets_.replace(bound, before->place.slot);
  } else {
    by_sockets_.erase(bound);
  }
}

void Host::start_listening(ConnectionId id) {
  listening_.insert(std::ranges::lower_bound(listening_, id), id);
}

void Host::stop_listening(ConnectionId id) {
  const auto at = std::ranges::lower_bound(listening_, id);
  if (at != listening_.end() && *at == id) listening_.erase(at);
}

void Host::transmit(const SocketPair& sockets, const Segment& segment, std::uint8_t diffserv,
                    const SourceRoute& route) {
  const std::size_t options = route_size(route);
  const std::size_t size = datagram_size(sockets.local.ip.version, segment);
  std::byte* const out = output_.add(options + size);
  write_datagram(sockets, {options_.profile.ttl, diffserv}, segment, size, out + options);
  if (options > 0) put_route(route, out);
}

// What a step has left in effects_.
void Host::settle(Connection& connection, State before) {
  if (connection.tcb.state != before || effects_.delete_tcb) ++changes_;
  const SourceRoute* const found =
      connection.has_route ? routes_.find(connection.id) : nullptr;  // MUST-51, MUST-53
  const SourceRoute& route = found == nullptr ? kDirect : *found;
  for (const Segment& segment : effects_.transmit) {
    transmit(connection.tcb.sockets, segment, connection.diffserv, route);  // MUST-48
  }
  for (const Notice notice : effects_.notices) tell(connection, notice);
  if (effects_.delete_tcb && before == State::kSynSent) opening_failed(connection);
  if (!effects_.delete_tcb) {
    deadlines_.set(connection, tcp::next_deadline(connection.tcb));
  } else if (connection.tcb.state == State::kListen && connection.known != Known::kHalfOpen) {
    listen_again(connection);
  } else {
    remove(connection, before);
  }
}

// 7413-4.1.3.1-a.
void Host::opening_failed(const Connection& connection) {
  const bool silence =
      effects_.ending == Notice::kTimedOut || effects_.ending == Notice::kUnreachable;
  if (silence && connection.tcb.fast_open == FastOpen::kTried)
    fast_open_.unanswered(connection.tcb.sockets, clock_);
}

// MUST-11: the same id waits for the next SYN.
void Host::listen_again(Connection& connection) {
  unbind(connection);
  drop_route(connection);
  connection.supersedes = ConnectionId::kNone;
  connection.tcb.sockets = connection.opened;
  start_listening(connection.id);
  deadlines_.set(connection, std::nullopt);
}

void Host::tell(Connection& connection, Notice notice) {
  if (notice == Notice::kConnected) {
    now_established(connection);
    if (opened_fast(connection.tcb)) return;  // the user has it already
  } else if (notice == Notice::kFastOpened) {
    fast_open_.opened(connection.parent == ConnectionId::kNone ? connection.id : connection.parent,
                      connection.id);
    hand_out(connection);
  }
  if (connection.known != Known::kToUser) return;
  if (connection.reports_off && is_report(notice)) return;  // SHLD-20
  const std::uint32_t bit = 1U << static_cast<unsigned>(notice);
  if ((connection.notices_waiting & bit) != 0) return;
  connection.notices_waiting |= bit;
  notices_.push({connection.id, notice, connection.place});
}

void Host::now_established(Connection& connection) {
  if (connection.supersedes != ConnectionId::kNone) {  // no old duplicate, then: TIME-WAIT is over
    const ConnectionId old = std::exchange(connection.supersedes, ConnectionId::kNone);
    if (Connection* const superseded = connections_.find(old)) {
      tell(*superseded, Notice::kClosed);
      remove(*superseded, State::kTimeWait);
    }
  }
  fast_open_.settled(connection.id, false, clock_);
  hand_out(connection);
}

// The user can ACCEPT it.
void Host::hand_out(Connection& connection) {
  if (connection.known != Known::kHalfOpen) return;
  connection.known = Known::kReady;
  Connection& listener = *connections_.find(connection.parent);
  listener.ready.push_back(connection.id);
  tell(listener, Notice::kAcceptable);
}

void Host::remove(Connection& connection, State in) {
  deadlines_.remove(connection);
  stop_listening(connection.id);
  const bool by_reset =
      std::ranges::find(effects_.notices, Notice::kReset) != effects_.notices.end();
  fast_open_.settled(connection.id, by_reset, clock_);
  fast_open_.forget_listener(connection.id);
  unbind(connection);
  drop_route(connection);
  std::uint32_t* const sharing = ports_.find(connection.tcb.sockets.local.port);
  if (--*sharing == 0) ports_.erase(sharing);
  if (connection.known == Known::kHalfOpen) {
    if (Connection* const parent = connections_.find(connection.parent)) --parent->waiting;
  } else if (connection.known != Known::kForgotten) {
    endings_[connection.id] = {.why = effects_.delete_tcb ? effects_.ending : Notice::kClosed,
                               .in = in,
                               .unread = std::move(connection.tcb.receive_queue),
                               .end_of_stream = connection.tcb.fin_received};
  }
  connections_.erase(connection);
}

std::optional<Instant> Host::next_deadline() const {
  const Deadlines::Entry* const earliest = deadlines_.earliest();
  if (earliest == nullptr) return std::nullopt;
  return earliest->due;
}

void Host::advance(Instant now) {
  while (const Deadlines::Entry* const earliest = deadlines_.due_by(now)) {
    apply(connections_.fetch(earliest->slot), TimerDue{}, earliest->due);
  }
  clock_ = std::max(clock_, now);
}

const Tcb* Host::find(ConnectionId id) const {
  const Connection* const connection = connections_.find(id);
  return connection == nullptr ? nullptr : &connection->tcb;
}

std::optional<HostNotice> Host::next_notice() {
  const auto taken = notices_.take();
  if (!taken) return std::nullopt;
  Connection& connection = connections_[taken->place.slot];
  if (connection.id == taken->connection) {  // else it is gone and another has its slot
    connection.notices_waiting &= ~(1U << static_cast<unsigned>(taken->notice));
  }
  return taken;
}

// Deadlines and counts of ports follow from the connections.
bool operator==(const Host& a, const Host& b) {
  return a.options_ == b.options_ && a.connections_ == b.connections_ &&
         a.listening_ == b.listening_ && a.endings_ == b.endings_ && a.routes_ == b.routes_ &&
         a.output_ == b.output_ && a.notices_ == b.notices_ && a.fast_open_ == b.fast_open_ &&
         a.next_forced_isn_ == b.next_forced_isn_ && a.next_id_ == b.next_id_ &&
         a.next_port_ == b.next_port_ && a.cookies_until_ == b.cookies_until_ &&
         a.clock_ == b.clock_;
}

}  // namespace synspect::tcp
