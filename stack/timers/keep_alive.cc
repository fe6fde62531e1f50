#include "stack/timers/keep_alive.h"

#include <algorithm>
#include <utility>

#include "stack/end.h"
#include "stack/send/emit.h"

namespace synspect::tcp {
namespace {

// States in which a peer that answers nothing would be waited for without end.
bool may_probe(State state) {
  switch (state) {
    case State::kEstablished:
    case State::kFinWait1:
    case State::kFinWait2:
    case State::kCloseWait:
    case State::kClosing:
    case State::kLastAck:
      return true;
    case State::kClosed:
    case State::kListen:
    case State::kSynSent:
    case State::kSynReceived:
    case State::kTimeWait:
      return false;
  }
  std::unreachable();
}

Duration wait_of(const Tcb& tcb) {
  const auto chosen = [](Duration own, Duration standard) {
    return own > Duration::zero() ? own : standard;  // MUST-27, MUST-28
  };
  return tcb.keep_alive.unanswered == 0
             ? chosen(tcb.keep_alive.idle, tcb.profile->keep_alive_idle)
             : chosen(tcb.keep_alive.interval, tcb.profile->keep_alive_interval);
}

}  // namespace

MaybeInstant keep_alive_deadline(const Tcb& tcb) {
  const KeepAlive& keep_alive = tcb.keep_alive;
  if (!keep_alive.on || !may_probe(tcb.state)) return std::nullopt;
  if (tcb.snd_una != tcb.snd_nxt || tcb.persist.due) return std::nullopt;  // MUST-26
  const Duration wait = wait_of(tcb);
  if (wait > Instant::max() - keep_alive.since) return std::nullopt;
  return keep_alive.since + wait;
}

void on_keep_alive_due(Tcb& tcb, Instant now, Effects& effects) {
  KeepAlive& keep_alive = tcb.keep_alive;
  const std::uint8_t wanted =
      keep_alive.count > 0 ? keep_alive.count : tcb.profile->keep_alive_count;
  // MUST-29: one alone proves nothing, for its answer is not sent reliably.
  if (keep_alive.unanswered >= std::max<std::uint8_t>(wanted, 2)) {
    end_connection(tcb, Notice::kTimedOut, effects);
    effects.notices.push_back(Notice::kTimedOut);
    return;
  }
  send_keep_alive(tcb, effects);
  ++keep_alive.unanswered;
  keep_alive.since = now;
}

}  // namespace synspect::tcp
