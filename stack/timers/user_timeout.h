// The user timeout (MUST-21, RFC 9293 3.8.3), and the TCP option by which two ends tell each other
// of theirs (RFC 5482, where the profile has it): who knows that the peer will wait, waits too.
#pragma once

#include <cstdint>
#include <optional>

#include "stack/effects.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// How long text may stay unacknowledged: the user's own word (5482-3-3), else the profile's,
// adapted to the peer's (5482-3.1-2).
[[nodiscard]] Duration user_timeout(const Tcb& tcb);

// The user changes its own; the peer hears of it (5482-3-5).
void set_user_timeout(Tcb& tcb, std::optional<Duration> timeout);

// Ours as the option says it; never 0 (5482-3.4-1).
[[nodiscard]] std::uint16_t advertised_timeout(const Tcb& tcb);

// What an acceptable segment says of the peer's. The user hears of a value that is not adopted as
// it is (5482-3.1-1).
void take_peer_timeout(Tcb& tcb, const Segment& segment, Effects& effects);

// Puts the option on the first segment of this step that has room (9293-3.7.1-a), where it is owed;
// else it waits for the next step.
void carry_user_timeout(Tcb& tcb, Effects& effects);

}  // namespace synspect::tcp
