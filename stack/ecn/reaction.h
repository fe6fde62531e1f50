// The sender's part of ECN (RFC 3168 6.1.2): new text can be marked, and an echoed mark counts like
// a loss, though nothing is sent again.
#pragma once

#include "stack/ecn/ecn.h"
#include "stack/segment.h"
#include "stack/seq.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// An acknowledgment of `ack` came with ECE, before SND.UNA moves.
void on_echoed_mark(Tcb& tcb, Seq ack, Instant now);

// The congestion window fell: for an echoed mark, a loss or an expiry.
inline void on_window_reduced(Tcb& tcb) {
  if (!may_mark(tcb.ecn)) return;
  tcb.ecn.reduced = tcb.ecn.cwr_owed = true;
  tcb.ecn.reduced_at = tcb.snd_nxt;
}

// What was out when it fell is not all acknowledged by `ack`: congestion that shows there has been
// answered (3168-6.1.2-2).
[[nodiscard]] inline bool answered_up_to(const Ecn& ecn, Seq ack) {
  return ecn.reduced && at_or_before(ack, ecn.reduced_at);
}

// SND.UNA has moved.
inline void follow_reduction(Tcb& tcb) {
  if (!tcb.ecn.reduced || answered_up_to(tcb.ecn, tcb.snd_una)) return;
  tcb.ecn.reduced = false;
  tcb.ecn.reduced_at = {};
}

// On new text alone: neither on what is sent again (3168-6.1.5-1, 3168-6.1.2-6) nor on probes
// (3168-6.1.6-1), SYNs (3168-6.1.1-7) or what holds no text (3168-6.1.4-1).
inline void mark_new_text(Tcb& tcb, Segment& segment) {
  if (segment.payload.empty() || !may_mark(tcb.ecn)) return;
  segment.ecn = kEct0;             // 3168-5-1
  segment.cwr = tcb.ecn.cwr_owed;  // 3168-6.1.2-5: the first
  tcb.ecn.cwr_owed = false;
}

}  // namespace synspect::tcp
