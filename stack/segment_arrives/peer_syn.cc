#include "stack/segment_arrives/peer_syn.h"

#include <algorithm>

namespace synspect::tcp {

void take_window(Tcb& tcb, const Segment& segment) {
  tcb.snd_wnd = {segment.window};  // unsigned and 32 bits wide from here on (MUST-1, REC-1)
  tcb.max_snd_wnd = std::max(tcb.max_snd_wnd, tcb.snd_wnd);
  tcb.snd_wl1 = segment.seq;
  tcb.snd_wl2 = segment.ack_flag ? segment.ack : tcb.iss;
}

void take_peer_syn(Tcb& tcb, const Segment& segment) {
  tcb.irs = segment.seq;
  tcb.rcv_nxt = segment.seq + SeqLen{1};
  take_window(tcb, segment);  // 9293-3.10.7.3-k; in LISTEN the ACK that follows says it again
  // MUST-15. An MSS of 0 could carry nothing and is taken as absent.
  const std::uint16_t standard = tcb.sockets.local.ip.version == IpVersion::kV4 ? 536 : 1220;
  const std::uint16_t offered = segment.options.mss.value_or(0);
  // MUST-16: what we announce is what the link carries, so it bounds what we send as well.
  tcb.snd_mss = std::min(offered == 0 ? standard : offered, tcb.rcv_mss);
}

}  // namespace synspect::tcp
