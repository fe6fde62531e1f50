// What the peer's SYN says: its initial number, its window, its options.
#pragma once

#include <cstdint>

#include "stack/effects.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

inline constexpr std::uint16_t kTimestampsSize = 12;  // on every segment, with its padding

void take_peer_syn(Tcb& tcb, const Segment& segment, Instant now, Effects& effects);

// SND.WND, SND.WL1 and SND.WL2 from this segment, whatever they were before.
void take_window(Tcb& tcb, const Segment& segment);

}  // namespace synspect::tcp
