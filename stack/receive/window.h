// The receive window (RFC 9293 3.8.6): what we take, what we say, when we say more.
#pragma once

#include <algorithm>
#include <cstdint>

#include "stack/tcb.h"

namespace synspect::tcp {

// Without window scaling no window is larger.
inline constexpr std::uint32_t kLargestUnscaled = 65535;
inline constexpr std::uint8_t kMostShift = 14;  // 7323-2.3-4

// The shift count that our SYN offers: the least that lets the whole buffer be announced.
[[nodiscard]] inline std::uint8_t shift_to_offer(const Profile& profile) {
  std::uint8_t shift = std::min(profile.least_shift, kMostShift);
  while (shift < kMostShift && profile.receive_buffer >> shift > kLargestUnscaled) ++shift;
  return shift;
}

// Free space of the buffer, as far as the window field can say it.
[[nodiscard]] inline std::uint32_t free_space(const Tcb& tcb) {
  const auto queued = static_cast<std::uint32_t>(tcb.receive_queue.size());
  return std::min(tcb.profile->receive_buffer - queued, kLargestUnscaled << tcb.agreed.rcv_shift);
}

// The buffer as the user has it. What was promised of a larger one may still come (SHLD-14).
[[nodiscard]] inline std::uint32_t buffer_wanted(const Tcb& tcb) {
  return tcb.tuned.receive_buffer > 0 ? tcb.tuned.receive_buffer : tcb.profile->receive_buffer;
}

// MAY-8, MUST-39 (9293-3.8.6.2.2-a): the right edge stays where it is until it can move by the
// lesser of half the buffer and one segment. It never moves left (SHLD-14): text taken shrinks
// rcv_wnd by as much as rcv_nxt grows, and space is only ever given back by RECEIVE.
inline void widen_window(Tcb& tcb) {
  const std::uint32_t wanted = buffer_wanted(tcb);
  const std::uint32_t threshold = std::min<std::uint32_t>(wanted / 2, tcb.rcv_mss);
  const auto queued = static_cast<std::uint32_t>(tcb.receive_queue.size());
  const std::uint32_t free = std::min(free_space(tcb), wanted > queued ? wanted - queued : 0);
  if (free >= tcb.rcv_wnd.n + threshold) tcb.rcv_wnd = {free};
}

// Once the connection stands, and so once only: a buffer of whole segments, as long as ours are and
// the peer's will be.
inline void round_buffer(Tcb& tcb) {
  if (tcb.tuned.receive_buffer > 0) return;  // still promised more than the user wants
  const std::uint32_t segments = (tcb.profile->receive_buffer + tcb.snd_mss - 1) / tcb.snd_mss;
  tcb.profile.edit().receive_buffer = segments * tcb.snd_mss;
  tcb.rcv_wnd = {free_space(tcb)};
}

// What a segment that leaves now can say of the window: no more than rcv_wnd, for a shift rounds
// down (7323-2.3-3), and in a SYN unscaled (7323-2.2-4). What is taken goes by rcv_wnd itself,
// whose edge is the furthest that was ever offered (7323-2.4-1, 7323-2.4-2).
[[nodiscard]] inline SeqLen window_to_offer(const Tcb& tcb, bool syn) {
  if (syn) return {std::min(tcb.rcv_wnd.n, kLargestUnscaled)};
  return {tcb.rcv_wnd.n >> tcb.agreed.rcv_shift << tcb.agreed.rcv_shift};
}

// True when the peer may be waiting for room that it does not know of: it last heard of less than
// one segment, or half the buffer has become free since. Else the next ACK tells it.
[[nodiscard]] inline bool window_update_due(const Tcb& tcb) {
  const Seq edge = tcb.rcv_nxt + window_to_offer(tcb, false);
  if (!before(tcb.rcv_adv, edge)) return false;
  const bool starved = distance(tcb.rcv_nxt, tcb.rcv_adv).n < tcb.rcv_mss;
  return starved || distance(tcb.rcv_adv, edge).n >= buffer_wanted(tcb) / 2;
}

}  // namespace synspect::tcp
