#include "stack/segment_arrives/syn_check.h"

#include "stack/end.h"
#include "stack/fast_open/server.h"
#include "stack/send/emit.h"

namespace synspect::tcp {

Next check_syn(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  if (!arrival.segment.syn) return Next::kCheck;
  // Back to LISTEN, unless the user has closed meanwhile, or knows of the connection: then the
  // challenge will tell.
  const bool unknown = !tcb.fin_queued && !opened_fast(tcb);
  if (tcb.state == State::kSynReceived && tcb.origin == Origin::kPassive && unknown) {
    return_to_listen(tcb, arrival.effects);  // 9293-3.10.7.4-4-synrcvd-passive
    return Next::kDone;
  }
  if (tcb.profile->blind_syn) {
    // Challenge ACK (5961-4.2-1, 9293-3.5.1-a, 9293-3.10.7.4-4-*); the segment is dropped
    // (5961-4.2-2).
    arrival.ack_owed = true;
    return Next::kDone;
  }
  // 9293-3.10.7.4-4a: without RFC 5961 it is an error that ends the connection.
  const Seq at = arrival.segment.ack_flag ? arrival.segment.ack : tcb.snd_nxt;
  end_connection(tcb, Notice::kReset, arrival.effects);
  arrival.effects.transmit.push_back(reset_at(at));
  arrival.effects.notices.push_back(Notice::kReset);
  return Next::kDone;
}

}  // namespace synspect::tcp
