#include "stack/send/emit.h"

#include <algorithm>
#include <utility>

#include "stack/ecn/echo.h"
#include "stack/ecn/negotiation.h"
#include "stack/ecn/reaction.h"
#include "stack/receive/window.h"
#include "stack/send/congestion.h"
#include "stack/send/next_segment.h"
#include "stack/send/options.h"
#include "stack/timers/delayed_ack.h"
#include "stack/timers/override.h"
#include "stack/timers/persist.h"
#include "stack/timers/retransmission.h"

namespace synspect::tcp {
namespace {

// What every segment of a synchronizing or synchronized connection carries.
Segment with_ack(Tcb& tcb, Seq seq, bool syn = false) {
  Segment segment;
  segment.seq = seq;
  segment.ack_flag = true;
  segment.ack = tcb.rcv_nxt;  // 9293-3.1-b
  const SeqLen window = window_to_offer(tcb, syn);
  segment.window = static_cast<std::uint16_t>(syn ? window.n : window.n >> tcb.agreed.rcv_shift);
  tcb.rcv_adv = tcb.rcv_nxt + window;
  tcb.timestamps.last_ack_sent = tcb.rcv_nxt;
  echo_marks(tcb, segment);
  on_acknowledged(tcb);
  return segment;
}

// 9293-3.10.2-g: URG and the pointer on every segment that begins before the mark, `offset` octets
// into the send queue. A mark too far away for 16 bits is approached step by step (MUST-31).
void mark_urgent(const Tcb& tcb, std::size_t offset, Segment& segment) {
  if (offset >= tcb.urgent) return;
  segment.urg = true;
  segment.urgent_pointer =
      static_cast<std::uint16_t>(std::min<std::size_t>(tcb.urgent - offset, 65535));
}

// `length` octets of the send queue from `offset` on.
Segment text_segment(Tcb& tcb, Seq seq, std::size_t offset, std::size_t length, bool fin) {
  Segment segment = with_ack(tcb, seq);
  segment.payload = tcb.send_queue.view().subspan(offset, length);
  // MUST-61: on the segment that empties the queue, or with unpushed SENDs held (MAY-16) on the one
  // with the last octet pushed. Earlier PUSHes are collapsed into it (SHLD-27).
  segment.psh = offset < tcb.pushed && tcb.pushed <= offset + length;  // 9293-3.9.1.2-a
  segment.fin = fin;
  mark_urgent(tcb, offset, segment);
  return segment;
}

}  // namespace

Segment reset_at(Seq seq) {
  Segment segment;
  segment.seq = seq;
  segment.rst = true;
  return segment;
}

void send_ack(Tcb& tcb, Effects& effects) {
  Segment segment = with_ack(tcb, tcb.snd_nxt);
  if (tcb.syn_acked && tcb.urgent > 0) mark_urgent(tcb, octets_in_flight(tcb), segment);
  effects.transmit.push_back(segment);
}

void send_syn(Tcb& tcb, Instant now, Effects& effects) {
  Segment segment;
  if (tcb.state == State::kSynSent) {
    segment.seq = tcb.iss;
    segment.window = static_cast<std::uint16_t>(window_to_offer(tcb, true).n);
  } else {
    segment = with_ack(tcb, tcb.iss, true);
  }
  segment.syn = true;
  offer_options(tcb, now, segment);
  announce_ecn(tcb, segment);
  effects.transmit.push_back(segment);
  if (tcb.snd_nxt != tcb.iss) return;  // a repetition
  tcb.snd_nxt = tcb.iss + SeqLen{1};
  on_sent(tcb, tcb.snd_nxt, now);
}

namespace {

// Text or FIN that lies at SND.NXT; starts the timer.
void send_new(Tcb& tcb, const NextSegment& next, Instant now, Effects& effects) {
  effects.transmit.push_back(text_segment(tcb, tcb.snd_nxt, next.offset, next.length, next.fin));
  if (!tcb.probe_out) mark_new_text(tcb, effects.transmit.back());
  const SeqLen taken = effects.transmit.back().length();
  on_text_sent(tcb, next.offset, next.length, now);
  tcb.snd_nxt = tcb.snd_nxt + taken;
  tcb.fin_sent = next.fin;
  on_sent(tcb, tcb.snd_nxt, now);
  const bool probed = std::exchange(tcb.probe_out, false);
  if (probed && taken.n == 1) tcb.retransmission.timed_end.reset();  // sent twice: Karn (6298-3-a)
}

}  // namespace

void send_queued(Tcb& tcb, Instant now, Effects& effects) {
  if (tcb.snd_una == tcb.snd_nxt) restart_after_idle(tcb, now);
  for (std::uint32_t burst = 0; burst < tcb.profile->max_burst; ++burst) {
    const NextSegment next = next_segment(tcb);
    if (next.hold != Hold::kNone) break;
    send_new(tcb, next, now, effects);
  }
  follow_window(tcb, now);
  follow_hold(tcb, now);
}

void send_held(Tcb& tcb, Instant now, Effects& effects) {
  const NextSegment next = next_segment(tcb);
  if (next.hold == Hold::kSillyWindow) send_new(tcb, next, now, effects);
  send_queued(tcb, now, effects);
}

bool resend_at(Tcb& tcb, Seq seq, Seq end, Effects& effects) {
  const std::uint32_t offset = distance(tcb.snd_una, seq).n;
  const std::size_t sent = octets_in_flight(tcb);
  if (offset > sent) return false;
  // Not beyond a window that has shrunk (SHLD-16).
  const std::uint32_t due = before(seq, end) ? distance(seq, end).n : 0;
  // 7323-2.4-4: an edge that only rounding took back is none, and where windows are scaled none
  // binds what is sent again for the first time.
  const bool first = tcb.agreed.snd_shift > 0 && tcb.retransmission.backoffs <= 1;
  const std::uint32_t edge =
      first ? kLargestFlight : tcb.snd_wnd.n + (1U << tcb.agreed.snd_shift) - 1;
  const std::size_t room = std::min(due, edge - std::min(edge, offset));
  const std::size_t length = std::min({sent - offset, room, std::size_t{tcb.snd_mss}});
  const bool fin = tcb.fin_sent && length == sent - offset && room > length;
  if (length == 0 && !fin) return false;
  effects.transmit.push_back(text_segment(tcb, seq, offset, length, fin));
  const Seq last = seq + effects.transmit.back().length();
  std::optional<Seq>& timed_end = tcb.retransmission.timed_end;
  if (timed_end && before(seq, *timed_end) && at_or_before(*timed_end, last)) {
    timed_end.reset();  // Karn (6298-3-a)
  }
  return true;
}

void send_keep_alive(Tcb& tcb, Effects& effects) {
  static constexpr std::byte kGarbage[1]{};
  Segment probe = with_ack(tcb, tcb.snd_nxt - SeqLen{1});
  if (tcb.profile->keep_alive_garbage) probe.payload = kGarbage;  // SHLD-12, MAY-6
  effects.transmit.push_back(probe);
}

void send_probe(Tcb& tcb, Effects& effects) {
  const std::size_t length = tcb.send_queue.empty() ? 0 : 1;
  effects.transmit.push_back(text_segment(tcb, tcb.snd_una, 0, length, length == 0));
  if (tcb.snd_una == tcb.snd_nxt) {
    tcb.probe_out = true;
    return;
  }
  tcb.retransmission.timed_end.reset();  // Karn (6298-3-a)
  tcb.recover = tcb.snd_nxt;             // all of it is due again once the window opens (SHLD-16)
  tcb.resend_next = tcb.snd_una;
}

void probe_taken(Tcb& tcb) {
  tcb.fin_sent = octets_in_flight(tcb) == tcb.send_queue.size();
  tcb.snd_nxt = tcb.snd_nxt + SeqLen{1};
  tcb.probe_out = false;
}

}  // namespace synspect::tcp
