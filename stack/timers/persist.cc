#include "stack/timers/persist.h"

#include <algorithm>

#include "stack/end.h"
#include "stack/send/emit.h"
#include "stack/send/next_segment.h"
#include "stack/timers/retransmission.h"

namespace synspect::tcp {

bool window_blocks(const Tcb& tcb) {
  if (tcb.snd_wnd.n > 0 || !tcb.syn_acked || !may_send(tcb)) return false;
  const bool unsent = octets_in_flight(tcb) < tcb.send_queue.size();
  return unsent || tcb.fin_queued || tcb.snd_una != tcb.snd_nxt;  // a FIN waits like an octet
}

void follow_window(Tcb& tcb, Instant now) {
  const bool blocked = window_blocks(tcb);
  if (blocked == tcb.persist.due.has_value()) return;
  if (!blocked) {
    tcb.persist = {};
    if (tcb.snd_una != tcb.snd_nxt) restart_retransmission(tcb, now);
    return;
  }
  // SHLD-29. With a window that shrank below what is out just the same (MUST-35), and R2 does not
  // count for what lies beyond its edge (SHLD-17).
  tcb.ecn.held = false;  // the probes wait as long
  tcb.retransmission.due.reset();
  tcb.retransmission.r2_start.reset();
  tcb.retransmission.backoffs = 0;  // the peer is there
  tcb.persist.due = now + tcb.retransmission.rto;
  tcb.persist.interval = tcb.retransmission.rto;
}

void on_peer_heard(Tcb& tcb) {
  tcb.persist.r2_start.reset();
  tcb.persist.unanswered = 0;
}

MaybeInstant persist_deadline(const Tcb& tcb) {
  const PersistTimer& timer = tcb.persist;
  if (!timer.due || !timer.r2_start) return timer.due;
  return std::min(*timer.due, end_of_r2(tcb, *timer.r2_start));  // also one set since (MUST-21)
}

void on_persist_due(Tcb& tcb, Instant now, Effects& effects) {
  PersistTimer& timer = tcb.persist;
  if (timer.r2_start && end_of_r2(tcb, *timer.r2_start) <= now) {  // 9293-3.8.3-b: nobody is there
    end_connection(tcb, Notice::kTimedOut, effects);
    effects.notices.push_back(Notice::kTimedOut);
    return;
  }
  send_probe(tcb, effects);
  ++timer.unanswered;
  if (!timer.r2_start) timer.r2_start = now;
  if (timer.unanswered == tcb.profile->r1 + 1U) effects.notices.push_back(Notice::kTrouble);
  timer.interval = std::min(2 * timer.interval, tcb.profile->max_rto);  // SHLD-30
  timer.due = now + timer.interval;
}

}  // namespace synspect::tcp
