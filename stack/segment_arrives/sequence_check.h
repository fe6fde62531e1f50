// First check of RFC 9293 3.10.7.4: is the segment inside the receive window?
#pragma once

#include "stack/segment_arrives/arrival.h"

namespace synspect::tcp {

// The four-row acceptability table of RFC 9293 3.4 (9293-3.4-f to -i).
[[nodiscard]] constexpr bool acceptable(Seq seq, SeqLen len, Seq rcv_nxt, SeqLen rcv_wnd) {
  if (len.n == 0 && rcv_wnd.n == 0) return seq == rcv_nxt;
  if (len.n == 0) return in_window(seq, rcv_nxt, rcv_wnd);
  if (rcv_wnd.n == 0) return false;
  const Seq last = seq + SeqLen{len.n - 1};
  return in_window(seq, rcv_nxt, rcv_wnd) || in_window(last, rcv_nxt, rcv_wnd);
}

// Cuts what lies left of RCV.NXT or beyond the window, a FIN there included (9293-3.10.7.4-1c, -1d,
// 9293-3.8.6-c, 9293-3.10-a).
void trim_to_window(const Tcb& tcb, Segment& segment);

[[nodiscard]] Next check_sequence(Arrival& arrival);

}  // namespace synspect::tcp
