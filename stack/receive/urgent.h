// Urgent mode of the receiver (RFC 9293 3.8.5): RCV.UP, and how far ahead of the user it lies.
#pragma once

#include <cstdint>
#include <optional>

#include "stack/seq.h"
#include "stack/tcb.h"

namespace synspect::tcp {

// The number of the first octet that the user has not taken.
[[nodiscard]] inline Seq first_unread(const Tcb& tcb) {
  const auto queued = static_cast<std::uint32_t>(tcb.receive_queue.size());
  return tcb.rcv_nxt - SeqLen{queued + (tcb.fin_received ? 1U : 0U)};
}

// RCV.UP := max(RCV.UP, `up`), where that lies ahead of the user (9293-3.10.7.4-6a). True when the
// user is to be told: urgent data is pending, or its end has moved on (MUST-32). One that is
// lower, or read already, says nothing (9293-3.8.5-d).
[[nodiscard]] inline bool advance_urgent(Tcb& tcb, Seq up) {
  if (!before(tcb.rcv_up.value_or(first_unread(tcb)), up)) return false;
  tcb.rcv_up = up;
  return true;
}

// Octets up to the mark; nothing outside urgent mode (MUST-33).
[[nodiscard]] inline std::optional<std::uint32_t> urgent_ahead(const Tcb& tcb) {
  if (!tcb.rcv_up) return std::nullopt;
  return distance(first_unread(tcb), *tcb.rcv_up).n;
}

// The mode ends when the user has caught up (9293-3.8.5-a).
inline void leave_urgent_mode_if_read(Tcb& tcb) {
  if (tcb.rcv_up && at_or_before(*tcb.rcv_up, first_unread(tcb))) tcb.rcv_up.reset();
}

}  // namespace synspect::tcp
