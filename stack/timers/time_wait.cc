#include "stack/timers/time_wait.h"

#include "stack/end.h"

namespace synspect::tcp {

void start_time_wait(Tcb& tcb, Instant now) {
  tcb.state = State::kTimeWait;
  tcb.retransmission.due.reset();
  tcb.retransmission.r2_start.reset();
  tcb.retransmission.timed_end.reset();
  tcb.persist = {};
  tcb.override_due.reset();
  tcb.recover.reset();
  tcb.resend_next = {};
  tcb.ecn = {};  // 3168-6.1.1-8
  tcb.time_wait_due = now + 2 * tcb.profile->msl;
}

void on_time_wait_due(Tcb& tcb, Effects& effects) {
  end_connection(tcb, Notice::kClosed, effects);
  effects.notices.push_back(Notice::kClosed);
}

}  // namespace synspect::tcp
