// How text is acknowledged: out of order and into a hole (5681-3.2-1, -2, SHLD-31, MUST-59), often
// enough (SHLD-19), not always at once (SHLD-18); and the steps in which the window opens (MUST-39,
// 9293-3.8.6.2.2-a).
#include <fmt/format.h>

#include <iterator>

#include "harness/judge/rules.h"
#include "harness/judge/sizes.h"

namespace synspect::judge {
namespace {

constexpr int kWarmUp = 36;  // quick ACKs at the start are recorded only

std::int64_t own_full_segment(const Connection& conn) {
  return conn.own.mss ? *conn.own.mss : default_mss(conn.sockets.local.ip.version);
}

bool plain_text(const Scene& scene, const Arrival& in) {
  const Connection& conn = scene.conn;
  if (in.rst || in.syn || !in.certain || !in.ack_bit || !in.ack_good || !in.text) return false;
  return in.fit == Fit::kInside && conn.states.within(kTakesText) && !conn.fully_closed &&
         !conn.touched && !(conn.rcv.fin && conn.rcv.low > *conn.rcv.fin);
}

}  // namespace

void judge_order_of_text(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  ReceiveHalf& rcv = conn.rcv;
  if (!plain_text(scene, in)) return;
  const Time at_once = scene.now() + scene.endpoint.uncertainty;
  if (in.seq > rcv.high()) {
    rcv.prompt_acks = std::min(rcv.prompt_acks, 0);  // after a loss ACKs are quick
    return scene.want(Rule::kAheadAckedAtOnce, Sight::kAckUpTo, rcv.low, at_once);
  }
  const Offset taken = std::max(rcv.low, rcv.sure);
  if (in.seq > taken || in.end <= rcv.high()) return;
  // A peer that goes on after its FIN, or has two: how far the stack gets nobody can tell.
  const bool past_fin = rcv.fin && in.end > *rcv.fin + 1;
  if (rcv.odd_fin || past_fin || (in.fin && rcv.arrived.last() > in.end)) return;
  if (!rcv.arrived.one_piece() && !rcv.doubtful && scene.endpoint.holds_text) {
    scene.want(Rule::kHoleAckedAtOnce, Sight::kAckUpTo, in.end, at_once);
  }
  // SHLD-19: by the time that more comes, two full segments have drawn their ACK.
  const std::int64_t most = 2 * own_full_segment(conn);
  const bool later = scene.now() > conn.last_text + scene.endpoint.uncertainty;
  if (std::ssize(in.seg.payload) > own_full_segment(conn)) rcv.oversized = true;
  if (later && !rcv.oversized && rcv.sure - rcv.low >= most) {
    scene.broken(Rule::kShld19, {fmt::format("an ACK for every {} octets in order", most),
                                 fmt::format("none, and {} octets arrived", rcv.sure - rcv.low),
                                 {}});
  }
  if (rcv.sure > rcv.low && later) {  // an ACK that waited: SHLD-18 is there
    if (rcv.prompt_acks >= 0) scene.upheld(Rule::kShld18);
    rcv.prompt_acks = -1'000'000;
  }
}

// Once the arrival was taken into account: `high_before` was RCV.NXT at most before it.
void expect_held_text(Scene& scene, const Arrival& in, Offset high_before) {
  Connection& conn = scene.conn;
  ReceiveHalf& rcv = conn.rcv;
  if (in.text) rcv.partial_ack = -1;  // what was not held has perhaps come again
  if (in.text && conn.states.within(kSynchronized)) conn.last_text = scene.now();
  if (in.rst || in.syn || !in.ack_bit || !in.ack_good || !conn.states.within(kSynchronized)) return;
  if (!in.certain || !in.text || in.seq > high_before || in.fit != Fit::kInside) return;
  if (rcv.high() <= in.end || rcv.doubtful || rcv.odd_fin || rcv.arrived.full()) return;
  if (conn.vague || conn.touched || conn.fully_closed) return;
  if (in.seq > std::max(rcv.low, rcv.sure)) return;
  scene.want(Rule::kShld31, Sight::kAckUpTo, rcv.high(), scene.answer_due());
}

namespace {

// MUST-59: whoever held the text acknowledges it in one go with what filled the hole.
void judge_held_run(Scene& scene, const Emission& out) {
  ReceiveHalf& rcv = scene.conn.rcv;
  if (rcv.partial_ack >= 0 && out.ack > rcv.partial_ack) {
    scene.broken(Rule::kMust59,
                 {"the whole run that was held in the first ACK",
                  fmt::format("first {}, then {}", wrap(rcv.partial_ack, rcv.irs), out.seg.ack),
                  {}});
    rcv.partial_ack = -1;
    return;
  }
  const bool moves = out.ack > rcv.low && rcv.arrived.prefix_end(rcv.low) == rcv.high();
  if (!moves || rcv.doubtful || out.by_timer) return;
  if (out.ack < rcv.high() && !(rcv.fin && out.ack == *rcv.fin)) {
    rcv.partial_ack = out.ack;
  } else if (scene.endpoint.holds_text) {
    scene.upheld(Rule::kMust59);
  }
}

void judge_promptness(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  ReceiveHalf& rcv = conn.rcv;
  if (rcv.sure <= rcv.low || out.ack < rcv.sure || rcv.prompt_acks < 0) return;
  const bool prompt = out.empty_ack && !out.by_timer && conn.cause.kind == Cause::Kind::kSegment &&
                      rcv.arrived.one_piece() && (conn.cause.flags & kFin) == 0;
  if (!prompt) {
    scene.upheld(Rule::kShld18);
    rcv.prompt_acks = -1'000'000;
    return;
  }
  // What draws the ACK is another segment, an old one or one without text: the text has waited, or
  // was taken at one go with it.
  if (conn.cause.position != rcv.sure_by) {
    rcv.prompt_acks = 0;
    return;
  }
  // SHLD-19 asks for this one: as much as two segments that the stack offered to take.
  if (rcv.sure - rcv.low >= 2 * own_full_segment(conn)) return;
  if (++rcv.prompt_acks < kWarmUp) return;
  rcv.prompt_acks = -1'000'000;
  scene.broken(Rule::kShld18, {"the ACK of some segment waits for the next, or for an answer",
                               fmt::format("{} segments acknowledged at once", kWarmUp),
                               {}});
}

// The right edge moves by min(half the buffer, a segment) or stays. The buffer is at least the
// largest window.
void judge_steps(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  const ReceiveHalf& rcv = conn.rcv;
  if (out.syn || !conn.own.seen || !conn.peer.seen || rcv.fin || conn.fully_closed) return;
  if (rcv.largest_window == 0) return;  // the first window, or none yet
  const bool scaled = conn.own.window_scale && conn.peer.window_scale;
  const std::int64_t unit = std::int64_t{1} << (scaled ? *conn.own.window_scale : 0);
  const Offset step = out.ack + out.window - (rcv.edge_max - (unit - 1));
  if (step < unit) return;
  const std::int64_t peer = conn.peer.mss
                                ? std::min<std::int64_t>(*conn.peer.mss, full_segment(scene))
                                : default_mss(conn.sockets.local.ip.version);
  const std::int64_t least =
      std::min({rcv.largest_window / 2, rcv.user_buffer / 2, peer, own_full_segment(conn)}) -
      (unit - 1);
  if (step >= least) {
    scene.upheld(Rule::kMust39);
    return scene.upheld(Rule::kEdgeInSteps);
  }
  const Words words{fmt::format("the right edge moves by {} or more, or not at all", least),
                    fmt::format("it moved by {}, to a window of {}", step, out.window),
                    {}};
  scene.broken(Rule::kEdgeInSteps, words);
  if (out.window < least) scene.broken(Rule::kMust39, words);  // a silly window
}

}  // namespace

void judge_receive_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.rst || out.syn || !out.ack_bit || conn.vague || conn.touched || !conn.rcv.known) return;
  if (scene.endpoint.knobs || conn.rcv.odd_fin) return;
  const ReceiveHalf& rcv = conn.rcv;
  judge_held_run(scene, out);
  if (out.ack - rcv.low >= own_full_segment(conn) && !out.by_timer) scene.upheld(Rule::kShld19);
  for (const Expectation& wish : conn.expected) {
    if (wish.rule == Rule::kShld31 && out.ack >= wish.a) scene.endpoint.holds_text = true;
  }
  judge_promptness(scene, out);
  judge_steps(scene, out);
}

}  // namespace synspect::judge
