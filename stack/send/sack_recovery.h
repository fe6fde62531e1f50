// Loss recovery by what the peer holds (RFC 6675, 2018-5.1-1): several losses of one flight in a
// round trip.
#pragma once

#include <cstdint>

#include "stack/effects.h"
#include "stack/segment.h"
#include "stack/tcb.h"

namespace synspect::tcp {

// Notes the blocks of an acceptable acknowledgment, before SND.UNA moves (6675-5-1). True when they
// say something new.
[[nodiscard]] bool take_sack(Tcb& tcb, const Segment& segment);

// The acknowledgment said something new without moving SND.UNA. True when something is due again.
[[nodiscard]] bool on_sack_alone(Tcb& tcb);

// Octets in the network as far as can be told (6675-4-pipe).
[[nodiscard]] std::uint32_t pipe(const Tcb& tcb);

// In a recovery: what NextSeg() names besides new text, as far as the congestion window goes
// (6675-5-b).
void resend_holes(Tcb& tcb, Effects& effects);

}  // namespace synspect::tcp
