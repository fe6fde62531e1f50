// What is taken for lost and sent again: fast retransmit and fast recovery (RFC 5681 3.2,
// RFC 6582), and the way back after the retransmission timer or a window probe. With SACK the first
// of these is sack_recovery.h's.
#pragma once

#include <cstdint>

#include "stack/effects.h"
#include "stack/segment.h"
#include "stack/tcb.h"

namespace synspect::tcp {

inline constexpr std::uint32_t kDuplicatesForLoss = 3;  // DupThresh

// The front is lost: ssthresh from what is out; the flight is answered for (5681-3.2-4).
[[gnu::cold]] void enter_recovery(Tcb& tcb);

// 5681-2-1, before SEG.WND is taken. `bare`: the segment as it arrived held no text, SYN or FIN.
[[nodiscard]] bool is_duplicate_ack(const Tcb& tcb, const Segment& segment, bool bare);

// Each answers whether something is due again: resend_lost(), once the segment is done.
[[nodiscard]] bool on_duplicate_ack(Tcb& tcb);
// SND.UNA has moved past `octets` of text. `mark_echoed`: the segment had ECE, of an ECN
// connection.
[[nodiscard]] bool on_text_acked(Tcb& tcb, std::uint32_t octets, bool mark_echoed);

// The retransmission timer is due: all that is out counts as lost, from SND.UNA on.
[[gnu::cold]] void on_timeout_loss(Tcb& tcb);

// `resend_next` counts: after an expiry, or in a recovery with SACK.
[[nodiscard]] inline bool resends_from_mark(const Tcb& tcb) {
  return tcb.recover || (tcb.agreed.sack && tcb.congestion.recovering);
}

// SND.UNA has moved: a recovery ends at its mark.
void follow_recovery(Tcb& tcb);

// In fast recovery the front; after an expiry what both windows admit, and one segment at least.
[[gnu::cold]] void resend_lost(Tcb& tcb, Effects& effects);

}  // namespace synspect::tcp
