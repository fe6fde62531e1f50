// The first moment of a connection: CLOSED or LISTEN is left, the ISS is known.
#pragma once

#include "stack/receive/window.h"
#include "stack/tcb.h"

namespace synspect::tcp {

inline void start_connection(Tcb& tcb, Origin origin) {
  tcb.origin = origin;
  tcb.snd_una = tcb.iss;
  tcb.snd_nxt = tcb.iss;  // send_syn() moves it
  tcb.rcv_wnd = {free_space(tcb)};
  tcb.fast_open = FastOpen::kNone;
  tcb.user_timeout = {.owed = tcb.profile->user_timeout_option};  // 5482-3-4
  tcb.retransmission.rto = tcb.profile->initial_rto;              // 6298-2.1
}

}  // namespace synspect::tcp
