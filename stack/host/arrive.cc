// A datagram arrives: whose is it?
#include <algorithm>

#include "stack/host/address_filter.h"
#include "stack/host/host.h"
#include "stack/segment_arrives/closed.h"
#include "stack/segment_arrives/listen.h"
#include "stack/timestamps.h"
#include "stack/wire/codec.h"

namespace synspect::tcp {
namespace {

bool full(const Connection& listener) {
  return listener.spawning && listener.waiting >= listener.backlog;
}

// What a datagram says of its two ends, where it says it: a copy is not yet there when the next
// loads want it.
struct Ends {
  const Datagram& datagram;
  friend bool operator==(const SocketPair& pair, const Ends& ends) {
    const Datagram& d = ends.datagram;
    return pair.local.port == d.destination_port && pair.remote.port == d.source_port &&
           pair.local.ip == d.destination && pair.remote.ip == d.source;
  }
};

}  // namespace

void Host::receive_datagram(std::span<const std::byte> octets, Instant now) {
  clock_ = std::max(clock_, now);
  Datagram datagram;
  if (const auto error = parse_datagram(octets, datagram)) {
    if (*error == ParseError::kNotTcp) icmp_arrives(octets, now);
    return;
  }
  // MUST-7: a segment with an option of illegal length is dropped whole, since nothing says where
  // its other options begin.
  if (datagram.malformed_options) return;
  if (datagram.ip_options.empty() || !options_.profile.source_route) {
    return tcp_arrives(datagram, kDirect, now);
  }
  const ReceivedRoute route = read_route(datagram.ip_options, datagram.source);
  // RFC 1122 3.2.1.8, 3.3.5: not for us, and we pass nothing on.
  if (route.seen == RouteSeen::kUnfinished || route.seen == RouteSeen::kMalformed) return;
  tcp_arrives(datagram, route.back, now);
}

// Often the one that the last datagram was for: then nothing is hashed, and nothing that follows
// waits for what the table says.
Connection* Host::find_bound(const Datagram& datagram) {
  const Ends ends{datagram};
  if (last_bound_ && connections_[*last_bound_].tcb.sockets == ends) {
    return &connections_[*last_bound_];
  }
  const std::uint64_t hash = hash_of_(datagram.destination, datagram.destination_port,
                                      datagram.source, datagram.source_port);
  const Slot* const bound = by_sockets_.find(
      hash, [&](Slot slot) { return connections_.fetch(slot).tcb.sockets == ends; });
  if (bound == nullptr) return nullptr;
  last_bound_ = *bound;
  deadlines_.fetch(*bound);
  return &connections_[*bound];
}

void Host::tcp_arrives(Datagram& datagram, const SourceRoute& back, Instant now) {
  const auto pair = [&datagram] {
    return SocketPair{{datagram.destination, datagram.destination_port},
                      {datagram.source, datagram.source_port}};
  };
  Segment& segment = datagram.segment;
  if (Connection* const bound = find_bound(datagram)) {
    Connection& connection = *bound;
    if (connection.tcb.fast_open == FastOpen::kTried && segment.syn) {
      fast_open_.syn_answered(connection.tcb, segment, now);
    }
    const bool reopening = reopens(connection.tcb, segment);
    Connection* const listener = reopening ? matching_listener(pair()) : nullptr;
    if (listener != nullptr && !full(*listener)) {  // else 9293-3.10.7.4-4-timewait: a challenge
      arrives_at_listener(*listener, pair(), segment, {&connection, back}, now);
    } else {
      if (back.count > 0) heard_by_route(connection, segment, back);
      apply(connection, segment, now);
    }
    return;
  }
  // MUST-57, MUST-63, 9293-3.9.2.3-a: silently. No connection has such addresses.
  if (!names_one_host(datagram.source) || !names_one_host(datagram.destination)) return;
  if (std::ranges::find(options_.addresses, datagram.destination) == options_.addresses.end())
    return;
  const SocketPair sockets = pair();
  if (Connection* const listener = matching_listener(sockets)) {
    arrives_at_listener(*listener, sockets, segment, {nullptr, back}, now);
  } else if (const auto reset = answer_in_closed(segment, options_.profile)) {
    transmit(sockets, *reset);
  }
}

// The most exactly named LISTEN that the segment fits: a remote socket counts for more than a local
// address (9293-3.9.1.1-a, -b).
Connection* Host::matching_listener(const SocketPair& sockets) {
  Connection* best = nullptr;
  int best_score = -1;
  for (const ConnectionId id : listening_) {
    Connection* const listener = connections_.find(id);
    const SocketPair& opened = listener->opened;
    if (opened.local.port != sockets.local.port) continue;
    if (opened.local.ip.version != sockets.local.ip.version) continue;
    const bool any_address = opened.local.ip.unspecified();
    const bool any_remote = opened.remote == Socket{};
    if (!any_address && opened.local.ip != sockets.local.ip) continue;
    if (!any_remote && opened.remote != sockets.remote) continue;
    const int score = (any_remote ? 0 : 2) + (any_address ? 0 : 1);
    if (score <= best_score) continue;
    best = listener;
    best_score = score;
  }
  return best;
}

// MAY-2: a SYN beyond everything that the peer sent on the old connection (9293-3.10.7.4-1f), or
// SHLD-4 and RFC 6191: a later one by its timestamps.
bool Host::reopens(const Tcb& tcb, const Segment& segment) const {
  if (tcb.state != State::kTimeWait || !opens_connection(segment)) return false;
  const bool beyond = before(tcb.rcv_nxt, segment.seq);
  // 6191-2-3, -6; what the FIN ended counts (6191-2-7), and the rest draws an ACK (6191-2-4).
  if (!options_.profile.timestamps || !segment.options.timestamps) return beyond;
  if (!tcb.agreed.timestamps) return true;  // 6191-2-5
  const std::uint32_t value = segment.options.timestamps->value;
  const std::uint32_t recent = tcb.timestamps.recent;
  return earlier(recent, value) || (value == recent && beyond);  // 6191-2-1, 6191-2-2
}

// Half open, with the sockets that the SYN is for (9293-3.10.7.2-f).
Connection& Host::add_child(Connection& listener, const SocketPair& sockets) {
  Connection& child = add(listener.tcb, sockets.local.port);
  child.opened = sockets;
  child.known = Known::kHalfOpen;
  child.parent = listener.id;
  child.diffserv = listener.diffserv;
  child.reports_off = listener.reports_off;
  ++listener.waiting;
  bind(child, sockets);
  return child;
}

void Host::arrives_at_listener(Connection& listener, const SocketPair& sockets, Segment& segment,
                               const Came& came, Instant now) {
  if (!opens_connection(segment)) {
    if (take_cookie(listener, sockets, segment, now)) return;
    // Nothing of it stays, so the listener is not bound; only the answer goes out. A RST for an ACK
    // is the same in LISTEN as in CLOSED, and the rest is silence (9293-3.10.7.2-a, -b, -g).
    if (!segment.ack_flag) return;
    if (const auto reset = answer_in_closed(segment, options_.profile)) {
      transmit(sockets, *reset);
    }
    return;
  }
  if (full(listener)) return answer_with_cookie(listener, sockets, segment, now);
  Seq iss = choose_iss(sockets, now);
  const Connection* const supersedes = came.supersedes;
  if (supersedes != nullptr) {  // 9293-3.6.1-b
    const Seq used = supersedes->tcb.snd_nxt;
    if (!before(used, iss)) iss = used + SeqLen{1};
  }
  Connection* target = &listener;
  if (listener.spawning) {
    target = &add_child(listener, sockets);
  } else {
    bind(listener, sockets);
  }
  target->supersedes = supersedes == nullptr ? ConnectionId::kNone : supersedes->id;
  if (came.back.count > 0) take_route(*target, came.back);  // MUST-53
  target->tcb.iss = iss;
  const auto& option = segment.options.fast_open;
  // Over a connection in TIME-WAIT only in the ordinary way: it must be able to come back.
  if (!option || supersedes != nullptr) return apply(*target, segment, now);
  const FastOpenAnswer answer =
      fast_open_.answer(listener.id, sockets, *option, options_.seed, options_.profile, now);
  apply(*target, OpeningSyn{segment, answer}, now);
}

}  // namespace synspect::tcp
