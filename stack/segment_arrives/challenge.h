// The throttle of challenge ACKs (RFC 5961 7): a flood of RSTs or SYNs in the window does not draw
// a flood of ACKs.
#pragma once

#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// True when one more may be sent now: at most profile.challenge_acks (0: no limit) in any
// profile.challenge_interval that begins with one (5961-7-1, -2). Counted per connection: a count
// of the whole host would tell one peer of another (5961-7-3).
[[nodiscard]] inline bool may_challenge(Tcb& tcb, Instant now) {
  if (tcb.profile->challenge_acks == 0) return true;
  ChallengeCount& sent = tcb.challenges;
  if (sent.count == 0 || now - sent.since >= tcb.profile->challenge_interval) sent = {now, 0};
  if (sent.count >= tcb.profile->challenge_acks) return false;
  ++sent.count;
  return true;
}

}  // namespace synspect::tcp
