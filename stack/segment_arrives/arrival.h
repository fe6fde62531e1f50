// One segment on its way through the checks of RFC 9293 3.10.7.4.
#pragma once

#include <cstdint>

#include "stack/effects.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

struct Arrival {
  Tcb& tcb;
  Segment& segment;  // the caller's; after the first check: only the part inside the window
  Instant now;
  Effects& effects;
  Seq seg_up{segment.seq + SeqLen{segment.urgent_pointer}};  // SEG.UP, before anything is cut
  bool bare{segment.length().n == 0};  // nothing but control bits, before anything is cut
  bool ack_owed{
      false};  // an ACK leaves when the segment is done, on text if there is some (MUST-58)
  bool resend_lost{false};  // likewise, so that it carries the newest acknowledgment
};

enum class Next : std::uint8_t {
  kCheck,  // go on with the next check
  kDone,   // "drop the segment and return"
};

}  // namespace synspect::tcp
