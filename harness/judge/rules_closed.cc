// RFC 9293 3.10.7.1: no connection. Every segment but a RST is refused by one.
#include "harness/judge/rules.h"

namespace synspect::judge {

void judge_closed_arrival(Scene& scene, const Arrival& in) {
  if (!scene.conn.states.only(TcpState::kClosed)) return;
  if (in.rst) return scene.want_none(Rule::kClosedReset, Sight::kAnything);
  if (!in.certain || !scene.refusal_owed()) return;
  const Time due = scene.answer_due();
  if (in.ack_bit) {
    // Whatever ended the connection, this shows whether it did.
    scene.conn.for_each_end(
        [&](Rule rule) { scene.want(rule, Sight::kResetAtSeq, in.seg.ack, due); });
    if (in.text) scene.want(Rule::kHalfOpenText, Sight::kResetAtSeq, in.seg.ack, due);
    return scene.want(Rule::kClosedAck, Sight::kResetAtSeq, in.seg.ack, due);
  }
  const std::uint32_t ack = in.seg.seq + in.seg.sequence_length();
  scene.want(Rule::kClosedNoAck, Sight::kResetAckOf, ack, due);
  if (!in.syn) return;
  scene.want(Rule::kRefuseSyn, Sight::kResetAckOf, ack, due);
  // A LISTEN that was closed or aborted is there no more.
  if (const auto rule = scene.endpoint.vacated_by(scene.conn.sockets)) {
    scene.want(*rule, Sight::kResetAckOf, ack, due);
  }
}

}  // namespace synspect::judge
