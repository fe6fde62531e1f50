// Text and FIN that arrive: RFC 9293 3.10.7.4 checks 7 and 8, the delay of ACKs (MUST-40), and
// segments that must leave no trace (MUST-3).
#include "harness/judge/rules.h"
#include "harness/judge/rules_by_state.h"

namespace synspect::judge {
namespace {

void judge_fin(Scene& scene, const Arrival& in, Time due) {
  Connection& conn = scene.conn;
  const bool acks_own_fin = conn.snd.fin && in.ack > *conn.snd.fin;
  const auto rule = fin_rule(conn.states, acks_own_fin);
  if (!rule) return;
  scene.want(*rule, Sight::kAckUpTo, in.end, due);
  scene.want(Rule::kFinAcked, Sight::kAckUpTo, in.end, due);
  scene.want(Rule::kPeerFin, Sight::kAckUpTo, in.end, due);
  if (in.text) scene.want(Rule::kFinLast, Sight::kAckUpTo, in.end, due);
  if (*rule == Rule::kFinFinWait1Unacked && conn.snd.fin) {
    scene.want(Rule::kCrossingFins, Sight::kAckUpTo, in.end, due);
  }
}

}  // namespace

void judge_text_arrival(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (in.rst || in.syn || !in.certain || !in.ack_bit || !in.ack_good) return;
  if (conn.rcv.fin && conn.rcv.low > *conn.rcv.fin && in.end > *conn.rcv.fin + 1) {
    conn.forbid(*conn.rcv.fin + 1, in.end, Rule::kTextAfterFin);
  }
  if (!in.new_text || in.fit != Fit::kInside || !conn.states.within(kTakesText)) return;
  if (conn.rcv.fin || (conn.fully_closed && in.text)) return;
  const Time due = scene.answer_due();
  if (in.text) {
    // Strictly less than half a second, hence the microsecond.
    scene.want(Rule::kMust40, Sight::kAckUpTo, in.end, due - Duration{1});
    if (const auto rule = text_rule(conn.states)) {
      scene.want(*rule, Sight::kAckUpTo, in.end, due + std::chrono::milliseconds{1500});
    }
  }
  if (in.fin) judge_fin(scene, in, due);
}

void judge_bad_checksum_arrival(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  conn.spared_by = Rule::kMust3;
  scene.want_none(Rule::kMust3, Sight::kReset);
  if (conn.states.within({TcpState::kClosed, TcpState::kListen})) {
    return scene.want_none(Rule::kMust3, Sight::kAnything);
  }
  // Of a RST or a SYN no text would be taken anyway.
  if (conn.rcv.known && !in.rst && !in.syn && in.end > conn.rcv.high()) {
    conn.forbid(std::max(in.seq, conn.rcv.high()), in.end, Rule::kMust3);
  }
}

}  // namespace synspect::judge
