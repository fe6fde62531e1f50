// Segments that no rule of the RFC lets the stack send: RSTs without a reason (9293-3.5.2-d), and
// life after the end of a connection.
#include <fmt/format.h>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

constexpr StateSet watched() {
  StateSet states = kSynchronized;
  states.add(TcpState::kSynReceived);
  states.add(TcpState::kSynSent);
  return states;
}
constexpr StateSet kWatched = watched();

bool excused(const Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  if (conn.vague || conn.reset_excuse || conn.aborted || conn.touched) return true;
  // SHLD-3: text after a full CLOSE; in TIME-WAIT it is ignored.
  if (conn.fully_closed && !conn.states.only(TcpState::kTimeWait)) return true;
  if (scene.endpoint.blind || scene.endpoint.knobs) return true;
  // Giving up, keep-alive: timers may end a connection by RST.
  if (out.by_timer) return true;
  // Before ACCEPT the stack may turn a connection away for want of room, by a RST of its own
  // number.
  if (!scene.endpoint.calls_seen || conn.owned || conn.origin == Origin::kActive) return false;
  return !conn.snd.known || (out.seq >= 1 && out.seq <= conn.snd.nxt);
}

void judge_undead(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.rst) return;
  // 9293-3.10.7.4-2-synrcvd-passive: back in LISTEN the SYN,ACK is not sent again.
  if (conn.back_to_listen && out.syn && out.ack_bit && out.by_timer &&
      conn.states.within({TcpState::kClosed, TcpState::kListen}) &&
      scene.endpoint.features().syn_cookies == false) {
    scene.broken(Rule::kResetSynRcvdPassive,
                 {"no SYN,ACK: a RST ended the attempt", out.seg.to_string(), {}});
  }
  if (!conn.ended_by && !conn.ended_in) return;
  // A RST exact for us was none for a stack that took what it may not: that is told instead.
  for (const Forbidden& range : conn.forbidden) {
    if (out.ack_bit && range.first < out.ack && range.end >= out.ack) return;
  }
  // A SYN opens anew, unless it is the old one again that no user asked for.
  const bool old_syn = conn.snd.known && out.seg.seq == conn.snd.iss &&
                       conn.cause.kind == Cause::Kind::kSegment &&
                       !scene.endpoint.connecting(conn.sockets);
  if (out.syn && !out.ack_bit && !old_syn) return;
  if (!conn.states.only(TcpState::kClosed)) {
    if (!conn.states.within({TcpState::kClosed, TcpState::kListen}) || out.syn) return;
  }
  conn.for_each_end([&](Rule rule) {
    scene.broken(rule, {"nothing but RSTs: the connection is gone", out.seg.to_string(), {}});
  });
  conn.forget_end();
  conn.vague = true;  // where it is now nobody can tell
}

}  // namespace

// The user is told of a reset though all that arrived was to have no effect.
void judge_needless_end(Scene& scene) {
  Connection& conn = scene.conn;
  if (!conn.spared_by || conn.reset_delivered || conn.told || conn.vague || conn.touched) return;
  if (conn.closed_by_user) return;  // EPIPE and the like speak of that
  if (scene.endpoint.blind || scene.endpoint.knobs || !conn.states.within(kWatched)) return;
  scene.broken(*conn.spared_by, {"the connection lives on", "the user is told of a reset", {}});
}

void judge_reset_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (!out.rst) {
    const bool answer = conn.cause.kind == Cause::Kind::kSegment && !out.by_timer;
    const bool spared = conn.spared_by && conn.states.within(kWatched);
    if ((spared || (answer && conn.states.within(kSynchronized))) && !excused(scene, out)) {
      scene.upheld(Rule::kNoStrayReset);  // it lives, and answers in another way
      conn.spared_by.reset();
    }
    return judge_undead(scene, out);
  }
  if (!out.by_timer && conn.states.within({TcpState::kClosed, TcpState::kListen})) {
    // The refusal of a later segment shows that it is gone.
    conn.for_each_end([&](Rule rule) { scene.upheld(rule); });
    conn.forget_end();
  }
  if (!conn.states.within(kWatched) || excused(scene, out)) return;
  const auto accuse = [&](Rule rule) {
    scene.broken(rule, {"no RST: nothing that arrived calls for one",
                        fmt::format("{} in {}", out.seg.to_string(), conn.states.to_string()),
                        {}});
  };
  accuse(Rule::kNoStrayReset);
  // A simultaneous open of which nothing but the SYNs was acknowledged.
  if (conn.crossed && conn.snd.nxt <= 1 && conn.rcv.low <= 1) {
    accuse(Rule::kCrossingSyns);
    accuse(Rule::kMust10);
  }
  if (conn.spared_by) {
    scene.broken(*conn.spared_by, {"the connection lives on", out.seg.to_string(), {}});
  }
  for (const Expectation& wish : conn.expected) {
    if (!wish.wanted || !is_answer(wish.sight) || wish.sight == Sight::kResetAtSeq) continue;
    if (wish.sight == Sight::kResetOrAck || wish.sight == Sight::kFin) continue;
    scene.broken(wish.rule, wish.cause, wish.states,
                 {"an acknowledgment", out.seg.to_string(), {}});
  }
}

}  // namespace synspect::judge
