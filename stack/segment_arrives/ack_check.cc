#include "stack/segment_arrives/ack_check.h"

#include <algorithm>
#include <utility>

#include "stack/ecn/reaction.h"
#include "stack/end.h"
#include "stack/fast_open/client.h"
#include "stack/receive/window.h"
#include "stack/segment_arrives/peer_syn.h"
#include "stack/send/congestion.h"
#include "stack/send/emit.h"
#include "stack/send/path_mtu.h"
#include "stack/send/recovery.h"
#include "stack/send/room.h"
#include "stack/send/sack_recovery.h"
#include "stack/timers/persist.h"
#include "stack/timers/retransmission.h"
#include "stack/timers/time_wait.h"
#include "stack/timers/user_timeout.h"
#include "stack/timestamps.h"

namespace synspect::tcp {
namespace {

// MAY-12: (SND.UNA - MAX.SND.WND) =< SEG.ACK =< SND.NXT (5961-5.2-1). Without it an ACK of
// something unsent is still refused (9293-3.10.7.4-5g), and an old one is only old.
bool plausible(const Tcb& tcb, Seq ack) {
  if (!tcb.profile->blind_data) return at_or_before(ack, highest_sent(tcb));
  const Seq oldest = tcb.snd_una - tcb.max_snd_wnd;
  return distance(oldest, ack) <= distance(oldest, highest_sent(tcb));
}

// 9293-3.10.7.4-5h, -5i: only a newer segment speaks of the window.
void update_window(Tcb& tcb, const Segment& segment) {
  const bool newer = before(tcb.snd_wl1, segment.seq) ||
                     (tcb.snd_wl1 == segment.seq && at_or_before(tcb.snd_wl2, segment.ack));
  if (newer) take_window(tcb, segment);  // 9293-3.8.6-a
}

// SND.UNA moves to `ack`; what it passes leaves the queue (9293-3.10.7.4-5d).
void advance(Arrival& arrival, Seq ack) {
  Tcb& tcb = arrival.tcb;
  if (before(tcb.snd_nxt, ack)) probe_taken(tcb);
  std::size_t octets = distance(tcb.snd_una, ack).n;
  if (!tcb.syn_acked) {
    tcb.syn_acked = true;
    --octets;
    start_congestion(tcb, tcb.retransmission.backoffs > 0);  // 5681-3.1-3
    on_syn_acked(tcb);
    if (tcb.profile->buffer_in_segments) round_buffer(tcb);
    follow_syn_text(tcb, ack);
  }
  if (tcb.fin_sent && ack == tcb.snd_nxt) --octets;
  const bool was_full = send_room(tcb) == 0;
  tcb.send_queue.drop_front(octets);  // 9293-3.4-c, 9293-3.10.7.4-5e
  const auto gone = static_cast<std::uint32_t>(octets);
  tcb.pushed -= std::min(tcb.pushed, gone);
  tcb.urgent -= std::min(tcb.urgent, gone);
  if (was_full && send_room(tcb) > 0) arrival.effects.notices.push_back(Notice::kWritable);
  // The window counts from SND.UNA: until a newer segment says otherwise its right edge stays.
  const std::uint32_t moved = distance(tcb.snd_una, ack).n;
  tcb.snd_wnd = {tcb.snd_wnd.n > moved ? tcb.snd_wnd.n - moved : 0};  // 9293-3.10.7.4-5j
  tcb.snd_una = ack;
  follow_recovery(tcb);
  on_progress(tcb, gone);
  follow_reduction(tcb);
  const bool mark_echoed = arrival.segment.ece && may_mark(tcb.ecn);
  arrival.resend_lost = on_text_acked(tcb, gone, mark_echoed);
  on_new_ack(tcb, age_of_echo(tcb, arrival.segment, arrival.now), arrival.now);
}

[[gnu::noinline]] Next after_fin_acked(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  switch (tcb.state) {
    case State::kFinWait1:           // 9293-3.10.7.4-5-finwait1
      tcb.state = State::kFinWait2;  // 9293-3.10.7.4-5-finwait2
      return Next::kCheck;
    case State::kClosing:  // 9293-3.10.7.4-5-closing
      start_time_wait(tcb, arrival.now);
      return Next::kDone;
    case State::kLastAck:  // 9293-3.10.7.4-5-lastack
      end_connection(tcb, Notice::kClosed, arrival.effects);
      arrival.effects.notices.push_back(Notice::kClosed);
      return Next::kDone;
    case State::kClosed:
    case State::kListen:
    case State::kSynSent:
    case State::kSynReceived:
    case State::kEstablished:
    case State::kFinWait2:
    case State::kCloseWait:
    case State::kTimeWait:
      break;  // no FIN of ours is out
  }
  std::unreachable();
}

// The user can be told of the connection, and of what the peer's SYN said to be urgent
// (9293-3.10.7.2-e, MUST-32).
void tell_connected(Arrival& arrival) {
  arrival.effects.notices.push_back(Notice::kConnected);
  if (arrival.tcb.rcv_up) arrival.effects.notices.push_back(Notice::kUrgent);
}

// What an acknowledgment that is not new says of a loss (5681-2-1, or with SACK 5681-2-2).
void follow_duplicates(Arrival& arrival, bool news) {
  Tcb& tcb = arrival.tcb;
  if (tcb.agreed.sack) {
    if (news) arrival.resend_lost = on_sack_alone(tcb);  // 3042-2-3
  } else if (is_duplicate_ack(tcb, arrival.segment, arrival.bare)) {
    arrival.resend_lost = on_duplicate_ack(tcb);
  }
}

}  // namespace

void establish(Arrival& arrival) {  // 9293-3.4.1-b
  Tcb& tcb = arrival.tcb;
  advance(arrival, arrival.segment.ack);
  // Before any earlier text: SND.WND as this segment has it.
  take_window(tcb, arrival.segment);
  // A CLOSE that waited behind queued text takes effect now (9293-3.10.4-e, -f).
  tcb.state = tcb.fin_queued ? State::kFinWait1 : State::kEstablished;
  tell_connected(arrival);
}

Next take_ack(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  if (tcb.state == State::kSynReceived) {
    establish(arrival);
    return Next::kCheck;
  }
  const bool connecting = !tcb.syn_acked;  // FIN-WAIT-1 by CLOSE in SYN-RECEIVED
  advance(arrival, arrival.segment.ack);
  if (connecting) tell_connected(arrival);
  if (tcb.fin_sent && tcb.snd_una == tcb.snd_nxt) return after_fin_acked(arrival);
  return Next::kCheck;
}

Next check_ack(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  const Segment& segment = arrival.segment;
  if (!segment.ack_flag) {  // 9293-3.10.7.4-5a
    arrival.ack_owed = false;
    return Next::kDone;
  }
  if (!tcb.syn_acked && !acknowledges_new(tcb, segment.ack)) {
    // FIN-WAIT-1 by CLOSE in SYN-RECEIVED is a synchronized state: an ACK (9293-3.5.2-c). Text with
    // it may be of another incarnation, so a number that acknowledges nothing is refused as well.
    arrival.ack_owed = tcb.state != State::kSynReceived;
    if (arrival.ack_owed) return Next::kDone;
    // 9293-3.10.7.4-5c. It comes before the test of RFC 5961, which by order of the text would
    // answer with an ACK: not yet synchronized, group 2 of 3.5.2 asks for a RST.
    arrival.effects.transmit.push_back(reset_at(segment.ack));
    return Next::kDone;
  }
  if (tcb.syn_acked && !plausible(tcb, segment.ack)) {  // 5961-5.2-2, 9293-3.10.7.4-5g
    arrival.ack_owed = true;
    return Next::kDone;
  }
  const bool current = at_or_before(tcb.snd_una, segment.ack);
  const bool news = tcb.agreed.sack && current && take_sack(tcb, segment);
  const Seq una = tcb.snd_una;
  if (segment.ece && current) on_echoed_mark(tcb, segment.ack, arrival.now);
  // In CLOSE-WAIT as well (9293-3.10.7.4-5-closewait).
  const Next next = acknowledges_new(tcb, segment.ack) ? take_ack(arrival) : Next::kCheck;
  if (!current || tcb.state == State::kClosed) return next;  // 9293-3.10.7.4-5f
  if (tcb.snd_una == una) follow_duplicates(arrival, news);
  update_window(tcb, segment);
  on_peer_heard(tcb);
  if (segment.options.user_timeout) take_peer_timeout(tcb, segment, arrival.effects);
  const bool was_shut = tcb.persist.due.has_value();
  follow_window(tcb, arrival.now);
  // What was probed with or lies behind it has had its RTO: it need not wait for another.
  if (was_shut && !tcb.persist.due && tcb.recover) arrival.resend_lost = true;
  return next;
}

}  // namespace synspect::tcp
