// The receive window (RFC 9293 3.8.6): what we take, what we say, when we say more.
#pragma once

#include <algorithm>
#include <cstdint>

#include "stack/tcb.h"

namespace synspect::tcp {

// Without window scaling no window is larger.
inline constexpr std::uint32_t kLargestWindow = 65535;

// Free space of the buffer, as far as 16 bits can say it.
[[nodiscard]] inline std::uint32_t free_space(const Tcb& tcb) {
  const auto queued = static_cast<std::uint32_t>(tcb.receive_queue.size());
  return std::min(tcb.profile.receive_buffer - queued, kLargestWindow);
}

// MUST-39 (9293-3.8.6.2.2-a): the right edge stays where it is until it can move by the lesser of
// half the buffer and one segment. It never moves left (SHLD-14): text taken shrinks rcv_wnd by as
// much as rcv_nxt grows, and space is only ever given back by RECEIVE.
inline void widen_window(Tcb& tcb) {
  const std::uint32_t threshold =
      std::min<std::uint32_t>(tcb.profile.receive_buffer / 2, tcb.rcv_mss);
  const std::uint32_t free = free_space(tcb);
  if (free >= tcb.rcv_wnd.n + threshold) tcb.rcv_wnd = {free};
}

// True when the peer may be waiting for room that it does not know of: it last heard of less than
// one segment, or half the buffer has become free since. Else the next ACK tells it.
[[nodiscard]] inline bool window_update_due(const Tcb& tcb) {
  const Seq edge = tcb.rcv_nxt + tcb.rcv_wnd;
  if (!before(tcb.rcv_adv, edge)) return false;
  const bool starved = distance(tcb.rcv_nxt, tcb.rcv_adv).n < tcb.rcv_mss;
  return starved || distance(tcb.rcv_adv, edge).n >= tcb.profile.receive_buffer / 2;
}

// SEG.WND of what we send now.
[[nodiscard]] inline std::uint16_t window_to_offer(const Tcb& tcb) {
  return static_cast<std::uint16_t>(tcb.rcv_wnd.n);
}

}  // namespace synspect::tcp
