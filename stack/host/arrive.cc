// A datagram arrives: whose is it?
#include <algorithm>

#include "stack/host/address_filter.h"
#include "stack/host/host.h"
#include "stack/segment_arrives/closed.h"
#include "stack/segment_arrives/listen.h"
#include "stack/wire/codec.h"

namespace synspect::tcp {

void Host::receive_datagram(std::span<const std::byte> octets, Instant now) {
  clock_ = std::max(clock_, now);
  const auto datagram = parse_datagram(octets);
  // MUST-7: a segment with an option of illegal length is dropped whole, since nothing says where
  // its other options begin.
  if (!datagram || datagram->malformed_options) return;
  // MUST-57, MUST-63, 9293-3.9.2.3-a: silently.
  if (!names_one_host(datagram->source) || !names_one_host(datagram->destination)) return;
  if (std::ranges::find(options_.addresses, datagram->destination) == options_.addresses.end())
    return;
  const SocketPair sockets{{datagram->destination, datagram->destination_port},
                           {datagram->source, datagram->source_port}};
  const Segment& segment = datagram->segment;
  const auto bound = by_sockets_.find(sockets);
  if (bound != by_sockets_.end()) {
    const ConnectionId id = bound->second;
    const bool reopening = reopens(connections_.at(id).tcb, segment);
    const ConnectionId listener = reopening ? matching_listener(sockets) : ConnectionId::kNone;
    if (listener != ConnectionId::kNone) {
      arrives_at_listener(listener, sockets, segment, id, now);
    } else {
      apply(id, SegmentArrives{segment}, now);
    }
    return;
  }
  const ConnectionId listener = matching_listener(sockets);
  if (listener != ConnectionId::kNone) {
    arrives_at_listener(listener, sockets, segment, ConnectionId::kNone, now);
  } else if (const auto reset = answer_in_closed(segment)) {
    transmit(sockets, *reset);
  }
}

// The most exactly named LISTEN that the segment fits: a remote socket counts for more than a local
// address (9293-3.9.1.1-a, -b).
ConnectionId Host::matching_listener(const SocketPair& sockets) const {
  ConnectionId best = ConnectionId::kNone;
  int best_score = -1;
  for (const ConnectionId id : listening_) {
    const SocketPair& opened = connections_.at(id).opened;
    if (opened.local.port != sockets.local.port) continue;
    if (opened.local.ip.version != sockets.local.ip.version) continue;
    const bool any_address = opened.local.ip.unspecified();
    const bool any_remote = opened.remote == Socket{};
    if (!any_address && opened.local.ip != sockets.local.ip) continue;
    if (!any_remote && opened.remote != sockets.remote) continue;
    const int score = (any_remote ? 0 : 2) + (any_address ? 0 : 1);
    if (score <= best_score) continue;
    best = id;
    best_score = score;
  }
  return best;
}

// MAY-2: a SYN beyond everything that the peer sent on the old connection.
bool Host::reopens(const Tcb& tcb, const Segment& segment) const {
  return tcb.state == State::kTimeWait && opens_connection(segment) &&
         before(tcb.rcv_nxt, segment.seq);
}

void Host::arrives_at_listener(ConnectionId id, const SocketPair& sockets, const Segment& segment,
                               ConnectionId supersedes, Instant now) {
  Connection& listener = connections_.at(id);
  if (!opens_connection(segment)) {
    // Nothing of it stays, so the listener is not bound; only the answer goes out. A RST for an ACK
    // is the same in LISTEN as in CLOSED, and the rest is silence (9293-3.10.7.2-a, -b, -g).
    if (!segment.ack_flag) return;
    if (const auto reset = answer_in_closed(segment)) transmit(sockets, *reset);
    return;
  }
  Seq iss;
  if (listener.spawning && listener.waiting >= listener.backlog)
    return;  // full: the peer repeats it
  iss = choose_iss(sockets, now);
  if (supersedes != ConnectionId::kNone) {  // 9293-3.6.1-b
    const Seq used = connections_.at(supersedes).tcb.snd_nxt;
    if (!before(used, iss)) iss = used + SeqLen{1};
  }
  ConnectionId target = id;
  if (listener.spawning) {
    target = ConnectionId{next_id_++};
    Connection child;
    child.tcb = listener.tcb;
    child.opened = sockets;
    child.known = Known::kHalfOpen;
    child.parent = id;
    ++listener.waiting;
    connections_.emplace(target, std::move(child));
  }
  Connection& connection = connections_.at(target);
  connection.supersedes = supersedes;
  bind(target, connection, sockets);  // 9293-3.10.7.2-f
  connection.tcb.iss = iss;
  apply(target, SegmentArrives{segment}, now);
}

}  // namespace synspect::tcp
