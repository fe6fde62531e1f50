#include "stack/timers/delayed_ack.h"

#include "stack/send/emit.h"

namespace synspect::tcp {

bool ack_may_wait(Tcb& tcb, SeqLen length, Instant now) {
  DelayedAck& waiting = tcb.delayed_ack;
  const std::uint32_t segments = waiting.segments + 1;
  const std::uint32_t octets = waiting.octets + length.n;
  // SHLD-19. An ACK is due for every second full-sized segment, and for 2*RMSS octets.
  if (segments >= tcb.profile->ack_every || octets >= 2U * tcb.rcv_mss) return false;
  if (tcb.profile->delayed_ack <= Duration::zero()) return false;
  waiting.segments = segments;
  waiting.octets = octets;
  if (!waiting.due) waiting.due = now + tcb.profile->delayed_ack;  // from the first on (MUST-40)
  return true;
}

void on_delayed_ack_due(Tcb& tcb, Effects& effects) { send_ack(tcb, effects); }

}  // namespace synspect::tcp
