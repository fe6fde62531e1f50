// The own FIN: once, last, and after everything that was handed over (RFC 9293 3.6 and 3.10.4).
#include <fmt/format.h>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

void judge_first_fin(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  const Offset fin = out.end - 1;
  scene.upheld(Rule::kFinLast);
  if (scene.endpoint.calls_seen && conn.owned && !conn.closed_by_user && !conn.touched) {
    scene.broken(Rule::kPeerFin, {"no FIN before the user closes", out.seg.to_string(), {}});
    return;
  }
  if (!conn.snd.handed_known || conn.aborted) return;
  if (conn.close_waits) {  // 9293-3.10.4-e: behind the text, which waits for ESTABLISHED
    const bool waited = conn.snd.una_max >= 1 && fin == conn.snd.handed_end;
    if (waited) scene.upheld(Rule::kCloseWaitsForText);
    if (!waited) {
      scene.broken(Rule::kCloseWaitsForText,
                   {"the FIN after the text, once ESTABLISHED", out.seg.to_string(), {}});
    }
  }
  const Rule rule =
      conn.rcv.fin && conn.rcv.low > *conn.rcv.fin ? Rule::kCloseWaitFin : Rule::kFinAfterData;
  if (fin == conn.snd.handed_end) {
    scene.upheld(rule);
    return scene.upheld(Rule::kAllBeforeFin);
  }
  const Words words{
      fmt::format("FIN at {}, after all that SENDs gave", conn.wire_of(conn.snd.handed_end)),
      fmt::format("FIN at {}", conn.wire_of(fin)),
      {{"fin", fmt::format("{}", conn.wire_of(conn.snd.handed_end)),
        fmt::format("{}", conn.wire_of(fin))}}};
  scene.broken(rule, words);
  if (fin < conn.snd.handed_end) scene.broken(Rule::kAllBeforeFin, words);
}

void judge_again(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  const Offset fin = *conn.snd.fin;
  if (out.end - 1 != fin) {
    return scene.broken(Rule::kOneFin, {fmt::format("only the one FIN at {}", conn.wire_of(fin)),
                                        fmt::format("a FIN at {}", conn.wire_of(out.end - 1)),
                                        {}});
  }
  scene.upheld(Rule::kOneFin);
  if (conn.snd.una <= fin) return;
  const Rule rule = conn.rcv.fin ? Rule::kClosingAcked : Rule::kFinWait1Acked;
  scene.broken(rule, {"no FIN any more: it was acknowledged", out.seg.to_string(), {}});
}

}  // namespace

void judge_fin_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.rst || out.syn || conn.vague || !conn.snd.known) return;
  if (out.fin) {
    conn.snd.fin ? judge_again(scene, out) : judge_first_fin(scene, out);
  }
  if (!conn.snd.fin) return;
  const Offset end = out.seq + static_cast<Offset>(out.seg.payload.size());
  if (end <= *conn.snd.fin || out.seg.payload.empty()) {
    if (out.seg.payload.size() > 0 || out.fin) scene.upheld(Rule::kFinLast);
    if (conn.snd.una > *conn.snd.fin && !out.fin) {
      scene.upheld(conn.rcv.fin ? Rule::kClosingAcked : Rule::kFinWait1Acked);
    }
    return;
  }
  scene.broken(Rule::kFinLast,
               {fmt::format("no text at or after the FIN at {}", conn.wire_of(*conn.snd.fin)),
                out.seg.to_string(),
                {}});
}

}  // namespace synspect::judge
