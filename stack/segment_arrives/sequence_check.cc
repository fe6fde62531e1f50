#include "stack/segment_arrives/sequence_check.h"

#include <algorithm>

#include "stack/ecn/negotiation.h"
#include "stack/segment_arrives/ack_check.h"
#include "stack/send/emit.h"
#include "stack/timers/time_wait.h"
#include "stack/timestamps.h"

namespace synspect::tcp {
namespace {

// The peer's own SYN once more, while ours is unacknowledged.
bool repeats_syn(const Tcb& tcb, const Segment& segment) {
  return segment.syn && !tcb.syn_acked && segment.seq == tcb.irs;
}

// 9293-3.10.7.4-1b, MUST-66: the RST counts by its own number even where the text it may carry
// (SHLD-2) would not fit, and with a zero window what stands exactly at RCV.NXT still has a valid
// ACK and URG, though no SYN that could be judged (9293-3.4-k).
bool acceptable_to(const Tcb& tcb, const Segment& segment) {
  if (repeats_syn(tcb, segment)) return false;  // whatever comes with it is on hand or comes again
  if (tcb.rcv_wnd.n == 0 && segment.seq == tcb.rcv_nxt) return segment.rst || !segment.syn;
  const SeqLen length = segment.rst ? SeqLen{0} : segment.length();
  return acceptable(segment.seq, length, tcb.rcv_nxt, tcb.rcv_wnd);
}

// Wholly old, but no older than one window: sent before its sender learnt what we have taken. Until
// our SYN is acknowledged nothing behind the peer's SYN has been taken: what is old then comes from
// another incarnation.
bool repeats_the_past(const Tcb& tcb, const Segment& segment) {
  const Seq end = segment.seq + segment.length();
  return tcb.syn_acked && before(segment.seq, tcb.rcv_nxt) && at_or_before(end, tcb.rcv_nxt) &&
         distance(segment.seq, tcb.rcv_nxt).n <= tcb.profile->receive_buffer;
}

// 9293-3.10.7.4-1g. Two exchanges would never end by the letter of the first check: in a
// simultaneous open the SYN,ACK lies at IRS (appendix A.2), and where crossing FINs were lost the
// acknowledgment rides on the repeated FIN. So the ACK field of a repetition is used, nothing else.
[[gnu::cold]] void use_ack_of_repetition(Arrival& arrival) {
  const Segment& segment = arrival.segment;
  Tcb& tcb = arrival.tcb;
  if (!segment.ack_flag) return;
  // A stray SYN is no repetition; only the peer's own stands at IRS.
  if (segment.syn ? !repeats_syn(tcb, segment) : !repeats_the_past(tcb, segment)) return;
  if (!acknowledges_new(tcb, segment.ack)) return;
  if (tcb.state == State::kLastAck) {  // the Tcb may be gone when the segment is done
    send_ack(tcb, arrival.effects);
    arrival.ack_owed = false;
  }
  (void)take_ack(arrival);
}

// 2883-4-1, 2883-4-3: text that came before, below RCV.NXT or else inside what is held.
void note_duplicate(Tcb& tcb, const Segment& segment) {
  if (!tcb.agreed.sack || segment.rst || segment.payload.empty()) return;
  const Seq begin = segment.seq + SeqLen{segment.syn ? 1U : 0U};
  const Seq end = begin + SeqLen{static_cast<std::uint32_t>(segment.payload.size())};
  if (before(begin, tcb.rcv_nxt)) {
    const bool recent = distance(begin, tcb.rcv_nxt).n <= tcb.profile->receive_buffer;
    if (!recent || !before(tcb.irs, begin)) return;
    tcb.sack.duplicate({begin, before(end, tcb.rcv_nxt) ? end : tcb.rcv_nxt});
    return;
  }
  // Counted from RCV.NXT: half the circle ahead, text is before one edge and behind the other.
  const std::size_t first = distance(tcb.rcv_nxt, begin).n;
  const std::size_t last = first + segment.payload.size();
  for (const Reassembly::Run& run : tcb.held.runs()) {
    const std::size_t from = std::max<std::size_t>(first, distance(tcb.rcv_nxt, run.begin).n);
    const std::size_t to = std::min<std::size_t>(last, distance(tcb.rcv_nxt, run.end).n);
    if (from >= to) continue;
    const SeqLen length{static_cast<std::uint32_t>(to - from)};
    const Seq at = tcb.rcv_nxt + SeqLen{static_cast<std::uint32_t>(from)};
    tcb.sack.duplicate({at, at + length});
    return;
  }
}

}  // namespace

void trim_to_window(const Tcb& tcb, Segment& segment) {
  if (segment.rst || segment.syn) return;  // judged whole by the checks that follow
  if (before(segment.seq, tcb.rcv_nxt)) {
    const std::size_t old = distance(segment.seq, tcb.rcv_nxt).n;
    segment.payload = segment.payload.subspan(std::min(old, segment.payload.size()));
    segment.seq = tcb.rcv_nxt;
  }
  const std::size_t ahead = distance(tcb.rcv_nxt, segment.seq).n;
  const std::size_t room = tcb.rcv_wnd.n > ahead ? tcb.rcv_wnd.n - ahead : 0;
  if (segment.length().n <= room) return;
  segment.fin = false;
  segment.payload = segment.payload.first(std::min(room, segment.payload.size()));
}

Next check_sequence(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  Segment& segment = arrival.segment;
  if (tcb.agreed.timestamps && !segment.rst) {
    if (!segment.options.timestamps) return Next::kDone;  // 7323-3.2-7, 7323-3.2-8
    if (paws_rejects(tcb, segment, arrival.now)) {        // 7323-5.3-0, 7323-5.3-r1
      arrival.ack_owed = true;
      note_duplicate(tcb, segment);
      return Next::kDone;
    }
  }
  if (acceptable_to(tcb, segment)) {
    if (tcb.agreed.timestamps && !segment.rst) take_timestamp(tcb, segment, arrival.now);
    note_duplicate(tcb, segment);
    const SeqLen whole = segment.length();
    trim_to_window(tcb, segment);
    // What was cut is answered, or the peer would never learn where we stand.
    arrival.ack_owed = whole != segment.length();
    return Next::kCheck;
  }
  if (segment.rst) return Next::kDone;  // 9293-3.10.7.4-1a, 9293-3.5.3-a, 5961-3.2-1
  note_duplicate(tcb, segment);
  // One more SYN of the peer may take back what the first has said (3168-6.1.1-4).
  const bool again = segment.syn && segment.seq == tcb.irs;
  if (again && tcb.state != State::kTimeWait) hear_ecn(tcb, segment);
  arrival.ack_owed = true;  // 9293-3.10.7.4-1-*, 9293-3.8.4-b, 9293-3.8.6.1-b
  use_ack_of_repetition(arrival);
  // The peer has not heard our ACK of its FIN: stay another two MSL (9293-3.10.7.4-5-timewait).
  const bool same_fin = segment.fin && segment.seq + segment.length() == tcb.rcv_nxt;
  if (tcb.state == State::kTimeWait && same_fin && !segment.syn) start_time_wait(tcb, arrival.now);
  return Next::kDone;
}

}  // namespace synspect::tcp
