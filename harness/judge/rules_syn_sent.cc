// RFC 9293 3.10.7.3: SYN-SENT, in the order of its five steps.
#include "harness/judge/rules.h"

namespace synspect::judge {

void judge_syn_sent_arrival(Scene& scene, const Arrival& in) {
  if (!scene.conn.states.only(TcpState::kSynSent) || !in.certain) return;
  const Time due = scene.answer_due();
  const bool bad_ack = in.ack_bit && (in.ack <= 0 || in.ack > scene.conn.snd.nxt);
  if (bad_ack && in.rst) {
    scene.conn.spared_by = Rule::kSynSentBadAckReset;
    return scene.want_none(Rule::kSynSentBadAckReset, Sight::kAnything);
  }
  if (bad_ack) {
    scene.conn.spared_by = in.syn ? Rule::kWrongSynAck : Rule::kHalfOpenAck;  // it keeps trying
    if (!scene.answer_owed()) return;
    scene.want(Rule::kSynSentBadAck, Sight::kResetAtSeq, in.seg.ack, due);
    scene.want(Rule::kGroup2, Sight::kResetAtSeq, in.seg.ack, due);
    scene.want(in.syn ? Rule::kWrongSynAck : Rule::kHalfOpenAck, Sight::kResetAtSeq, in.seg.ack,
               due);
    return;
  }
  if (in.rst) {
    if (in.ack_bit) return;
    scene.conn.spared_by = Rule::kSynSentBareReset;
    return scene.want_none(Rule::kSynSentBareReset, Sight::kAnything);
  }
  if (!in.syn) return scene.want_none(Rule::kSynSentOther, Sight::kAnything);
  if (in.fin) return;
  if (in.ack_bit) return scene.want(Rule::kSynSentSynAck, Sight::kAckUpTo, 1, due);
  // Crossing SYNs: whoever refuses or ignores the other's does not know simultaneous open.
  for (const Rule rule : {Rule::kSynSentSyn, Rule::kCrossingSyns, Rule::kMust10}) {
    scene.want(rule, Sight::kFirstSynAck, in.seg.seq + 1U, due, scene.conn.snd.iss);
  }
}

}  // namespace synspect::judge
