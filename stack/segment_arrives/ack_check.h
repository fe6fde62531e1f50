// Fifth check of RFC 9293 3.10.7.4: the ACK field.
#pragma once

#include "stack/segment_arrives/arrival.h"

namespace synspect::tcp {

// SND.NXT, and the number that a window probe carried beyond it.
[[nodiscard]] constexpr Seq highest_sent(const Tcb& tcb) {
  return tcb.snd_nxt + SeqLen{tcb.probe_out ? 1U : 0U};
}

// 9293-3.4-b: SND.UNA < SEG.ACK =< SND.NXT.
[[nodiscard]] constexpr bool acknowledges_new(const Tcb& tcb, Seq ack) {
  const SeqLen ahead = distance(tcb.snd_una, ack);
  return ahead.n != 0 && ahead <= distance(tcb.snd_una, highest_sent(tcb));
}

[[nodiscard]] Next check_ack(Arrival& arrival);

// The ACK field, already known to be new, moves SND.UNA and with it perhaps the state.
[[nodiscard]] Next take_ack(Arrival& arrival);

// ESTABLISHED: our SYN is acknowledged by this segment, and its window holds (9293-3.10.7.4-5b).
void establish(Arrival& arrival);

}  // namespace synspect::tcp
