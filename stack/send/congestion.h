// How much may be in flight (RFC 5681): the congestion window, and what acknowledgments and losses
// do to it. An algorithm is a row of functions that a profile names; which segments are lost and
// sent again is recovery.h's work and the same under each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "stack/maybe.h"
#include "stack/profile.h"
#include "stack/seq.h"
#include "stack/time.h"

namespace synspect::tcp {

struct Tcb;

inline constexpr std::uint32_t kLargestFlight = 0x4000'0000;  // no window is larger (7323-2.2-2)

struct Congestion {
  std::uint32_t cwnd{};                 // octets; one segment at least once the SYN is acknowledged
  std::uint32_t ssthresh{0xffff'ffff};  // octets (5681-3.1-6)
  std::uint32_t acked{};                // in congestion avoidance, since cwnd last grew
  std::uint32_t duplicates{};           // duplicate ACKs since SND.UNA last moved
  std::uint32_t beyond_limit{};         // octets that limited transmit has sent meanwhile
  MaybeInstant last_sent;               // text (5681-4.1-1)
  // NewReno's `recover`: a loss below it belongs to an episode that has been answered (6582-3.2-2).
  Seq answered;
  bool rescued{};     // in this recovery with SACK the tail was sent again (6675-4-nextseg4)
  bool recovering{};  // fast recovery, until `answered` is acknowledged
  friend bool operator==(const Congestion&, const Congestion&) = default;
};

struct CongestionControl {
  // `octets` of text were acknowledged outside fast recovery.
  void (*on_ack)(Congestion& congestion, std::uint32_t octets, std::uint32_t mss);
  // What ssthresh becomes with `flight` octets out when one is taken for lost.
  std::uint32_t (*after_loss)(const Congestion& congestion, std::uint32_t flight,
                              std::uint32_t mss);
};
[[nodiscard]] const CongestionControl& control_of(CongestionAlgorithm algorithm);

// 5681-3.1-2, or RFC 6928 where the profile says so. Octets.
[[nodiscard]] std::uint32_t initial_window(const Profile& profile, std::uint32_t mss);

// Our SYN was acknowledged. 5681-3.1-4: where it had to be repeated one segment is the start.
void start_congestion(Tcb& tcb, bool syn_was_lost);
// Nothing is out: after a silence longer than RTO the window is no larger than the initial one
// (5681-4.1-1).
void restart_after_idle(Tcb& tcb, Instant now);
// `length` octets of new text have left, `offset` octets behind SND.UNA.
void on_text_sent(Tcb& tcb, std::size_t offset, std::size_t length, Instant now);

// Octets of text that may be in flight, what limited transmit lends included (3042-2-1, 3042-2-2).
[[nodiscard]] std::uint32_t flight_limit(const Tcb& tcb);

}  // namespace synspect::tcp
