#include "stack/segment_arrives/syn_sent.h"

#include "stack/end.h"
#include "stack/segment_arrives/ack_check.h"
#include "stack/segment_arrives/peer_syn.h"
#include "stack/segment_arrives/synchronized.h"
#include "stack/segment_arrives/text.h"
#include "stack/send/emit.h"
#include "stack/timers/retransmission.h"

namespace synspect::tcp {

void arrives_in_syn_sent(Tcb& tcb, const Segment& segment, Instant now, Effects& effects) {
  // First, the ACK bit (9293-3.10.7.3-a to -c, 9293-3.5-f, 9293-3.5.1-b).
  if (segment.ack_flag && !acknowledges_new(tcb, segment.ack)) {
    if (!segment.rst) effects.transmit.push_back(reset_at(segment.ack));
    return;
  }
  // Second, RST. No test of its sequence number: verified erratum 8167 (9293-3.10.7.3-d, -e,
  // 9293-3.5.3-b, 5961-3.2-6).
  if (segment.rst) {
    if (!segment.ack_flag) return;
    end_connection(tcb, Notice::kRefused, effects);
    effects.notices.push_back(Notice::kRefused);
    return;
  }
  // Third, security: single-level. Fifth, neither SYN nor RST: dropped (9293-3.10.7.3-m).
  if (!segment.syn) return;
  // Fourth, SYN.
  take_peer_syn(tcb, segment, now, effects);
  if (!segment.ack_flag) {  // simultaneous open (9293-3.10.7.3-j, MUST-10), 9293-3.5-c
    hold_text_of_syn(tcb, segment);
    tcb.state = State::kSynReceived;
    send_syn(tcb, now, effects);
    on_resent(tcb, now);
    return;
  }
  arrives_with_syn_taken(tcb, segment, now, effects);  // 9293-3.5-b
}

}  // namespace synspect::tcp
