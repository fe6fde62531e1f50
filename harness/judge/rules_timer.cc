// The retransmission timer: RFC 6298, RFC 9293 3.10.8.
#include <fmt/format.h>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

using std::chrono::seconds;

void judge_doubling(Scene& scene, Duration gap) {
  const Retransmissions& resent = scene.conn.resent;
  const Timing& timing = scene.endpoint.timing();
  if (resent.gap_clean && !scene.conn.touched) {
    const Duration tick = timing.retransmission_granularity.value_or(resent.gap / 4);
    const Duration least = 2 * resent.gap - 3 * tick - 3 * scene.endpoint.uncertainty;
    const Duration cap = timing.max_rto.value_or(Duration{seconds{60}});
    if (gap >= least) return scene.upheld(Rule::kRtoDoubles);
    if (gap >= cap - tick) return;
    scene.broken(Rule::kRtoDoubles, scene.cause(Cause::Kind::kTimer), scene.conn.states,
                 {fmt::format("at least {} us after the last copy", least.count()),
                  fmt::format("{} us", gap.count()),
                  {}});
  }
}

void judge_first_rto(Scene& scene, Duration gap) {
  const Duration tick = scene.endpoint.timing().retransmission_granularity.value_or(Duration{0});
  if (gap + tick + scene.endpoint.uncertainty >= seconds{1}) {
    return scene.upheld(Rule::kFirstRto);
  }
  scene.broken(Rule::kFirstRto, scene.cause(Cause::Kind::kTimer), scene.conn.states,
               {"the first SYN is sent again after 1 s or more",
                fmt::format("after {} us", gap.count()),
                {}});
}

}  // namespace

// The largest timeout that the stack may be at: backed off it stays so until a sample (6298-5-a),
// and it need not have an upper limit (6298-2.5).
Duration longest_rto(const Scene& scene) {
  if (const auto max = scene.endpoint.timing().max_rto) return *max;
  return std::max<Duration>(seconds{60}, 2 * scene.conn.longest_gap);
}

// When a lost segment has surely been sent again: generous, since only "never" is a fault
// (6298-1-a). Known timing narrows it.
Time resend_due(const Scene& scene, bool syn) {
  const Timing& timing = scene.endpoint.timing();
  const Duration tick = timing.retransmission_granularity.value_or(seconds{1});
  Duration rto = longest_rto(scene);
  if (timing.initial_rto && scene.conn.resent.total == 0) {
    // 6298-2.3: SRTT + 4*RTTVAR stays below five times the longest sample; 6298-5.7 wants 3 s.
    rto = std::max({Duration{seconds{3}}, *timing.initial_rto, 5 * scene.conn.longest_rtt});
    if (timing.max_rto) rto = std::min(rto, std::max<Duration>(seconds{3}, *timing.max_rto));
    if (syn) rto = *timing.initial_rto;
  }
  return scene.now() + 2 * rto + tick + seconds{1} + scene.endpoint.uncertainty;
}

namespace {

Duration r2(const Scene& scene, const Emission& out) {
  const Timing& timing = scene.endpoint.timing();
  return out.syn ? timing.r2_syn.value_or(seconds{180}) : timing.r2_data.value_or(seconds{100});
}

// The timer starts again after an expiry (9293-3.10.8-b), so a second copy is owed too, unless the
// stack may have given up by then: what nobody can read any more, half-open connections, all after
// R2.
void expect_second_copy(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  if (out.end != conn.snd.nxt || conn.snd.window == 0 || conn.fully_closed) return;
  if (out.syn && out.ack_bit) return;
  const Time due = resend_due(scene, out.syn);
  if (due >= conn.snd.unanswered_first + r2(scene, out)) return;
  const bool control = out.syn || out.seg.payload.empty();
  scene.want(control ? Rule::kControlResent : Rule::kTimeoutFront, Sight::kCovers, out.seq, due);
}

// At the front only if an ACK in doubt was taken: its timeout may be the longest all the same.
void note_perhaps_front(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  Retransmissions& resent = conn.resent;
  if (out.seq != conn.snd.una_max) return;
  if (resent.perhaps == out.seq && out.seq < conn.snd.nxt) {
    conn.longest_gap = std::max(conn.longest_gap, scene.now() - resent.perhaps_last);
  }
  resent.perhaps = out.seq;
  resent.perhaps_last = scene.now();
}

}  // namespace

void judge_timer_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.rst || conn.vague || !conn.snd.known || out.length() == 0) return;
  // A new OPEN may happen to choose the number of an earlier one.
  const bool opens = out.syn && !out.ack_bit;
  if (opens && !conn.states.has(TcpState::kSynSent)) return;
  if (opens && scene.endpoint.connecting(conn.sockets)) return;
  Retransmissions& resent = conn.resent;
  if (out.end <= conn.snd.una) return;
  if (out.seq > conn.snd.una) return note_perhaps_front(scene, out);  // not the front of the queue
  const bool again = conn.snd.nxt > conn.snd.una && resent.front == conn.snd.una;
  if (!again) {
    resent = {conn.snd.una, 0, scene.now(), {}, false, resent.total, out.end};
    return;
  }
  const Duration gap = scene.now() - resent.last;
  // What a shrunken window cuts may wait for more room once its timeout is over (9293-3.8.6.2.1).
  const bool cut = !out.syn && out.end < resent.end;
  // Only an undisturbed timeout says something of the timer.
  const bool undisturbed = out.by_timer && conn.last_input <= resent.last && !conn.snd.zero_seen &&
                           !perhaps_probe(conn, out) && !cut;
  const bool syn = out.syn;
  if (undisturbed && syn && resent.count == 0) judge_first_rto(scene, gap);
  if (undisturbed) judge_doubling(scene, gap);
  // A tail loss probe (RFC 8985) may stand in the first gap, never for a SYN.
  const bool no_probes = scene.endpoint.features().rack_tlp == false;
  resent.gap_clean = undisturbed && (syn || resent.count > 0 || no_probes);
  resent.gap = gap;
  conn.longest_gap = std::max(conn.longest_gap, gap);
  resent.last = scene.now();
  resent.end = out.end;
  ++resent.count;
  ++resent.total;
}

// What an ACK leaves unanswered is under the timer, whatever went out before it (6298-5.3).
void expect_rest_resent(Scene& scene, Offset una_before) {
  Connection& conn = scene.conn;
  const SendHalf& snd = conn.snd;
  if (conn.vague || conn.touched || !snd.known || una_before < 1) return;
  if (snd.una <= una_before || snd.una >= snd.nxt) return;
  if (snd.una_max > snd.una) return;  // perhaps acknowledged by a segment in doubt
  if (conn.states.meets({TcpState::kClosed, TcpState::kListen})) return;
  if (snd.window <= 0 || snd.una + snd.window < snd.nxt) return;
  const Time due = resend_due(scene, false);
  // An ACK in doubt may have left it at the front before, and so under R2.
  if (due >= snd.unanswered_first + scene.endpoint.timing().r2_data.value_or(seconds{100})) return;
  Rule rule = Rule::kTimeoutFront;
  if (snd.fin && *snd.fin == snd.una) {
    rule = Rule::kControlResent;
    if (conn.states.only(TcpState::kClosing)) rule = Rule::kClosingAcked;
    if (conn.states.only(TcpState::kLastAck)) rule = Rule::kLastAckAcked;
  }
  scene.want(rule, Sight::kCovers, snd.una, due);
}

void expect_retransmission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.rst || conn.vague || conn.touched || !conn.snd.known || out.length() == 0) return;
  if (perhaps_probe(conn, out)) return;  // probes have intervals of their own (SHLD-30)
  if (conn.resent.count == 1 && out.seq == conn.snd.una) return expect_second_copy(scene, out);
  if (out.seq != conn.snd.una || out.seq != conn.snd.nxt - out.length()) return;  // the only one
  if (conn.resent.count > 0 || conn.snd.zero_seen) return;
  const bool control = out.syn || out.seg.payload.empty();
  if (out.syn && out.ack_bit && scene.endpoint.features().syn_cookies != false) return;
  const Time due = resend_due(scene, out.syn);
  // The next expiry may come after R2.
  if (scene.now() + (due - scene.now()) / 2 > conn.snd.unanswered_first + r2(scene, out)) return;
  scene.want(control ? Rule::kControlResent : Rule::kTimeoutFront, Sight::kCovers, out.seq, due);
}

}  // namespace synspect::judge
