#include "stack/fast_open/server.h"

#include "stack/segment_arrives/text.h"
#include "stack/send/congestion.h"
#include "stack/wire/options.h"

namespace synspect::tcp {

void take_syn_at_once(Tcb& tcb, const Segment& syn, Effects& effects) {
  tcb.fast_open = FastOpen::kOpened;
  start_congestion(tcb, false);  // 7413-4.2.2-e
  effects.notices.push_back(Notice::kFastOpened);
  hold_text_of_syn(tcb, syn);
  const Seq next = tcb.held.deliver(tcb.rcv_nxt, {}, tcb.receive_queue);
  if (next != tcb.rcv_nxt) effects.notices.push_back(Notice::kReadable);
  tcb.rcv_wnd = {tcb.rcv_wnd.n - distance(tcb.rcv_nxt, next).n};
  tcb.rcv_nxt = next;
  if (tcb.rcv_up) effects.notices.push_back(Notice::kUrgent);
}

void answer_fast_open(const FastOpenAnswer& answer, Effects& effects) {
  if (!answer.cookie) return;
  SegmentOptions& options = effects.transmit.back().options;
  options.fast_open = answer.cookie;
  if (options_size(options) > kMostOptionOctets) options.fast_open.reset();
}

}  // namespace synspect::tcp
