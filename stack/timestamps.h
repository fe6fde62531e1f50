// The timestamp clock (RFC 7323 4 and 5): one tick a millisecond, so it comes round in 49 days
// (7323-5.4-1, 7323-5.4-2).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

using TimestampTick = std::chrono::milliseconds;

// 7323-4.1-2, 7323-5.4-3: with the time, never back.
[[nodiscard]] inline std::uint32_t timestamp_at(const TimestampClock& clock, Instant now) {
  const auto ticks = std::chrono::duration_cast<TimestampTick>(now.time_since_epoch()).count();
  return clock.offset + static_cast<std::uint32_t>(ticks);
}

// 7323-5.2-1: modulo 2^32, like sequence numbers.
[[nodiscard]] inline bool earlier(std::uint32_t a, std::uint32_t b) {
  return before(Seq{a}, Seq{b});
}

// 7323-5.5-1: after so long a silence the peer's clock may have gone half round.
inline constexpr Duration kRecentIsValid = std::chrono::days{24};

// 7323-5.3-r1, 7323-5.3-r4, 7323-5.3-q: once, on arrival. A RST is never asked (7323-5.2-3), nor
// does its stamp count (7323-5.2-4).
[[nodiscard]] inline bool paws_rejects(const Tcb& tcb, const Segment& segment, Instant now) {
  return earlier(segment.options.timestamps->value, tcb.timestamps.recent) &&
         now - tcb.timestamps.recent_at <= kRecentIsValid;
}

// 7323-4.3-1 to -4, of an acceptable segment, before anything is cut off it.
inline void take_timestamp(Tcb& tcb, const Segment& segment, Instant now) {
  if (!at_or_before(segment.seq, tcb.timestamps.last_ack_sent)) return;
  tcb.timestamps.recent = segment.options.timestamps->value;
  tcb.timestamps.recent_at = now;
}

// How long ago we sent what the segment echoes; empty where it echoes nothing of ours (7323-3.2-3).
[[nodiscard]] inline std::optional<Duration> age_of_echo(const Tcb& tcb, const Segment& segment,
                                                         Instant now) {
  if (!tcb.agreed.timestamps || !segment.options.timestamps) return std::nullopt;
  const std::uint32_t ticks = timestamp_at(tcb.timestamps, now) - segment.options.timestamps->echo;
  if (ticks >= 0x8000'0000) return std::nullopt;
  return TimestampTick{ticks};
}

}  // namespace synspect::tcp
