#include "stack/segment_arrives/peer_syn.h"

#include <algorithm>

#include "stack/ecn/negotiation.h"
#include "stack/receive/window.h"
#include "stack/timers/user_timeout.h"

namespace synspect::tcp {

void take_window(Tcb& tcb, const Segment& segment) {
  // Unsigned and 32 bits wide from here on (MUST-1, REC-1, 7323-2.3-2). That of a SYN is not scaled
  // (7323-2.2-4).
  tcb.snd_wnd = {std::uint32_t{segment.window} << (segment.syn ? 0 : tcb.agreed.snd_shift)};
  tcb.max_snd_wnd = std::max(tcb.max_snd_wnd, tcb.snd_wnd);
  tcb.snd_wl1 = segment.seq;
  tcb.snd_wl2 = segment.ack_flag ? segment.ack : tcb.iss;
}

namespace {

// What the peer offers and we too; of other segments the options count for nothing (7323-2.2-3,
// 7323-3.2-9).
void agree(Tcb& tcb, const Segment& segment, Instant now) {
  const SegmentOptions& offered = segment.options;
  if (tcb.profile->window_scale && offered.window_scale) {  // 7323-2.2-1, 7323-2.3-1
    tcb.agreed.window_scale = true;
    tcb.agreed.snd_shift = std::min(*offered.window_scale, kMostShift);  // 7323-2.3-5
    tcb.agreed.rcv_shift = shift_to_offer(tcb.profile);
    tcb.rcv_wnd = {free_space(tcb)};
  }
  tcb.agreed.sack = tcb.profile->sack && offered.sack_permitted;
  if (tcb.profile->timestamps && offered.timestamps) {
    tcb.agreed.timestamps = true;
    tcb.timestamps.recent = offered.timestamps->value;
    tcb.timestamps.recent_at = now;
  }
}

}  // namespace

void take_peer_syn(Tcb& tcb, const Segment& segment, Instant now, Effects& effects) {
  tcb.irs = segment.seq;
  tcb.rcv_nxt = segment.seq + SeqLen{1};
  agree(tcb, segment, now);
  hear_ecn(tcb, segment);
  take_peer_timeout(tcb, segment, effects);
  take_window(tcb, segment);  // 9293-3.10.7.3-k; in LISTEN the ACK that follows says it again
  // MUST-15. An MSS of 0 could carry nothing and is taken as absent.
  const std::uint16_t standard = tcb.sockets.local.ip.version == IpVersion::kV4 ? 536 : 1220;
  const std::uint16_t offered = segment.options.mss.value_or(0);
  // 9293-3.7.5-a, MUST-16: what we announce is what the link carries, so it bounds what we send as
  // well.
  tcb.snd_mss = std::min(offered == 0 ? standard : offered, tcb.rcv_mss);
  if (tcb.ip_options > 0) {
    tcb.snd_mss = std::max<std::uint16_t>(tcb.snd_mss, tcb.ip_options + 1U) - tcb.ip_options;
  }
  if (tcb.agreed.timestamps) {  // options come out of the segment's room (9293-3.7.1-b)
    tcb.snd_mss = std::max<std::uint16_t>(tcb.snd_mss, kTimestampsSize + 1) - kTimestampsSize;
  }
}

}  // namespace synspect::tcp
