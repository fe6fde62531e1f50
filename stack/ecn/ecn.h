// What a connection knows of explicit congestion notification (SHLD-8, RFC 3168), and what follows
// from it: routers mark text instead of dropping it, the receiver echoes the mark, the sender slows
// down.
#pragma once

#include <cstdint>

#include "stack/seq.h"

namespace synspect::tcp {

// The two bits beside the Diffserv field (RFC 3168 5). ECT(1) is never sent (3168-5-1).
inline constexpr std::uint8_t kEct0 = 2, kCe = 3;

struct Ecn {
  Seq reduced_at;  // SND.NXT when the congestion window last fell; 0 unless `reduced`
  // SYNs and SYN,ACKs of the connection, those that ask for ECN or agree and those that do not.
  bool setup_sent : 1 {}, plain_sent : 1 {};
  bool setup_heard : 1 {}, plain_heard : 1 {};
  bool echoing : 1 {};     // a mark was seen: ECE on all ACKs until the peer answers
  bool unreported : 1 {};  // a mark was seen since the last ACK
  bool reduced : 1 {};     // until something sent since then is acknowledged
  bool cwr_owed : 1 {};    // the peer is to hear that the window fell
  bool held : 1 {};        // new text waits for the retransmission timer (3168-6.1.2-4)
  friend bool operator==(const Ecn&, const Ecn&) = default;
};

// New text may be marked (3168-6.1.1-3, 3168-6.1.1-4).
[[nodiscard]] inline bool may_mark(const Ecn& ecn) {
  return ecn.setup_sent && ecn.setup_heard && !ecn.plain_sent && !ecn.plain_heard;
}

// Marks on what arrives count (3168-6.1.1-5).
[[nodiscard]] inline bool honours_marks(const Ecn& ecn) {
  return ecn.setup_sent && !ecn.plain_heard;
}

}  // namespace synspect::tcp
