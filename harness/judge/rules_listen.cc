// RFC 9293 3.10.7.2: LISTEN, in the order of its four steps.
#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

// A full backlog may drop a SYN in silence, so only the first connection in line is owed an answer.
bool backlog_free(const Scene& scene) {
  const Listener* listener = scene.endpoint.listener_for(scene.conn.sockets);
  if (!listener || listener->backlog < 1 || listener->waiting > 0) return false;
  // Which of several OPENs has become what connection is not always known.
  if (listener->one_shot && scene.endpoint.listeners.size() > 1) return false;
  for (const Connection& other : scene.endpoint.connections) {
    if (&other == &scene.conn || !scene.endpoint.may_hold(*listener, other)) continue;
    if (other.states.meets(kSynchronized) || other.states.has(TcpState::kSynReceived)) return false;
  }
  return true;
}

}  // namespace

void judge_listen_arrival(Scene& scene, const Arrival& in) {
  if (!scene.conn.states.only(TcpState::kListen)) return;
  if (in.rst) return scene.want_none(Rule::kListenReset, Sight::kAnything);
  if (!in.certain) return;
  const Time due = scene.answer_due();
  if (in.ack_bit) {
    if (!scene.refusal_owed()) return;
    scene.want(Rule::kListenAck, Sight::kResetAtSeq, in.seg.ack, due);
    scene.want(Rule::kGroup2, Sight::kResetAtSeq, in.seg.ack, due);
    if (in.syn) scene.want(Rule::kListenSynAck, Sight::kResetAtSeq, in.seg.ack, due);
    // Whatever ended the connection, this shows whether it did.
    scene.conn.for_each_end(
        [&](Rule rule) { scene.want(rule, Sight::kResetAtSeq, in.seg.ack, due); });
    return;
  }
  if (!in.syn) return scene.want_none(Rule::kListenOther, Sight::kAnything);
  if (in.fin || !backlog_free(scene)) return;
  const auto text = static_cast<Offset>(in.seg.payload.size());
  const Offset ack = in.seg.seq + 1U;
  scene.want(Rule::kListenSyn, Sight::kSynAck, ack, due, text);
  scene.want(Rule::kPassiveOpenServes, Sight::kSynAck, ack, due, text);
  const Listener* listener = scene.endpoint.listener_for(scene.conn.sockets);
  if (listener && listener->opened_again) scene.want(Rule::kMust41, Sight::kSynAck, ack, due, text);
  if (scene.conn.back_to_listen) {
    scene.want(Rule::kOldDuplicateSyn, Sight::kSynAck, ack, due, text);
    scene.want(Rule::kMust11, Sight::kSynAck, ack, due, text);
    scene.want(Rule::kResetSynRcvdPassive, Sight::kSynAck, ack, due, text);
  }
}

}  // namespace synspect::judge
