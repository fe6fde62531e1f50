// What is known of a connection's use of ECN (RFC 3168). Nothing here is certain but what the stack
// itself has sent, and what is said to be.
#pragma once

#include <optional>

#include "harness/history/decode/decoded_segment.h"
#include "harness/history/time.h"
#include "harness/judge/offsets.h"

namespace synspect::judge {

inline constexpr unsigned kNotEct = 0, kEct1 = 1, kEct0 = 2, kCe = 3;  // RFC 3168 5
[[nodiscard]] inline unsigned codepoint(const DecodedSegment& seg) {
  return seg.traffic_class & 3U;
}

// Of a SYN or SYN,ACK (RFC 3168 6.1.1).
[[nodiscard]] inline bool asks_or_agrees(const DecodedSegment& syn) {
  return syn.has(kEce) && syn.has(kCwr) != syn.has(kAck);
}

struct EcnSeen {
  bool setup_delivered{};  // a SYN or SYN,ACK of the peer that asks or agrees, to any life
  bool plain_delivered{};  // one that does not, to this life
  bool own_setup{}, own_plain{};
  std::optional<Offset> marked;  // text up to here came marked, and was not acknowledged yet
  bool again{};                  // ... after a CWR
  bool answered{};               // a CWR was delivered
  bool echoing{};                // an ACK had ECE, and no CWR was delivered since
  bool echo_heard{};             // the peer echoed a mark, ever
  bool resent{};                 // text was sent again, ever
  bool cwr_due{};                // the next new text is to say that the window fell
  Time held_until{};             // until then what is new may wait (3168-6.1.2-4)

  // It matters to something that the stack sends.
  [[nodiscard]] bool in_use() const { return own_setup; }
};

}  // namespace synspect::judge
