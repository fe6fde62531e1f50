// The receiver's part of ECN (RFC 3168 6.1.3): marks on text that arrives go back to its sender.
#pragma once

#include "stack/ecn/ecn.h"
#include "stack/segment.h"
#include "stack/tcb.h"

namespace synspect::tcp {

// The segment lies in the window (3168-6.1.5-2), a window probe likewise (3168-6.1.6-2).
// `sequenced`: it held text or a FIN when it arrived.
inline void take_marks(Tcb& tcb, const Segment& segment, bool sequenced) {
  Ecn& ecn = tcb.ecn;
  if (!honours_marks(ecn)) return;
  // 3168-6.1.3-2. A mark that no ACK has spoken of yet came after what the peer answers.
  if (segment.cwr) ecn.echoing = ecn.unreported;
  if (segment.ecn != kCe || !sequenced) return;
  ecn.echoing = ecn.unreported = true;  // 3168-6.1.3-3
}

// On everything that acknowledges, whatever else it is (3168-6.1.3-1).
inline void echo_marks(Tcb& tcb, Segment& segment) {
  segment.ece = tcb.ecn.echoing;
  tcb.ecn.unreported = false;
}

}  // namespace synspect::tcp
