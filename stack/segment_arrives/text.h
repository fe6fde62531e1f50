// Seventh check (9293-3.10.7.4-7a to 7g): segment text. What lies above a hole is held (SHLD-31).
#pragma once

#include "stack/segment_arrives/arrival.h"

namespace synspect::tcp {

// When it answers kCheck the segment has a FIN exactly if the stream has reached one.
[[nodiscard]] Next take_text(Arrival& arrival);

// Text, URG and FIN on a SYN without ACK: they wait for ESTABLISHED (9293-3.10.7.2-e,
// 9293-3.10.7.3-l).
[[gnu::cold]] void hold_what_syn_has(Tcb& tcb, const Segment& syn);
inline void hold_text_of_syn(Tcb& tcb, const Segment& syn) {
  if (syn.length() != SeqLen{1} || syn.urg) hold_what_syn_has(tcb, syn);
}

// They are taken as soon as our SYN is acknowledged (9293-3.5-d). For the end of every segment.
[[gnu::cold]] void take_what_is_held(Arrival& arrival);
inline void take_text_of_syn(Arrival& arrival) {
  if (!arrival.tcb.held.empty()) take_what_is_held(arrival);
}

}  // namespace synspect::tcp
