// The stack's own window is closed: what it must still do (RFC 9293 3.8.6.1).
#include "harness/judge/rules.h"

namespace synspect::judge {

// 9293-3.8.6.1-b: a probe is answered. 9293-3.8.6.1-c: where the user has read everything since,
// the answer is the last chance to say so.
void judge_probe_arrival(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  const ReceiveHalf& rcv = conn.rcv;
  if (!in.certain || in.rst || in.syn || in.fin || !in.ack_bit || !in.text || !in.ack_good) return;
  if (in.seq != rcv.low || in.end != in.seq + 1 || rcv.fin) return;
  if (!rcv.arrived.one_piece() || rcv.high() > in.end) return;  // earlier probes apart
  if (!conn.states.certain() || !conn.states.within(kTakesText) || conn.fully_closed) return;
  if (rcv.emptied && scene.endpoint.calls_seen) {
    conn.rcv.emptied = false;
    scene.want(Rule::kReopeningTold, Sight::kOpenWindow, rcv.low, scene.answer_due());
  }
  if (rcv.window != 0) return;
  conn.spared_by = Rule::kProbeAnswered;
  if (!scene.answer_owed()) return;
  scene.want(Rule::kProbeAnswered, Sight::kAckUpTo, rcv.low, scene.answer_due());
}

}  // namespace synspect::judge
