// What the mere passing of time may have done to a connection.
#include <algorithm>

#include "harness/judge/follow.h"

namespace synspect::judge {
namespace {

// Giving up needs no segment and no word: after R2, or where the user set a limit of his own, a
// connection may be gone (MUST-20, SHLD-11, MUST-23).
bool may_have_given_up(const Scene& scene) {
  using std::chrono::seconds;
  const Connection& conn = scene.conn;
  const Timing& timing = scene.endpoint.timing();
  if (conn.touched && scene.now() > conn.last_input) return true;
  // MUST-37: as long as the peer answers the probes, R2 does not run.
  const bool probing = conn.persist.closed && conn.persist.probes > 0;
  const Time since = probing ? std::max(conn.persist.answered, conn.snd.unanswered_first)
                             : conn.snd.unanswered_first;
  const Duration unanswered = conn.snd.unanswered ? scene.now() - since : Duration{0};
  if (conn.states.has(TcpState::kSynSent)) {
    return scene.now() - conn.first_syn >= timing.r2_syn.value_or(seconds{180});
  }
  if (conn.states.has(TcpState::kSynReceived)) {
    return unanswered >= std::min<Duration>(timing.r2_syn.value_or(seconds{20}), seconds{20});
  }
  if (!conn.states.meets(kSynchronized)) return false;
  // A FIN-WAIT-2 that nobody can read from may be cut short.
  const bool unread = conn.fully_closed && conn.states.has(TcpState::kFinWait2);
  if (unread && scene.now() > conn.last_input + seconds{1}) return true;
  // Nobody waits any more for the ACK of this FIN: some stacks have a shorter limit there, which
  // SHLD-11 allows.
  const bool forsaken = conn.fully_closed && conn.states.has(TcpState::kLastAck);
  const Duration r2 = timing.r2_data.value_or(seconds{100});
  return unanswered >= (forsaken ? std::min<Duration>(r2, seconds{100}) : r2);
}

// Listeners come and go behind the back of a four-tuple without a connection.
void follow_listeners(Scene& scene) {
  Connection& conn = scene.conn;
  if (!conn.states.meets(kVacant)) return;
  const StateSet vacant = scene.endpoint.vacant(conn.sockets);
  if (conn.states.within(kVacant)) {
    conn.states = vacant;
  } else {
    conn.states.remove(TcpState::kListen);
    conn.states.remove(TcpState::kClosed);
    conn.states.add(vacant);
  }
}

}  // namespace

void follow_time(Scene& scene) {
  Connection& conn = scene.conn;
  follow_listeners(scene);
  if (may_have_given_up(scene)) scene.maybe_gone();
  if (!conn.states.has(TcpState::kTimeWait)) return;
  const Timing& timing = scene.endpoint.timing();
  const StateSet gone = scene.endpoint.vacant(conn.sockets);
  if (!timing.msl) {
    if (scene.now() > conn.time_wait_from) conn.states.add(gone);
    return;
  }
  const Duration tick = timing.time_wait_granularity.value_or(Duration{0});
  const Duration slack = tick + scene.endpoint.uncertainty;
  if (scene.now() >= conn.time_wait_from + 2 * *timing.msl - slack) conn.states.add(gone);
  if (!timing.time_wait_granularity) return;
  if (scene.now() <= conn.time_wait_last + 2 * *timing.msl + slack) return;
  StateSet waiting{TcpState::kTimeWait};
  waiting.add(gone);
  if (conn.states.within(waiting) && !conn.vague) end_for(scene, Rule::kTimeWaitEnds);
}

}  // namespace synspect::judge
