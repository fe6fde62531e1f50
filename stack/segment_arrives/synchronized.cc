#include "stack/segment_arrives/synchronized.h"

#include "stack/segment_arrives/ack_check.h"
#include "stack/segment_arrives/arrival.h"
#include "stack/segment_arrives/challenge.h"
#include "stack/segment_arrives/fin_check.h"
#include "stack/segment_arrives/rst_check.h"
#include "stack/segment_arrives/sequence_check.h"
#include "stack/segment_arrives/syn_check.h"
#include "stack/segment_arrives/text.h"
#include "stack/segment_arrives/urg_check.h"
#include "stack/send/emit.h"
#include "stack/send/recovery.h"

namespace synspect::tcp {
namespace {

// Each by name, so that the compiler can put them in a row.
template <auto... kChecks>
void check(Arrival& arrival) {
  (void)((kChecks(arrival) == Next::kCheck) && ...);
}

// The eight checks in the RFC's own order. Third would be security: this host is single-level
// (appendix A.1.2), so nothing can mismatch.
void from_first_check(Arrival& arrival) {
  check<check_sequence, check_rst, check_syn, check_ack, check_urg, take_text, check_fin>(arrival);
}
void from_sixth_check(Arrival& arrival) { check<check_urg, take_text, check_fin>(arrival); }

// Whatever answers a RST or a SYN of a synchronized connection: in its window or outside
// (5961-3.2-3, 5961-4.2-1).
bool is_challenge(const Arrival& arrival) {
  return arrival.ack_owed && arrival.effects.transmit.empty() &&
         (arrival.segment.rst || arrival.segment.syn) && synchronized(arrival.tcb.state);
}

// Once the checks are done with it.
void answer(Arrival& arrival) {
  if (arrival.tcb.state == State::kClosed || arrival.tcb.state == State::kListen) return;
  take_text_of_syn(arrival);
  if (arrival.resend_lost && arrival.tcb.snd_wnd.n > 0) {
    resend_lost(arrival.tcb, arrival.effects);
  }
  send_queued(arrival.tcb, arrival.now, arrival.effects);
  if (is_challenge(arrival) && !may_challenge(arrival.tcb, arrival.now)) arrival.ack_owed = false;
  // Text or FIN that left just now carries the acknowledgment (9293-3.10.7.4-7e, MUST-59).
  if (arrival.ack_owed && arrival.effects.transmit.empty()) send_ack(arrival.tcb, arrival.effects);
}

}  // namespace

void arrives_in_synchronized(Tcb& tcb, Segment& segment, Instant now, Effects& effects) {
  Arrival arrival{tcb, segment, now, effects};
  from_first_check(arrival);
  answer(arrival);
}

void arrives_with_syn_taken(Tcb& tcb, const Segment& segment, Instant now, Effects& effects) {
  Segment rest = segment;
  rest.ece = rest.cwr = false;  // of a SYN,ACK they mean something else (3168-6.1.1-2)
  rest.ecn = 0;                 // and a mark means nothing (3168-6.1.1-7)
  Arrival arrival{tcb, rest, now, effects};
  arrival.ack_owed = true;
  establish(arrival);
  arrival.segment.seq = segment.seq + SeqLen{1};
  arrival.segment.syn = false;
  // Of text beyond the window only the front is taken.
  trim_to_window(tcb, arrival.segment);
  from_sixth_check(arrival);
  answer(arrival);
}

}  // namespace synspect::tcp
