// Keep-alives: RFC 9293 3.8.4. That an idle connection is probed shows only where the calls of the
// user are seen.
#include <algorithm>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

using std::chrono::hours;

bool idle(const Scene& scene) {
  const Connection& conn = scene.conn;
  return scene.endpoint.calls_seen && !scene.endpoint.keep_alive_asked && conn.owned &&
         !conn.vague && !conn.touched && !scene.endpoint.knobs && !scene.endpoint.blind &&
         conn.snd.known && conn.rcv.settled() && conn.snd.una == conn.snd.nxt &&
         conn.snd.window > 0 && conn.snd.edge_low > conn.snd.nxt &&
         conn.states.within({TcpState::kEstablished, TcpState::kCloseWait});
}

}  // namespace

// MUST-25: they are off unless asked for. Two hours is the least default interval (MUST-28).
void judge_keep_alive_emission(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  if (!out.by_timer || out.rst || out.syn || out.fin || out.seq != conn.snd.nxt - 1) return;
  if (out.seg.payload.size() > 1 || !idle(scene)) return;
  scene.broken(Rule::kMust25, scene.cause(Cause::Kind::kTimer), conn.states,
               {"nothing: the user has not asked for keep-alives", out.seg.to_string(), {}});
}

void judge_long_silence(Scene& scene) {
  const Time last = std::max(scene.conn.last_input, scene.conn.last_emitted);
  if (scene.now() - last >= hours{2} && idle(scene)) scene.upheld(Rule::kMust25);
}

}  // namespace synspect::judge
