#include "stack/timers/override.h"

#include "stack/send/emit.h"
#include "stack/send/next_segment.h"

namespace synspect::tcp {

void follow_hold(Tcb& tcb, Instant now) {
  const bool held = next_segment(tcb).hold == Hold::kSillyWindow;
  if (held == tcb.override_due.has_value()) return;
  if (held) {
    tcb.override_due = now + tcb.profile->override_timeout;
  } else {
    tcb.override_due.reset();
  }
}

void on_override_due(Tcb& tcb, Instant now, Effects& effects) {
  tcb.override_due.reset();
  send_held(tcb, now, effects);
}

}  // namespace synspect::tcp
