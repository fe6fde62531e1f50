#include "stack/send/next_segment.h"

#include <algorithm>
#include <utility>

#include "stack/fast_open/server.h"
#include "stack/send/congestion.h"
#include "stack/send/options.h"

namespace synspect::tcp {
namespace {

// 9293-3.8.6.2.1-a to -c, with their conditions on what is in flight, which are Nagle's. `length`
// is min(D,U), cut to one segment.
Hold hold_of(const Tcb& tcb, std::size_t length, std::size_t unsent) {
  if (length == largest_text(tcb)) return Hold::kNone;  // rule 1, SHLD-28
  // Text, or the FIN; our SYN alone keeps nothing back.
  const bool outstanding = distance(tcb.snd_una, tcb.snd_nxt).n > (tcb.syn_acked ? 0U : 1U);
  if (outstanding && tcb.nagle.value_or(tcb.profile->nagle)) return Hold::kNagle;  // PUSH or not
  const bool all_pushed = length == unsent && tcb.pushed == tcb.send_queue.size();
  const bool half_the_largest = 2 * length >= tcb.max_snd_wnd.n;  // Fs = 1/2
  if (all_pushed || half_the_largest) return Hold::kNone;         // rules 2 and 3, 9293-3.8.6.2.1-b
  return Hold::kSillyWindow;
}

}  // namespace

bool may_send(const Tcb& tcb) {
  switch (tcb.state) {
    case State::kEstablished:
    case State::kCloseWait:
    case State::kFinWait1:  // the FIN follows what was queued before CLOSE (9293-3.10.4-f)
    case State::kClosing:
    case State::kLastAck:
      return true;
    case State::kSynReceived:
      return opened_fast(tcb);  // 7413-4.2.2-d
    case State::kClosed:
    case State::kListen:
    case State::kSynSent:
    case State::kFinWait2:
    case State::kTimeWait:
      return false;
  }
  std::unreachable();
}

std::size_t octets_in_flight(const Tcb& tcb) {
  return distance(tcb.snd_una, tcb.snd_nxt).n - (tcb.syn_acked ? 0U : 1U) -
         (tcb.fin_sent ? 1U : 0U);
}

NextSegment next_segment(const Tcb& tcb) {
  NextSegment next;
  if (tcb.send_queue.empty() && !tcb.fin_queued) return next;  // asked after every step
  if (!may_send(tcb) || tcb.fin_sent) return next;
  next.offset = octets_in_flight(tcb);
  const std::size_t unsent = tcb.send_queue.size() - next.offset;
  // 9293-3.8.6-b, 7323-2.4-3; a peer may have shrunk its window below what is out (MUST-34,
  // SHLD-15).
  const std::size_t room = tcb.snd_wnd.n > next.offset ? tcb.snd_wnd.n - next.offset : 0;
  next.length = std::min({unsent, room, largest_text(tcb)});
  next.fin = tcb.fin_queued && next.length == unsent && room > next.length;
  if (next.fin) {  // the end of the stream: nothing will come that a short segment could wait for
    next.hold = Hold::kNone;
  } else if (next.length > 0) {
    next.hold = hold_of(tcb, next.length, unsent);
  }
  // Whole segments or none: what is cut off here would be a small one.
  if (next.length > 0 && next.offset + next.length > flight_limit(tcb)) {
    next.hold = Hold::kCongestion;
  }
  if (tcb.ecn.held && next.hold != Hold::kNothing) next.hold = Hold::kCongestion;  // 3168-6.1.2-4
  return next;
}

}  // namespace synspect::tcp
