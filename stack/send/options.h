// The options that a connection puts on its segments: what its SYN offers, then timestamps
// (RFC 7323 3) and SACK blocks (RFC 2018 3) on all that follows.
#pragma once

#include <cstddef>
#include <optional>

#include "stack/effects.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// Onto a SYN: what the profile has; once the peer's SYN is known only what it had as well.
void offer_options(const Tcb& tcb, Instant now, Segment& syn);

// Onto all segments of a step but SYNs. `before`: the Tcb's when the step began, for one that it
// has ended. `caused_by`: timestamps of the segment that arrived.
struct Carried {
  explicit Carried(const Tcb& tcb) : agreed{tcb.agreed}, clock{tcb.timestamps} {}
  Agreed agreed;
  TimestampClock clock;
};
void carry_options(Tcb& tcb, const Carried& before, std::optional<Timestamps> caused_by,
                   Instant now, Effects& effects);

// The most text that one segment takes now (9293-3.7.1-a): while something is held above a hole,
// its SACK blocks want their part (2018-4-2). What is sent again is cut as it was.
[[nodiscard]] std::size_t largest_text(const Tcb& tcb);

}  // namespace synspect::tcp
