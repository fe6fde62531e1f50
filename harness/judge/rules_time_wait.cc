// TIME-WAIT lasts two MSL (MUST-13): until then a SYN that no rule lets reopen the connection opens
// nothing. Whether a repeated FIN starts the two MSL anew is left open: by the letter of check 1 it
// is outside the window and only acknowledged.
#include "harness/judge/rules.h"

namespace synspect::judge {

void judge_time_wait_arrival(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (!in.syn || in.rst || in.ack_bit || !in.certain || conn.vague || conn.touched) return;
  if (!conn.states.only(TcpState::kTimeWait) || !scene.endpoint.timing().msl) return;
  if (!conn.rcv.fin || conn.rcv.odd_fin) return;
  // MAY-2 and RFC 6191 go by numbers above the FIN's, or by timestamps.
  const bool may_open = in.seq > *conn.rcv.fin || in.seg.timestamps.has_value();
  if (may_open && scene.endpoint.features().time_wait_reuse != false) return;
  // Half a circle below or above: nobody can tell.
  if (in.seq + (Offset{1} << 31) <= *conn.rcv.fin + 1) return;
  const std::uint32_t after = in.seg.seq + in.seg.sequence_length();
  const auto text = static_cast<Offset>(in.seg.sequence_length()) - 1;
  scene.want_none(Rule::kMust13, Sight::kSynAck, in.seg.seq + 1U, text);
  scene.want_none(Rule::kMust13, Sight::kResetAckOf, after);
}

}  // namespace synspect::judge
