#include "stack/send/recovery.h"

#include <algorithm>

#include "stack/ecn/reaction.h"
#include "stack/send/emit.h"
#include "stack/send/next_segment.h"
#include "stack/send/sack_recovery.h"

namespace synspect::tcp {
namespace {

// Once the FIN is acknowledged nothing is.
std::uint32_t flight(const Tcb& tcb) {
  return static_cast<std::uint32_t>(std::min(octets_in_flight(tcb), tcb.send_queue.size()));
}

// 6582-3.2-3a, 5681-3.2-8: no burst either, should little be out.
void leave_recovery(Tcb& tcb) {
  Congestion& congestion = tcb.congestion;
  if (tcb.agreed.sack && !tcb.recover) tcb.resend_next = {};
  const std::uint32_t mss = tcb.snd_mss;
  congestion.cwnd = std::min(congestion.ssthresh, std::max(flight(tcb), mss) + mss);
  congestion.recovering = false;
}

// 6582-3.2-3b: what left the network, less the segment that is sent again.
void deflate(Congestion& congestion, std::uint32_t octets, std::uint32_t mss) {
  congestion.cwnd -= std::min(congestion.cwnd, octets);
  if (octets >= mss) congestion.cwnd += mss;
  congestion.cwnd = std::max(congestion.cwnd, mss);
}

// After an expiry, in slow start: all that was out and is not reported since (6675-5.1-2).
void resend_flight(Tcb& tcb, Effects& effects) {
  for (std::uint32_t burst = 0; burst < tcb.profile->max_burst; ++burst) {
    const Seq hole = tcb.scoreboard.next_hole(tcb.resend_next);
    const std::uint32_t resent =
        distance(tcb.snd_una, hole).n - tcb.scoreboard.octets(tcb.snd_una, hole);
    if (resent > 0 && resent + tcb.snd_mss > tcb.congestion.cwnd) break;
    const Seq end = tcb.scoreboard.end_of_hole(hole, *tcb.recover);
    if (!resend_at(tcb, hole, before(*tcb.recover, end) ? *tcb.recover : end, effects)) break;
    tcb.resend_next = hole + effects.transmit.back().length();
  }
}

}  // namespace

void enter_recovery(Tcb& tcb) {
  Congestion& congestion = tcb.congestion;
  const std::uint32_t counted = flight(tcb) - std::min(flight(tcb), congestion.beyond_limit);
  if (!answered_up_to(tcb.ecn, tcb.snd_una)) {  // 3168-6.1.2-2: once in a round trip
    congestion.ssthresh =
        control_of(tcb.profile->congestion_control).after_loss(congestion, counted, tcb.snd_mss);
  }
  congestion.acked = 0;
  congestion.answered = tcb.snd_nxt;
  congestion.recovering = true;
  on_window_reduced(tcb);
}

bool is_duplicate_ack(const Tcb& tcb, const Segment& segment, bool bare) {
  return bare && tcb.syn_acked && tcb.snd_una != tcb.snd_nxt && segment.ack == tcb.snd_una &&
         std::uint32_t{segment.window} << tcb.agreed.snd_shift == tcb.snd_wnd.n;
}

bool on_duplicate_ack(Tcb& tcb) {
  Congestion& congestion = tcb.congestion;
  if (congestion.duplicates < UINT32_MAX) ++congestion.duplicates;
  if (congestion.recovering) {
    congestion.cwnd = std::min(congestion.cwnd + tcb.snd_mss, kLargestFlight);  // 5681-3.2-6
    return false;
  }
  if (congestion.duplicates != kDuplicatesForLoss || tcb.recover) return false;  // 5681-3.2-3
  if (!before(congestion.answered, tcb.snd_una)) return false;                   // 6582-3.2-2
  enter_recovery(tcb);
  congestion.cwnd = congestion.ssthresh + kDuplicatesForLoss * tcb.snd_mss;  // 5681-3.2-5
  return true;
}

bool on_text_acked(Tcb& tcb, std::uint32_t octets, bool mark_echoed) {
  Congestion& congestion = tcb.congestion;
  congestion.duplicates = 0;
  congestion.beyond_limit = 0;
  if (!congestion.recovering) {
    if (!mark_echoed) {  // 3168-6.1.2-3
      control_of(tcb.profile->congestion_control).on_ack(congestion, octets, tcb.snd_mss);
    }
    return tcb.recover.has_value();
  }
  if (at_or_before(congestion.answered, tcb.snd_una)) {  // 6675-5-a
    leave_recovery(tcb);
    return tcb.recover.has_value();
  }
  if (tcb.agreed.sack) return true;
  deflate(congestion, octets, tcb.snd_mss);
  return true;  // 6582-3.2-3b, 6582-3.2-3d, 6582-3.2-3c
}

void on_timeout_loss(Tcb& tcb) {
  Congestion& congestion = tcb.congestion;
  if (tcb.retransmission.backoffs == 0) {  // 5681-3.1-12
    congestion.ssthresh = control_of(tcb.profile->congestion_control)
                              .after_loss(congestion, flight(tcb), tcb.snd_mss);
  }
  congestion.cwnd = tcb.snd_mss;  // 5681-3.1-13
  congestion.acked = 0;
  congestion.duplicates = 0;
  congestion.beyond_limit = 0;
  congestion.recovering = false;  // 6582-3.2-4
  congestion.answered = tcb.snd_nxt;
  tcb.recover = tcb.snd_nxt;
  tcb.resend_next = tcb.snd_una;
  on_window_reduced(tcb);
  tcb.scoreboard.clear();  // 2018-5-2: the peer may have thrown it away, 2018-5-3
}

void follow_recovery(Tcb& tcb) {
  tcb.scoreboard.drop_below(tcb.snd_una);  // 2018-5-4
  if (tcb.recover && at_or_before(*tcb.recover, tcb.snd_una)) {
    tcb.recover.reset();
    tcb.resend_next = resends_from_mark(tcb) ? tcb.snd_una : Seq{};
  } else if (resends_from_mark(tcb) && before(tcb.resend_next, tcb.snd_una)) {
    tcb.resend_next = tcb.snd_una;
  }
}

void resend_lost(Tcb& tcb, Effects& effects) {
  if (!resends_from_mark(tcb)) {
    (void)resend_at(tcb, tcb.snd_una, tcb.snd_nxt, effects);
  } else if (tcb.recover) {
    resend_flight(tcb, effects);
  } else {
    resend_holes(tcb, effects);
  }
}

}  // namespace synspect::tcp
