// Whether the next segment of new text may leave: the peer's window, Nagle (RFC 9293 3.7.4) and
// silly-window avoidance (3.8.6.2.1).
#pragma once

#include <cstddef>
#include <cstdint>

#include "stack/tcb.h"

namespace synspect::tcp {

enum class Hold : std::uint8_t {
  kNone,         // it may leave
  kNothing,      // nothing is there, or no room for it
  kCongestion,   // the congestion window is full (5681-3.1-1)
  kNagle,        // short, while something is unacknowledged (9293-3.7.4-a)
  kSillyWindow,  // too small a piece of what waits (MUST-38); the override timer forces it out
};

struct NextSegment {
  std::size_t offset{};  // in the send queue
  std::size_t length{};
  bool fin{};
  Hold hold{Hold::kNothing};
};
[[nodiscard]] NextSegment next_segment(const Tcb& tcb);

// The state lets text or FIN leave.
[[nodiscard]] bool may_send(const Tcb& tcb);

// Octets of the send queue that have been sent and not acknowledged.
[[nodiscard]] std::size_t octets_in_flight(const Tcb& tcb);

}  // namespace synspect::tcp
