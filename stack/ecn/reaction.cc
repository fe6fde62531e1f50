#include "stack/ecn/reaction.h"

#include <algorithm>
#include <cstdint>

#include "stack/send/congestion.h"
#include "stack/send/next_segment.h"
#include "stack/timers/retransmission.h"

namespace synspect::tcp {

void on_echoed_mark(Tcb& tcb, Seq ack, Instant now) {
  if (!may_mark(tcb.ecn) || answered_up_to(tcb.ecn, ack)) return;
  const std::size_t out = std::min(octets_in_flight(tcb), tcb.send_queue.size());
  if (out == 0) return;  // the echo of what has been answered, until new text can carry CWR
  Congestion& congestion = tcb.congestion;
  const std::uint32_t mss = tcb.snd_mss;
  const bool least = congestion.cwnd <= mss;
  // 3168-6.1.2-1. ssthresh is two segments at least, the window is halved down to one.
  congestion.ssthresh = control_of(tcb.profile->congestion_control)
                            .after_loss(congestion, static_cast<std::uint32_t>(out), mss);
  congestion.cwnd = std::min(congestion.ssthresh, std::max(congestion.cwnd / 2, mss));
  congestion.acked = 0;
  on_window_reduced(tcb);
  if (!least || tcb.persist.due) return;
  tcb.ecn.held = true;  // 3168-6.1.2-4: one segment in a round trip is too much
  on_held(tcb, now);
}

}  // namespace synspect::tcp
