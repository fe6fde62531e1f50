// What was seen of the timers of one connection.
#pragma once

#include <chrono>

#include "harness/history/time.h"
#include "harness/judge/offsets.h"
#include "harness/judge/rto_bounds.h"

namespace synspect::judge {

// The coarsest clock in common use; a stack that does not say may have it.
inline constexpr Duration kUnknownGranularity = std::chrono::milliseconds{500};

// Everything emitted since nothing was outstanding: what a round-trip time is measured of.
struct Flight {
  Time from{}, last{};  // first and last emission of new numbers
  Offset first_end{};   // end of its first segment
  bool resent{};        // some of it was emitted twice (Karn, 6298-3-a)
  bool sampled{};       // it gave the sample that it owed, or may have
  bool probe{};         // it began with a probe, which a stack may not time
};

// The copies of the segment at the front of the queue.
struct FrontCopies {
  Offset front{-1};
  Time last{};     // of its last emission, or before
  Duration gap{};  // between the last two
  int expiries{};  // of the timer, since it became the front
  int again{};     // all copies; the first is perhaps a tail loss probe (RFC 8985)
};

struct RetransmissionTimerSeen {
  RtoBounds rto;
  Flight flight;
  FrontCopies copies;
  Time acked_at{};     // the last ACK of new data
  int duplicates{};    // ACKs since then that may have been duplicates
  int backoffs{};      // expiries since the last sample, at least
  bool syn_expired{};  // 6298-5.7
  bool ambiguous{};    // an ACK that gave no sample because of Karn, since the last one that did
  Offset probed{-1};   // last sent where the window was perhaps used up: a probe, then
};

// The peer's window is closed and something waits for it.
struct PersistSeen {
  bool closed{};
  bool perhaps{};   // it may have closed before that is certain
  bool fresh{};     // nothing was outstanding when it closed, and when is certain
  Time since{};     // it closed
  Time answered{};  // the peer's last word
  Time last_probe{};
  Duration gap{};  // between the last two probes
  int probes{};
};

}  // namespace synspect::judge
