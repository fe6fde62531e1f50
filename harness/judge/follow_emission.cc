// What a segment that the stack emitted says of its connection.
#include <algorithm>

#include "harness/judge/follow.h"
#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

void bind_handle(Endpoint& endpoint, Connection& conn) {
  Socket* socket = endpoint.connecting(conn.sockets);
  if (!socket) return;
  syn_seen(endpoint, *socket);
  socket->connecting = false;
  // 9293-3.10.1-f, 9293-3.10.2-b: the name has left LISTEN for good.
  std::erase_if(endpoint.listeners, [&](const Listener& each) {
    return each.one_shot && each.handle == socket->handle;
  });
  socket->connection = conn.incarnation;
  // 9293-3.10.2-b: its SYN shows that the name was in LISTEN, and that it is no longer.
  std::erase_if(endpoint.listeners,
                [&](const Listener& each) { return each.handle == socket->handle; });
  conn.handle = socket->handle;
  conn.owned = true;
  conn.snd.no_delay = socket->no_delay;
  socket->pass_on_to(conn);
  conn.snd.handed_known = !socket->text_waits;
  conn.touched = conn.touched || socket->user_timeout || socket->keep_alive;
  conn.limit = socket->limit;  // R2 that was set before the SYN (MUST-21)
}

void start_sending(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  conn.snd.known = true;
  conn.snd.iss = out.seg.seq;
  conn.snd.nxt = 0;
  follow_sent(scene, 0, static_cast<Offset>(out.seg.sequence_length()));
  conn.snd.nxt = static_cast<Offset>(out.seg.sequence_length());
  conn.own = read_terms(out.seg);
  conn.snd.unanswered = true;
  conn.snd.unanswered_since = conn.snd.unanswered_first = scene.now();
  conn.resent = {0, 0, scene.now(), {}, false, 0};
  conn.snd.emitted.put(1, out.seg.payload);
  if (const auto& stamps = out.seg.timestamps) {
    conn.own_stamp_first = conn.own_stamp_last = stamps->value;
    conn.own_stamp_at = scene.now();
  }
}

void follow_active_open(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  const bool anew = scene.endpoint.connecting(conn.sockets) != nullptr;
  const bool same = conn.snd.known && conn.snd.iss == out.seg.seq;
  if (same && !anew && conn.states.has(TcpState::kSynSent)) {
    conn.states = {TcpState::kSynSent};
    return;
  }
  if (!anew && conn.states.only(TcpState::kSynSent) && conn.cause.kind != Cause::Kind::kCall) {
    scene.broken(Rule::kControlResent, scene.cause(Cause::Kind::kTimer), conn.states,
                 {"the SYN again with the same number", out.seg.to_string(), {}});
  }
  reincarnate(scene.endpoint, conn, {TcpState::kSynSent}, Origin::kActive);
  start_sending(scene, out);
  conn.first_syn = scene.now();
  bind_handle(scene.endpoint, conn);
}

// The SYN may have opened the four-tuple once more, with the numbers of before.
void perhaps_anew(Scene& scene) {
  Connection& conn = scene.conn;
  const Handle before = conn.listener;
  scene.endpoint.try_listener(conn);
  if (conn.listener != before) conn.listener = Handle::kNone;
  if (!conn.candidate) return;
  const Candidate& syn = *conn.candidate;
  conn.rcv.arrived.add(0, 1 + syn.text + (syn.fin ? 1 : 0));
  conn.vague = true;  // text, window and options: those of which of the two?
}

void follow_syn_ack(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  const bool same = conn.snd.known && conn.snd.iss == out.seg.seq;
  const bool again = same && conn.states.has(TcpState::kSynReceived) && out.ack >= 1 &&
                     out.ack <= std::max<Offset>(conn.rcv.high(), 1);
  // In SYN-RECEIVED a SYN of other numbers draws no SYN,ACK: what it draws one from is LISTEN.
  const bool other = conn.candidate && conn.candidate->seq != conn.rcv.irs;
  const bool prompted = !out.by_timer && conn.cause.kind == Cause::Kind::kSegment &&
                        (conn.cause.flags & kSyn) != 0 && conn.states.meets(kVacant);
  const bool new_irs = conn.candidate && (!again || (other && prompted));
  if (new_irs &&
      out.seg.ack - (conn.candidate->seq + 1U) <=
          static_cast<std::uint32_t>(conn.candidate->text + (conn.candidate->fin ? 1 : 0))) {
    adopt(scene, *conn.candidate);
    if (out.by_timer) conn.vague = true;  // it was opened unseen: of which SYN, nobody can tell
  } else if (again && prompted && conn.origin == Origin::kPassive) {
    // Either it repeats itself, or LISTEN chose the same ISN once more: of which life the calls of
    // the user speak is not known.
    scene.endpoint.unbind_unless_live(conn.handle);
    conn.owned = conn.snd.handed_known = false;
    perhaps_anew(scene);
  } else if (conn.snd.known && !same) {
    if (scene.endpoint.features().syn_cookies == false &&
        conn.states.only(TcpState::kSynReceived)) {
      scene.broken(Rule::kControlResent,
                   {"the SYN,ACK again with the same number", out.seg.to_string(), {}});
    }
    conn.snd.nxt = 0;
  }
  const bool first = !conn.snd.known;
  if (first || conn.snd.nxt == 0) start_sending(scene, out);
  const bool whose = conn.crossed_iss != out.seg.seq;  // else LISTEN may have chosen the same ISN
  if (first && conn.origin == Origin::kPassive && whose) scene.endpoint.bind_listener(conn);
  if (!whose) {
    conn.listener = Handle::kNone;
    conn.touched = true;  // the timer may be that of the SYN, backed off
  }
  // 9293-3.10.8-c: the timer repeats what is not acknowledged: no ACK in doubt completed it.
  if (out.by_timer && same && conn.states.has(TcpState::kSynReceived) && conn.snd.una < 1) {
    conn.snd.una_max = conn.snd.una;
    conn.states.remove(TcpState::kEstablished);
  }
  if (conn.states.meets({TcpState::kEstablished})) return;
  // 9293-3.10.4-d: its FIN may have found no room in the window yet.
  const bool closing =
      (conn.snd.fin || conn.closed_by_user) && conn.states.has(TcpState::kFinWait1);
  conn.states = {TcpState::kSynReceived};
  if (closing) conn.states.add(TcpState::kFinWait1);
}

TcpState after_own_fin(TcpState state) {
  if (state == TcpState::kEstablished || state == TcpState::kSynReceived) {
    return TcpState::kFinWait1;
  }
  return state == TcpState::kCloseWait ? TcpState::kLastAck : state;
}

TcpState after_peer_fin(TcpState state) {
  if (state == TcpState::kEstablished || state == TcpState::kSynReceived) {
    return TcpState::kCloseWait;
  }
  if (state == TcpState::kFinWait1) return TcpState::kClosing;
  return state == TcpState::kFinWait2 ? TcpState::kTimeWait : state;
}

void map_states(Scene& scene, TcpState (*move)(TcpState)) {
  Connection& conn = scene.conn;
  StateSet next;
  for (int i = 0; i < kTcpStateCount; ++i) {
    const auto state = static_cast<TcpState>(i);
    if (conn.states.has(state)) next.add(move(state));
  }
  if (next.has(TcpState::kTimeWait) && !conn.states.has(TcpState::kTimeWait)) {
    conn.time_wait_from = conn.time_wait_last = scene.now();
  }
  conn.states = next;
}

void follow_reset(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (conn.states.within({TcpState::kSynSent, TcpState::kClosed, TcpState::kListen})) return;
  if (conn.states.has(TcpState::kSynReceived) && conn.bad_ack == out.seg.seq &&
      scene.endpoint.features().syn_cookies == false) {
    return;
  }
  // Numbered by the ACK field of a segment that was not its own: it may live on.
  const bool reply = conn.snd.known && (out.seq < 1 || out.seq > conn.snd.nxt);
  const StateSet opening{TcpState::kSynSent, TcpState::kSynReceived};
  if (conn.states.meets(opening) && conn.reset_excuse) return scene.maybe_gone();
  if (conn.states.has(TcpState::kSynReceived) && reply) return scene.maybe_gone();
  // Nothing that arrives there calls for a RST, unless as an error of RFC 793 (3.10.7.4-4a).
  if (conn.states.has(TcpState::kTimeWait) && !conn.aborted) return scene.maybe_gone();
  scene.drop_expectations();
  if (conn.vague) return scene.maybe_gone();  // whether this ends it is as uncertain as the rest
  // 9293-3.5.2-f wants TIME-WAIT, 3.10.5 CLOSED; what never went beyond SYN-SENT has none.
  const bool lingers = conn.aborted && conn.rcv.known;
  conn.states = scene.after_end();
  conn.told = true;
  // 9293-3.10.7.2-b: the ACK that might have completed the handshake found none to complete, and no
  // ACCEPT will give this life.
  const bool refused = !out.by_timer && conn.completed_by == conn.cause.position;
  conn.passed_over = conn.passed_over || (refused && out.seq == conn.snd.una_max);
  if (!lingers) return;
  conn.states.add(TcpState::kTimeWait);
  conn.time_wait_from = conn.time_wait_last = scene.now();
}

void follow_own_numbers(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  conn.snd.emitted.put(out.seq, out.seg.payload);
  follow_sent(scene, out.seq, out.end);
  if (out.end > conn.snd.nxt) {
    if (!conn.snd.unanswered) {
      conn.snd.unanswered_since = conn.snd.unanswered_first = scene.now();
    }
    conn.snd.unanswered = true;
    conn.snd.nxt = out.end;
  }
  if (out.fin && !conn.snd.fin) {
    conn.snd.fin = out.end - 1;
    // 3.10.4-d: it is FIN-WAIT-1, though the own SYN may still be unacknowledged.
    const bool half_open = conn.states.has(TcpState::kSynReceived);
    map_states(scene, after_own_fin);
    // Whether the user closed before or after the peer is not known of every connection.
    const bool unseen = scene.endpoint.calls_seen && !conn.owned;
    if (unseen && conn.states.has(TcpState::kLastAck)) conn.states.add(TcpState::kClosing);
    if (half_open) conn.states.add(TcpState::kSynReceived);
  }
}

void follow_receive_side(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  ReceiveHalf& rcv = conn.rcv;
  if (!out.ack_bit || !rcv.known) return;
  if (out.ack > rcv.high()) rcv.arrived.add(0, out.ack);  // reported once, then believed
  rcv.low = std::max(rcv.low, out.ack);
  if (rcv.low > rcv.user_read) rcv.emptied = false;
  rcv.sure = std::min(rcv.sure, rcv.low);  // what it does not acknowledge may have been dropped
  const bool scaled = conn.own.window_scale && conn.peer.window_scale && !out.syn;
  const std::int64_t slack = (std::int64_t{1} << (scaled ? *conn.own.window_scale : 0)) - 1;
  if (!out.syn) rcv.largest_window = std::max(rcv.largest_window, out.window);
  rcv.window = out.window;
  rcv.read_since = 0;
  rcv.edge_now = out.ack + out.window;
  rcv.edge_max = std::max(rcv.edge_max, rcv.edge_now + slack);
  if (!rcv.fin || rcv.odd_fin) return;
  if (rcv.low > *rcv.fin) return map_states(scene, after_peer_fin);
  // It does not acknowledge the FIN: perhaps it was not taken after all.
  if (conn.states.has(TcpState::kCloseWait)) conn.states.add(TcpState::kEstablished);
  if (conn.states.has(TcpState::kClosing)) conn.states.add(TcpState::kFinWait1);
  if (conn.states.has(TcpState::kTimeWait)) conn.states.add(TcpState::kFinWait2);
}

}  // namespace

void follow_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.empty_ack) {
    if (scene.now() - conn.last_empty_ack > kThrottle) conn.empty_acks = 0;
    conn.last_empty_ack = scene.now();
    ++conn.empty_acks;
  }
  if (out.rst) return follow_reset(scene, out);
  if (out.ack_bit) conn.odd_open.reset();
  if (out.syn && !out.ack_bit) return follow_active_open(scene, out);
  if (out.syn) {
    follow_syn_ack(scene, out);
    return follow_receive_side(scene, read_emission(scene, out.seg));
  }
  if (!conn.snd.known) {
    conn.vague = true;  // begun before the run: no certainty
    return;
  }
  // A sign of life, unless it is the last word to what may have ended it.
  const bool fresh = out.by_timer || conn.cause.position > conn.gone_since;
  if (fresh && (conn.states.meets(kSynchronized) || conn.states.has(TcpState::kSynReceived))) {
    conn.states.remove(TcpState::kClosed);
    conn.states.remove(TcpState::kListen);
  }
  // An ACK shows that the SYN,ACK before it was taken, however odd.
  if (out.ack_bit && conn.states.meets(kSynchronized)) conn.states.remove(TcpState::kSynSent);
  if (const auto& stamps = out.seg.timestamps; stamps && stamps->value != conn.own_stamp_last) {
    conn.own_stamp_last = stamps->value;
    conn.own_stamp_at = scene.now();
  }
  follow_own_numbers(scene, out);
  follow_receive_side(scene, out);
}

}  // namespace synspect::judge
