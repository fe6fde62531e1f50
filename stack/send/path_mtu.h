// Path MTU discovery (9293-3.7.2-a, 7323-5.7-1; RFC 1191, RFC 8201), with the defence of RFC
// 5927 7.2: segments shrink to what a router on the way says it can carry. They do not grow again.
#pragma once

#include <cstdint>

#include "stack/effects.h"
#include "stack/network_error.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// `error` quotes something outstanding.
void on_too_big(Tcb& tcb, const NetworkError& error, Instant now, Effects& effects);

// SND.UNA has moved past `octets` of text: whoever says that what has just arrived was too big to
// do so is not believed (5927-7.2-2).
inline void on_progress(Tcb& tcb, std::uint32_t octets) {
  PathMtu& path = tcb.path_mtu;
  if (octets >= tcb.snd_mss) path.full_acked = true;
  if (path.reported != 0 && before(path.reported_of, tcb.snd_una)) path.reported = 0;
}

// The retransmission timer has expired: a report that was held back is believed now.
void obey_held_report(Tcb& tcb);

}  // namespace synspect::tcp
