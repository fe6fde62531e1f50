// What a segment that arrived may have done to the connection (RFC 9293 3.10.7). What is certain
// replaces; what is not adds.
#include <algorithm>

#include "harness/judge/follow.h"
#include "harness/judge/rules.h"
#include "harness/judge/rules_by_state.h"

namespace synspect::judge {
namespace {

// The most that an echo can say: half of the circle of a clock that ticks in milliseconds.
constexpr Duration kAnyEcho = std::chrono::days{25};

std::int64_t scaled_window(const Connection& conn, const DecodedSegment& seg) {
  const bool scaled = !seg.has(kSyn) && conn.own.window_scale && conn.peer.window_scale;
  return std::int64_t{seg.window} << (scaled ? *conn.peer.window_scale : 0);
}

bool at_once(Rule rule) {
  return rule == Rule::kFullAtOnce || rule == Rule::kHalfAtOnce || rule == Rule::kPushedAtOnce;
}

// `sure`: the stack takes the window for certain (9293-3.10.7.4-5h, -5i).
void take_window(Connection& conn, const Arrival& in, Offset from, bool sure) {
  const std::int64_t window = scaled_window(conn, in.seg);
  const Offset edge = from + window;
  const bool taken_back = edge < conn.snd.edge_low;
  conn.snd.edge = std::max(conn.snd.edge, edge);
  conn.snd.max_window_most = std::max(conn.snd.max_window_most, window);
  if (from < conn.snd.una) return;  // 9293-3.10.7.4-5h: a late ACK, whose window is of no account
  conn.snd.window = window;
  conn.snd.zero_seen = conn.snd.zero_seen || window == 0;
  // An older segment does not open the window, and the right edge need not move with its ACK.
  const bool newest = sure && in.seq >= conn.snd.wl1 && from >= conn.snd.wl2;
  if (newest) conn.snd.max_window = std::max(conn.snd.max_window, conn.snd.window);
  conn.snd.edge_newest = std::max(conn.snd.edge_newest, edge);  // 9293-3.8.6-a
  conn.snd.edge_low = newest ? edge : std::min(conn.snd.edge_low, edge);
  conn.snd.edge_high = newest ? edge : std::max(conn.snd.edge_high, edge);
  conn.snd.wl1 = std::max(conn.snd.wl1, in.seq);
  conn.snd.wl2 = std::max(conn.snd.wl2, from);
  // A window that shrank or closed changes what the timer may do (SHLD-17, persist).
  // What there was room for at once may then wait for the override timer.
  drop_if(conn.expected, [&](const Expectation& wish) {
    return wish.sight == Sight::kSent && (wish.a >= edge || (taken_back && at_once(wish.rule)));
  });
  if (from + conn.snd.window >= conn.snd.nxt) return;
  drop_if(conn.expected, [](const Expectation& wish) { return wish.sight == Sight::kCovers; });
}

void take_peer_syn(Connection& conn, const DecodedSegment& seg, Time now) {
  conn.rcv.restart();
  conn.rcv.known = true;
  conn.rcv.irs = seg.seq;
  conn.rcv.low = 1;
  const auto text = static_cast<Offset>(seg.payload.size());
  conn.rcv.arrived.add(0, 1 + text + (seg.has(kFin) ? 1 : 0));
  conn.rcv.text.put(1, seg.payload);
  if (seg.has(kFin)) conn.rcv.fin = 1 + text;
  conn.rcv.up_doubtful = seg.has(kUrg);  // kept for later, or not (9293-3.10.7.2-e)
  conn.peer = read_terms(seg);
  if (const auto& stamps = seg.timestamps) {
    conn.peer_stamp = conn.peer_stamp_most = stamps->value;
    conn.stamps_astray = false;
    conn.options.stamps.begin(stamps->value, now);
  }
}

// 7323-4.3-1: whatever PAWS lets through may set TS.Recent, taken or not.
void perhaps_recent(Connection& conn, const DecodedSegment& seg) {
  const std::optional<Timestamps>& stamps = seg.timestamps;
  if (stamps && not_before(stamps->value, conn.peer_stamp_most)) {
    conn.peer_stamp_most = stamps->value;
    conn.stamps_astray = conn.stamps_astray || !not_before(stamps->value, conn.peer_stamp);
  }
}

// How long ago an echo may say that its segment went out; a stack may take any for the round trip.
Duration longest_echo(const Connection& conn, const DecodedSegment& seg, Time now) {
  const std::optional<Timestamps>& stamps = seg.timestamps;
  if (!stamps || !conn.own.timestamps || !conn.peer.timestamps) return Duration{0};
  return stamps->echo == conn.own_stamp_last ? now - conn.own_stamp_at : kAnyEcho;
}

void take_ack(Scene& scene, const Arrival& in, bool sure) {
  Connection& conn = scene.conn;
  if (in.ack > conn.snd.nxt) return;
  follow_acked(scene, in.ack, sure);
  const bool before = conn.snd.una_max >= in.ack;
  // Several ACKs in doubt: from the first on, una may have stood where the next sure one puts it.
  if (!before && conn.snd.una_max <= conn.snd.una) conn.snd.una_max_at = scene.now();
  if (conn.snd.una_max < 1 && in.ack >= 1) conn.completed_by = conn.cause.position;
  conn.snd.una_max = std::max(conn.snd.una_max, in.ack);
  // To the right of the window even the ACK is dropped; to the left it may be used (appendix A.2).
  const bool beyond = in.certain && in.fit == Fit::kOutside && in.seq > conn.rcv.low;
  drop_if(conn.expected, [&](const Expectation& wish) {
    return !beyond && wish.sight == Sight::kCovers && wish.a < in.ack;
  });
  if (in.ack > conn.snd.una && conn.snd.unanswered) {
    conn.longest_rtt = std::max({conn.longest_rtt, scene.now() - conn.snd.unanswered_since,
                                 longest_echo(conn, in.seg, scene.now())});
  }
  if (!sure || in.ack <= conn.snd.una) return;
  conn.snd.una = in.ack;
  conn.snd.unanswered = conn.snd.nxt > conn.snd.una;
  conn.snd.unanswered_since = scene.now();
  conn.snd.unanswered_first =
      before ? std::max(conn.snd.unanswered_first, conn.snd.una_max_at) : scene.now();
  conn.snd.emitted.forget_below(conn.snd.una);
  conn.snd.handed_over.forget_below(conn.snd.una);
}

StateSet after_ack(const Connection& conn, TcpState state, Offset ack) {
  const bool fin_acked = conn.snd.fin && ack > *conn.snd.fin;
  if (state == TcpState::kSynReceived && ack > 0) {
    if (conn.snd.fin) return {fin_acked ? TcpState::kFinWait2 : TcpState::kFinWait1};
    // 3.10.4: a CLOSE that waits in SYN-RECEIVED takes effect before or after the peer's FIN.
    if (conn.closed_by_user) return {TcpState::kEstablished, TcpState::kFinWait1};
    return {TcpState::kEstablished};
  }
  if (state == TcpState::kFinWait1 && fin_acked) return {TcpState::kFinWait2};
  if (state == TcpState::kClosing && fin_acked) return {TcpState::kTimeWait};
  return {state};
}

TcpState after_fin(TcpState state) {
  if (state == TcpState::kEstablished) return TcpState::kCloseWait;
  if (state == TcpState::kFinWait1) return TcpState::kClosing;
  if (state == TcpState::kFinWait2) return TcpState::kTimeWait;
  return state;
}

template <typename Move>
void move_states(Scene& scene, bool sure, Move move) {
  Connection& conn = scene.conn;
  const bool waited = conn.states.has(TcpState::kTimeWait);
  StateSet next = sure ? StateSet{} : conn.states;
  for (int i = 0; i < kTcpStateCount; ++i) {
    const auto state = static_cast<TcpState>(i);
    if (conn.states.has(state)) next.add(move(state));
  }
  conn.states = next;
  if (!waited && next.has(TcpState::kTimeWait)) {
    conn.time_wait_from = scene.now();
    conn.time_wait_last = scene.now();
  }
}

void follow_listen(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  StateSet states = conn.states;
  states.add(TcpState::kSynReceived);
  // A RST in doubt: the SYN may have crossed that of an attempt that goes on (9293-3.10.7.3-l).
  std::optional<std::uint32_t> crossed;
  if (states.has(TcpState::kSynSent)) {
    crossed = conn.snd.iss;
    if (Socket* socket = scene.endpoint.socket(conn.handle)) socket->connection.reset();
  }
  reincarnate(scene.endpoint, conn, states, Origin::kPassive);
  conn.crossed_iss = crossed;
  scene.endpoint.try_listener(conn);
  take_peer_syn(conn, in.seg, scene.now());
  take_window(conn, in, 1, true);
  conn.vague = in.fin;
}

// The SYN meets an attempt in doubt, or a listener that came behind it: whose it is stays open.
void perhaps_listens(Scene& scene) {
  scene.endpoint.try_listener(scene.conn);
  scene.conn.listener = Handle::kNone;
  scene.conn.vague = true;
}

void follow_syn_sent(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  const bool only = conn.states.only(TcpState::kSynSent);
  const bool bad_ack = in.ack_bit && (in.ack <= 0 || in.ack > conn.snd.nxt);
  if (bad_ack) conn.reset_excuse = true;
  if (in.rst) {
    if (bad_ack || !in.ack_bit) return;
    conn.reset_delivered = true;
    if (only && in.certain && in.seg.seq == 0 && !in.text) {
      conn.reset_certain = true;
      return end_for(scene, Rule::kSynSentReset);
    }
    scene.maybe_gone();
    return;
  }
  if (bad_ack || !in.syn) return;
  take_peer_syn(conn, in.seg, scene.now());
  Arrival taken = in;  // whatever a SYN in doubt made of the numbers and the window before
  taken.seq = 0;
  taken.fit = Fit::kInside;
  take_window(conn, taken, 1, in.certain);
  if (in.certain) conn.states.remove(TcpState::kSynSent);
  if (!in.ack_bit) {
    conn.crossed = true;
    // Whether a FIN is taken is open, and with it what comes next.
    conn.vague = conn.vague || in.fin;
    conn.states.add(TcpState::kSynReceived);
    return;
  }
  conn.states.add(in.fin ? TcpState::kCloseWait : TcpState::kEstablished);
  if (in.fin) conn.states.add(TcpState::kEstablished);
  take_ack(scene, taken, in.certain);
  expect_early_text(scene);
}

// By its timestamp, where timestamps were agreed on.
bool is_old(const Connection& conn, const DecodedSegment& seg) {
  return conn.options.stamps_agreed() && seg.timestamps &&
         !not_before(seg.timestamps->value, conn.options.stamps.least);
}

void follow_reset(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (in.fit == Fit::kOutside) return;
  const bool inexact = conn.rcv.settled() && in.seq > conn.rcv.low;
  if (in.certain && inexact && scene.endpoint.features().blind_reset == true) return;
  conn.reset_delivered = true;
  if (!in.exact || !in.certain || in.text || conn.vague) return scene.maybe_gone();
  if (conn.states.has(TcpState::kTimeWait)) {
    // RFC 1337 would have it ignored: only who declares to obey must.
    const std::optional<bool> obeys = scene.endpoint.features().rst_in_time_wait;
    if (obeys == false && conn.states.only(TcpState::kTimeWait)) return;
    if (obeys != true || !conn.states.only(TcpState::kTimeWait)) return scene.maybe_gone();
    return end_for(scene, Rule::kResetTimeWait);
  }
  const auto by_state = conn.states.certain()
                            ? reset_rule(conn.states.first(), conn.origin == Origin::kActive)
                            : std::nullopt;
  if (conn.states.only(TcpState::kSynReceived) && conn.origin == Origin::kPassive) {
    for (Listener& listener : scene.endpoint.listeners) {
      if (listener.handle != conn.listener) continue;
      if (listener.one_shot) listener.taken = false;
      --listener.waiting;
    }
    end_for(scene, Rule::kBlindResetExact);
    conn.forget_end();  // LISTEN: SYN cookies may still be around
    conn.back_to_listen = true;
    return;
  }
  conn.reset_certain = conn.states.within(kTransfers);
  const bool refused = conn.states.only(TcpState::kSynReceived);  // by an active open
  const Rule open_window = is_old(conn, in.seg) ? Rule::kResetDespitePaws : Rule::kBlindResetExact;
  const Rule otherwise = conn.rcv.window == 0 ? Rule::kMust66 : open_window;
  end_for(scene, refused ? Rule::kMust11 : otherwise, by_state);
}

// A SYN that may begin a new connection where an old one is or was.
void follow_new_syn(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (!conn.states.meets({TcpState::kTimeWait, TcpState::kSynReceived, TcpState::kListen})) return;
  conn.candidate = Candidate{in.seg.seq,    static_cast<Offset>(in.seg.payload.size()),
                             in.fin,        in.seg.has(kUrg),
                             in.seg.window, read_terms(in.seg)};
  const bool reuse = scene.endpoint.features().time_wait_reuse != false;  // MAY-2
  if (reuse && conn.states.has(TcpState::kTimeWait)) scene.maybe_gone();
}

void follow_syn(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (in.fit != Fit::kOutside && scene.endpoint.features().blind_syn != true) {
    conn.reset_excuse = true;
    scene.maybe_gone();  // 9293-3.10.7.4-4a
  }
  if (in.ack_bit && conn.states.has(TcpState::kSynReceived) && in.seq == 0) {
    // 9293-3.5-c: the SYN,ACK of a simultaneous open, left of RCV.NXT; used or only acknowledged.
    // So is any repetition of the peer's SYN (9293-3.10.7.4-1g).
    take_window(conn, in, in.ack, false);
    move_states(scene, false, [&](TcpState state) { return after_ack(conn, state, in.ack); });
    take_ack(scene, in, false);
    if (in.text || in.fin) {  // cut to the window it has no SYN left, but text (9293-3.10-a)
      conn.rcv.arrived.add(0, in.end);
      conn.rcv.doubtful = true;
      if (!conn.rcv.text.put(1, in.seg.payload)) conn.rcv.text_conflict = true;
      if (in.fin) conn.vague = true;
    }
    if (in.seg.has(kUrg)) conn.rcv.up_doubtful = true;
    if (conn.crossed || in.fit == Fit::kOutside) return;
  }
  // 9293-3.10.7.4-4-synrcvd-passive: a SYN in the window sends it back to LISTEN.
  if (conn.states.has(TcpState::kSynReceived) && in.fit != Fit::kOutside) {
    scene.maybe_gone();
  }
  if (!in.ack_bit) follow_new_syn(scene, in);
}

void follow_text(Scene& scene, const Arrival& in, bool sure) {
  Connection& conn = scene.conn;
  if (in.end <= conn.rcv.low || in.end == in.seq || (conn.rcv.fin && conn.rcv.low > *conn.rcv.fin))
    return;
  if (conn.fully_closed && in.text) scene.maybe_gone();
  // A FIN where text stood before: whether that text was taken decides what is there.
  const Offset last = in.end - 1;
  const bool on_text = in.fin && !conn.rcv.fin && conn.rcv.arrived.prefix_end(last) > last;
  if (sure && in.new_text && !conn.fully_closed) {
    // SHLD-18: one ACK for both is fewer than segments, though none need have waited.
    if (conn.rcv.sure > conn.rcv.low) conn.rcv.prompt_acks = std::min(conn.rcv.prompt_acks, 0);
    conn.rcv.sure = in.end;
    conn.rcv.sure_by = conn.cause.position;
  }
  if (!sure) conn.rcv.doubtful = true;
  conn.rcv.arrived.add(std::max<Offset>(in.seq, 0), in.end);
  if (sure && conn.rcv.arrived.one_piece() && conn.rcv.settled()) conn.rcv.doubtful = false;
  if (!conn.rcv.text.put(in.seq, in.seg.payload)) conn.rcv.text_conflict = true;
  const Offset fin = in.fin ? in.end - 1 : conn.rcv.fin.value_or(in.end);
  // A peer that goes on after its FIN, or has two: what the stack took nobody can tell.
  const Offset text_end = in.end - (in.fin ? 1 : 0);
  const bool past_fin = (in.fin || conn.rcv.fin) && conn.rcv.arrived.last() > fin + 1;
  if ((conn.rcv.fin && *conn.rcv.fin != fin) || text_end > fin || past_fin || on_text) {
    conn.rcv.odd_fin = conn.vague = true;
  }
  // One of several FINs may be taken, now or once the hole before it is filled.
  if (conn.rcv.odd_fin) move_states(scene, false, after_fin);
  if (in.fin) conn.rcv.fin = fin;
  drop_if(conn.forbidden, [&](const Forbidden& range) {
    const bool meant = in.seq <= range.first && in.end > range.first;
    if (meant && !range.tested) scene.upheld(range.rule);
    return meant;
  });
  if (!conn.rcv.fin || conn.rcv.high() <= *conn.rcv.fin) return;
  const bool in_order = sure && in.fin && in.new_text && !conn.rcv.odd_fin;
  move_states(scene, in_order, after_fin);
}

}  // namespace

void follow_arrival(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  conn.reset_excuse = !in.certain;
  conn.bad_ack.reset();
  StateSet live = kSynchronized;
  live.add(TcpState::kSynReceived);
  // A SYN that drew no SYN,ACK was dropped (a full backlog).
  const bool unopened = !conn.states.meets(live) || !conn.snd.known;
  if (conn.states.has(TcpState::kListen) && unopened && in.syn && !in.ack_bit && !in.rst) {
    return follow_listen(scene, in);
  }
  if (conn.states.has(TcpState::kSynSent)) {
    const bool begins = in.syn && !in.ack_bit && !in.rst;
    if (begins && conn.states.has(TcpState::kListen)) perhaps_listens(scene);
    return follow_syn_sent(scene, in);
  }
  if (!conn.rcv.known || !conn.snd.known) return;
  // Of a life that is over for certain nothing changes any more.
  if (conn.states.within({TcpState::kClosed, TcpState::kListen})) {
    return in.syn && !in.ack_bit && !in.rst ? follow_new_syn(scene, in) : void();
  }
  if (conn.states.has(TcpState::kTimeWait)) conn.time_wait_last = scene.now();
  if (in.rst) return follow_reset(scene, in);
  perhaps_recent(conn, in.seg);
  if (in.syn) return follow_syn(scene, in);
  if (!in.ack_bit) return;  // 9293-3.10.7.4-5a
  const bool refused =
      conn.states.has(TcpState::kSynReceived) && (in.ack <= 0 || in.ack > conn.snd.nxt);
  if (refused) {
    conn.reset_excuse = true;
    conn.bad_ack = in.seg.ack;  // 9293-3.10.7.4-5c: refused, nothing else
    if (!conn.states.meets(kSynchronized)) return;
  }
  if (in.ack_unsent) return;
  if (in.ack_ancient && in.certain && scene.endpoint.features().blind_data == true) return;
  if (const auto& stamps = in.seg.timestamps; stamps && in.certain) {
    conn.peer_stamp = conn.peer_stamp_most = stamps->value;
  }
  const bool sure = in.certain && in.fit == Fit::kInside && in.ack_good && !refused;
  take_window(conn, in, in.ack, sure && in.ack >= conn.snd.una);
  const bool last_ack_done =
      conn.snd.fin && in.ack > *conn.snd.fin && conn.states.has(TcpState::kLastAck);
  const bool only_last_ack = conn.states.only(TcpState::kLastAck);
  take_ack(scene, in, sure);
  move_states(scene, sure, [&](TcpState state) { return after_ack(conn, state, in.ack); });
  if (last_ack_done) {
    if (sure && only_last_ack) return end_for(scene, Rule::kLastAckAcked);
    scene.maybe_gone();
  }
  expect_early_text(scene);
  if (in.seg.has(kUrg)) conn.rcv.text_conflict = true;  // the urgent octet may be read apart
  follow_text(scene, in, sure);
}

}  // namespace synspect::judge
