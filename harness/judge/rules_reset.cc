// RST and SYN for a live connection: RFC 9293 3.10.7.4 checks 2 and 4, RFC 5961 3 and 4.
#include "harness/judge/rules.h"
#include "harness/judge/rules_by_state.h"

namespace synspect::judge {
namespace {

constexpr StateSet live() {
  StateSet states = kSynchronized;
  states.add(TcpState::kSynReceived);
  return states;
}

bool answer_pending(const Connection& conn) {
  for (const Expectation& wish : conn.expected) {
    if (wish.wanted && is_answer(wish.sight)) return true;
  }
  return false;
}

}  // namespace

void judge_reset_arrival(Scene& scene, const Arrival& in) {
  if (!in.rst) return;
  Connection& conn = scene.conn;
  scene.want_none(Rule::kNoResetOfReset, Sight::kReset);
  if (!conn.states.within(live()) || conn.vague) return;
  if (in.fit == Fit::kOutside) {
    conn.spared_by = Rule::kResetInWindow;
    if (!conn.rcv.settled() || answer_pending(conn)) return;
    scene.want_none(Rule::kResetInWindow, Sight::kAnything);
    scene.want_none(Rule::kUnacceptableReset, Sight::kAnything);
    if (conn.states.within(kSynchronized)) {
      scene.want_none(Rule::kBlindResetOutside, Sight::kAnything);
    }
    return;
  }
  const bool inexact = in.certain && !in.exact && conn.rcv.settled() && in.seq > conn.rcv.low &&
                       in.seq < conn.rcv.edge_now;
  if (!inexact || scene.endpoint.features().blind_reset != true) return;
  StateSet certain_states = kSynchronized;
  certain_states.remove(TcpState::kTimeWait);
  if (!conn.states.within(certain_states)) return;
  conn.spared_by = Rule::kBlindResetInside;
  for (const Forbidden& range : conn.forbidden) {  // exact for who took what it may not
    if (range.end == in.seq) conn.spared_by = range.rule;
  }
  if (scene.answer_owed()) {
    scene.want(Rule::kBlindResetInside, Sight::kAckUpTo, conn.rcv.low, scene.answer_due());
  }
}

void judge_syn_arrival(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (!in.syn || in.rst || !in.certain || !conn.states.certain()) return;
  const auto rule = syn_rule(conn.states.first());
  if (!rule || conn.fully_closed) return;
  // Without RFC 5961 a SYN in the window is an error and resets (9293-3.10.7.4-4a).
  if (in.fit != Fit::kOutside && scene.endpoint.features().blind_syn != true) return;
  conn.spared_by = *rule;
  if (!scene.answer_owed()) return;
  const Time due = scene.answer_due();
  scene.want(*rule, Sight::kAckUpTo, conn.rcv.low, due);
  scene.want(Rule::kBlindSyn, Sight::kAckUpTo, conn.rcv.low, due);
  if (conn.states.only(TcpState::kEstablished) && in.fit == Fit::kOutside) {
    scene.want(Rule::kHalfOpenSyn, Sight::kAckUpTo, conn.rcv.low, due);
  }
}

}  // namespace synspect::judge
