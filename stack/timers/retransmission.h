// The retransmission timer (MUST-18, 6298-1, RFC 6298), and R2, which ends a connection (RFC 9293
// 3.8.3).
#pragma once

#include <optional>

#include "stack/effects.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// When R2 that began at `start` has passed: the user's (MUST-21) or the profile's. The largest
// Duration means never (9293-3.8.3-c).
[[nodiscard]] Instant end_of_r2(const Tcb& tcb, Instant start);

// When the timer wants attention: at its expiry or at the end of R2, which is the user timeout as
// well (9293-3.9.1.1-c), whichever comes first. Empty: off.
[[nodiscard]] MaybeInstant retransmission_deadline(const Tcb& tcb);

// New sequence space up to `end` has been sent (6298-5.1).
void on_sent(Tcb& tcb, Seq end, Instant now);

// SND.UNA has moved forward (6298-5.2, 6298-5.3). `echoed`: the age of the timestamp that the
// segment echoed, where there are timestamps (7323-4.1-1).
void on_new_ack(Tcb& tcb, std::optional<Duration> echoed, Instant now);

// Our SYN has just been acknowledged; before on_new_ack() (6298-5.7).
void on_syn_acked(Tcb& tcb);

// The front was sent again without an expiry: the timer starts anew, and Karn's rule applies.
void on_resent(Tcb& tcb, Instant now);

// New text is held until the timer expires (3168-6.1.2-4): it starts anew.
void on_held(Tcb& tcb, Instant now);

// What is at the front counts from now on: it became the front, or the window opened for it.
void restart_retransmission(Tcb& tcb, Instant now);

// The timer has expired (6298-5.4, 6298-5.5, 6298-5.6, 6298-5) or R2 has passed. The user hears of
// the trouble at R1 (SHLD-9).
void on_retransmission_due(Tcb& tcb, Instant now, Effects& effects);

// One round-trip time was measured (6298-2.2, 6298-2.3-b, 6298-2.3-c, 6298-2.4, 6298-2.5, 6298-4).
void take_sample(RetransmissionTimer& timer, const Profile& profile, Duration sample);

}  // namespace synspect::tcp
