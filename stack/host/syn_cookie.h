// SYN cookies (RFC 4987 3.6): while the half-open connections of a listener are as many as it
// allows, the ISN of a SYN,ACK says what must be known of the SYN, and nothing is kept. Whoever
// acknowledges it has received it, and brings all of that back.
//
// The ISN: 5 bits of the time, 3 of the peer's MSS, 24 of a keyed hash over these, the sockets and
// the peer's ISN. Window scale and SACK stand in the low bits of TSval, where there are timestamps
// (which the hash covers); else the connection does without both. ECN it never has.
#pragma once

#include <cstdint>
#include <optional>

#include "stack/address.h"
#include "stack/segment.h"
#include "stack/seq.h"
#include "stack/time.h"

namespace synspect::tcp {

inline constexpr Duration kSynCookieTick = std::chrono::seconds{64};
// A cookie of this tick or the last one is good: how long after the last SYN,ACK any can be.
inline constexpr Duration kSynCookieLife = 2 * kSynCookieTick;

// The part of a SYN that a cookie can tell of: what the connection will be made from. Empty: its
// MSS is smaller than any that a cookie has a code for.
[[nodiscard]] std::optional<Segment> syn_within_cookie(const Segment& syn,
                                                       std::uint16_t standard_mss,
                                                       std::uint16_t own_mss, bool timestamps);

// `syn`: as syn_within_cookie() has it.
[[nodiscard]] Seq syn_cookie(std::uint64_t key_seed, const SocketPair& sockets, const Segment& syn,
                             Instant now);
// What TSval says besides the time; never later than `value`.
[[nodiscard]] std::uint32_t stamp_with_options(std::uint32_t value, const Segment& syn);

// The SYN again, from the first ACK. Empty: it acknowledges no cookie of this host.
[[nodiscard]] std::optional<Segment> syn_of_cookie(std::uint64_t key_seed,
                                                   const SocketPair& sockets, const Segment& ack,
                                                   Instant now);

}  // namespace synspect::tcp
