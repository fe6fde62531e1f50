// Fast Open on the side that listens (RFC 7413 4.2.2).
#pragma once

#include <optional>

#include "stack/effects.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// What the host, who knows keys and limits, makes of the option on a SYN.
struct FastOpenAnswer {
  bool open{};                           // its cookie is good, and one more may be pending
  std::optional<FastOpenOption> cookie;  // to go with the SYN,ACK
};

// A SYN for a listener, as step() takes it.
struct OpeningSyn {
  Segment& segment;
  FastOpenAnswer fast_open{};
};

// Its text is the user's at once and the SYN,ACK acknowledges it; a FIN behind it waits for
// ESTABLISHED (7413-4.2.2-d).
void take_syn_at_once(Tcb& tcb, const Segment& syn, Effects& effects);

// The cookie, where there is one, onto the SYN,ACK just formed; not onto its repetitions
// (7413-4.2.1-c, 7413-4.2.2-f).
void answer_fast_open(const FastOpenAnswer& answer, Effects& effects);

// The user has this connection though our SYN is not acknowledged yet.
[[nodiscard]] inline bool opened_fast(const Tcb& tcb) { return tcb.fast_open == FastOpen::kOpened; }

}  // namespace synspect::tcp
