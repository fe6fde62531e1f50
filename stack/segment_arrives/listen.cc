#include "stack/segment_arrives/listen.h"

#include "stack/segment_arrives/peer_syn.h"
#include "stack/segment_arrives/text.h"
#include "stack/send/emit.h"
#include "stack/start.h"

namespace synspect::tcp {

void arrives_in_listen(Tcb& tcb, const Segment& segment, const FastOpenAnswer& fast_open,
                       Instant now, Effects& effects) {
  if (segment.rst) return;  // 9293-3.10.7.2-a
  if (segment.ack_flag) {   // 9293-3.10.7.2-b, 9293-3.5.1-d
    effects.transmit.push_back(reset_at(segment.ack));
    return;
  }
  // Third, security: single-level (appendix A.1.2). Fourth, anything but a SYN is dropped
  // (9293-3.10.7.2-g).
  if (!segment.syn) return;
  start_connection(tcb, Origin::kPassive);  // 9293-3.10.7.2-d, 9293-3.5-a
  take_peer_syn(tcb, segment, now, effects);
  if (fast_open.open) {
    take_syn_at_once(tcb, segment, effects);
  } else {
    hold_text_of_syn(tcb, segment);
  }
  tcb.state = State::kSynReceived;
  send_syn(tcb, now, effects);
  answer_fast_open(fast_open, effects);
  if (fast_open.open) send_queued(tcb, now, effects);
}

}  // namespace synspect::tcp
