// RFC 5961 5 (MAY-12): text counts only with an ACK from SND.UNA - MAX.SND.WND to SND.NXT.
#include "harness/judge/rules.h"

namespace synspect::judge {

void judge_blind_data(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (scene.endpoint.features().blind_data != true || !in.certain || !in.ack_bit) return;
  if (in.syn || in.rst || !in.exact || !in.text || conn.fully_closed) return;
  if (!conn.states.certain() || !conn.states.within(kTakesText) || conn.rcv.fin) return;
  if (in.ack_good && in.fit == Fit::kInside && in.ack < conn.snd.una) {
    return scene.want(Rule::kBlindDataTaken, Sight::kAckUpTo, in.end, scene.answer_due());
  }
  if (!in.ack_unsent && !in.ack_ancient) return;
  conn.spared_by = Rule::kBlindData;
  conn.forbid(conn.rcv.high(), in.end, Rule::kBlindData);
  if (!scene.answer_owed()) return;
  scene.want(Rule::kBlindData, Sight::kAckUpTo, conn.rcv.low, scene.answer_due());
  scene.want(Rule::kMay12, Sight::kAckUpTo, conn.rcv.low, scene.answer_due());
}

}  // namespace synspect::judge
