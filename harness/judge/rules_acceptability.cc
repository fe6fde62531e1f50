// RFC 9293 3.10.7.4 check 1: what lies outside the window draws an empty ACK and is dropped.
#include "harness/judge/rules.h"
#include "harness/judge/rules_by_state.h"

namespace synspect::judge {
namespace {

// The same SYN again while the SYN,ACK is unanswered: acknowledged, or the SYN,ACK repeated.
void judge_repeated_syn(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (!in.syn || in.ack_bit || in.rst || in.fin || in.text || !in.certain) return;
  if (!conn.states.only(TcpState::kSynReceived) || in.seq != 0 || conn.fully_closed) return;
  if (scene.endpoint.features().syn_cookies != false) return;
  conn.spared_by = Rule::kUnacceptableSynRcvd;
  if (!scene.answer_owed()) return;
  scene.want(Rule::kUnacceptableSynRcvd, Sight::kAckOrSynAck, 0, scene.answer_due());
}

// Of a segment to the right of the window the ACK is not used either: what it acknowledges is still
// sent again.
void judge_ack_beyond_window(Scene& scene, const Arrival& in, Rule rule) {
  Connection& conn = scene.conn;
  if (in.seq <= conn.rcv.edge_max + conn.rcv.read_since) return;
  for (Expectation& wish : conn.expected) {
    if (wish.wanted && wish.sight == Sight::kCovers && wish.a < in.ack) wish.rule = rule;
  }
}

void judge_time_wait_fin(Scene& scene, const Arrival& in, Time due) {
  const Connection& conn = scene.conn;
  if (!in.fin || !conn.rcv.fin || in.end != *conn.rcv.fin + 1) return;
  scene.want(Rule::kMust13, Sight::kAckUpTo, conn.rcv.low, due);
  scene.want(Rule::kFinTimeWait, Sight::kAckUpTo, conn.rcv.low, due);
}

}  // namespace

void judge_unacceptable(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  judge_repeated_syn(scene, in);
  if (in.rst || in.syn || !in.certain || !in.ack_bit || !conn.states.certain()) return;
  const TcpState state = conn.states.first();
  const auto rule = unacceptable_rule(state);
  // An ack field out of range may make a stack stop earlier (RFC 5961 5).
  if (!rule || !in.ack_good) return;
  const Time due = scene.answer_due();
  // A keep-alive probe (9293-3.8.4-b): one below RCV.NXT, empty or with an old octet.
  const bool keep_alive = conn.states.only(TcpState::kEstablished) && conn.rcv.settled() &&
                          in.seq == conn.rcv.low - 1 && !in.fin && in.end <= conn.rcv.low;
  if (in.fit != Fit::kOutside && !keep_alive) return;
  // After a full CLOSE text that the user can no longer read may reset instead (SHLD-3).
  if (conn.fully_closed && in.text) return;
  if (state == TcpState::kSynReceived && scene.endpoint.features().syn_cookies != false) return;
  conn.spared_by = *rule;
  if (in.fit == Fit::kOutside) judge_ack_beyond_window(scene, in, *rule);
  if (!scene.answer_owed()) return;
  if (keep_alive) scene.want(Rule::kKeepAliveAnswer, Sight::kAckUpTo, conn.rcv.low, due);
  if (in.fit != Fit::kOutside) return;
  if (state == TcpState::kSynReceived) return scene.want(*rule, Sight::kAckOrSynAck, 0, due);
  scene.want(*rule, Sight::kAckUpTo, conn.rcv.low, due);
  scene.want(Rule::kGroup3, Sight::kAckUpTo, conn.rcv.low, due);
  if (state == TcpState::kTimeWait) judge_time_wait_fin(scene, in, due);
}

}  // namespace synspect::judge
