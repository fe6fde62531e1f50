// What must hold of a Tcb between steps, state by state.
#include <bit>
#include <utility>

#include "stack/fast_open/server.h"
#include "stack/receive/urgent.h"
#include "stack/receive/window.h"
#include "stack/send/next_segment.h"
#include "stack/send/recovery.h"
#include "stack/tcb.h"
#include "stack/timers/persist.h"

namespace synspect::tcp {
namespace {

// What is wrong, or nothing. In a register: the question is asked after every step.
struct Answer {
  constexpr Answer(std::nullopt_t) {}
  constexpr Answer(const char* statement) : what{statement} {}
  explicit operator bool() const { return what != nullptr; }
  const char* what{};
};

bool idle(const RetransmissionTimer& timer) {
  return !timer.due && !timer.r2_start && !timer.timed_end && timer.backoffs == 0;
}

bool receives_text(State state) {
  return state == State::kEstablished || state == State::kFinWait1 || state == State::kFinWait2;
}

Answer of_buffers(const Tcb& tcb) {
  if (tcb.send_queue.size() > tcb.profile->send_buffer) return "send queue exceeds its buffer";
  if (tcb.pushed > tcb.send_queue.size()) return "more pushed than queued";
  if (tcb.urgent > tcb.send_queue.size()) return "urgent mark past the queue";
  if (tcb.receive_queue.size() > tcb.profile->receive_buffer)
    return "receive queue exceeds its buffer";
  if (tcb.rcv_wnd.n > free_space(tcb)) return "rcv_wnd offers more than is free";
  return std::nullopt;
}

// Beyond RCV.NXT, inside the window, in order and apart, and only while text is taken. What came
// with the SYN stands at RCV.NXT until our SYN is acknowledged.
[[gnu::cold]] Answer of_what_is_held(const Tcb& tcb) {
  if (!receives_text(tcb.state) && tcb.state != State::kSynReceived) {
    return "text held against the state";
  }
  if (tcb.syn_acked && tcb.held.reaches(tcb.rcv_nxt)) return "text held that is in order";
  std::uint32_t end = 0;  // of the run before, from RCV.NXT
  bool first = true;
  for (const Reassembly::Run& run : tcb.held.runs()) {
    const std::uint32_t from = distance(tcb.rcv_nxt, run.begin).n;
    const std::uint32_t to = distance(tcb.rcv_nxt, run.end).n;
    if ((from <= end && !(first && from == 0)) || to <= from) return "held text out of order";
    end = to;
    first = false;
  }
  if (end > tcb.rcv_wnd.n) return "held text beyond the window";
  if (const auto fin = tcb.held.fin()) {
    const std::uint32_t at = distance(tcb.rcv_nxt, *fin).n;
    if (at < end || at >= tcb.rcv_wnd.n) return "held FIN out of place";
  }
  if (tcb.held.memory() > std::bit_ceil(std::size_t{tcb.profile->receive_buffer}))
    return "too much held";
  return std::nullopt;
}

// Urgent mode: the mark lies ahead of the user, no farther than a window and a pointer reach.
[[gnu::cold]] Answer of_urgent(const Tcb& tcb) {
  if (!synchronized(tcb.state) && tcb.state != State::kSynReceived) {
    return "urgent mode without a connection";
  }
  const std::uint32_t ahead = distance(first_unread(tcb), *tcb.rcv_up).n;
  if (ahead == 0 || ahead > tcb.profile->receive_buffer + 65535U) return "urgent mark out of place";
  if (tcb.fin_received && ahead > tcb.receive_queue.size()) return "urgent mark beyond the FIN";
  return std::nullopt;
}

// CLOSED and LISTEN: nothing is out, nothing was received.
[[gnu::noinline]] Answer of_unsynchronized(const Tcb& tcb) {
  if (!idle(tcb.retransmission)) return "retransmission timer without a connection";
  if (tcb.persist != PersistTimer{} || tcb.override_due || tcb.time_wait_due)
    return "timer without a connection";
  // A passive open that came back to LISTEN keeps what SENDs gave meanwhile.
  if (tcb.state == State::kClosed && !tcb.send_queue.empty())
    return "text to send without a connection";
  if (tcb.state == State::kListen && !tcb.receive_queue.empty()) return "received text in LISTEN";
  if (tcb.fin_queued || tcb.fin_sent || tcb.probe_out || tcb.syn_acked)
    return "flags without a connection";
  return std::nullopt;
}

Answer of_send_space(const Tcb& tcb) {
  const std::uint32_t unacked = distance(tcb.snd_una, tcb.snd_nxt).n;
  const std::uint32_t control = (tcb.syn_acked ? 0U : 1U) + (tcb.fin_sent ? 1U : 0U);
  if (unacked < control) {
    // A FIN that has been acknowledged lies behind snd_una.
    if (!(tcb.syn_acked && tcb.fin_sent && unacked == 0)) return "snd_una passed snd_nxt";
    if (!tcb.send_queue.empty()) return "FIN acknowledged before the text in front of it";
  } else if (unacked - control > tcb.send_queue.size()) {
    return "more in flight than queued";
  } else if (tcb.fin_sent && unacked - control != tcb.send_queue.size()) {
    return "FIN sent before the text in front of it";
  }
  if (tcb.fin_sent && !tcb.fin_queued) return "FIN sent that nobody queued";
  const bool unsent = unacked - control < tcb.send_queue.size() || tcb.fin_queued;
  if (tcb.probe_out && (tcb.fin_sent || !unsent)) return "probe of nothing that waits";
  if (tcb.max_snd_wnd < tcb.snd_wnd) return "max_snd_wnd below snd_wnd";
  if (tcb.snd_mss == 0) return "snd_mss is zero";
  return std::nullopt;
}

Answer of_congestion(const Tcb& tcb) {
  const Congestion& congestion = tcb.congestion;
  if (!tcb.syn_acked) {
    const bool quiet = !congestion.recovering && congestion.duplicates == 0;
    return quiet ? Answer{std::nullopt} : "congestion control before the start";
  }
  if (congestion.cwnd < tcb.snd_mss) return "congestion window below one segment";
  if (congestion.recovering && !(before(tcb.snd_una, congestion.answered) &&
                                 at_or_before(congestion.answered, tcb.snd_nxt))) {
    return "fast recovery without its segments";
  }
  return std::nullopt;
}

Answer of_ecn(const Tcb& tcb) {
  const Ecn& ecn = tcb.ecn;
  if (tcb.state == State::kTimeWait && ecn != Ecn{}) return "TIME-WAIT remembers ECN";
  if ((ecn.echoing || ecn.unreported) && !honours_marks(ecn)) return "echo without ECN";
  if (ecn.unreported && !ecn.echoing) return "mark seen and not echoed";
  if (ecn.held && !(ecn.setup_sent && ecn.setup_heard)) return "text held without ECN";
  if (ecn.reduced ? !at_or_before(ecn.reduced_at, tcb.snd_nxt) : ecn.reduced_at != Seq{}) {
    return "window reduced in the future";
  }
  return std::nullopt;
}

Answer of_timers(const Tcb& tcb) {
  const RetransmissionTimer& timer = tcb.retransmission;
  const bool probing = tcb.persist.due.has_value();
  if (probing != window_blocks(tcb)) return "persist timer runs exactly while the window is shut";
  if (!probing && (tcb.persist.r2_start || tcb.persist.unanswered != 0 ||
                   tcb.persist.interval != Duration::zero()))
    return "probes counted while the window is open";
  if (tcb.override_due.has_value() != (next_segment(tcb).hold == Hold::kSillyWindow)) {
    return "override timer runs exactly while a small piece is held";
  }
  const bool out = tcb.snd_una != tcb.snd_nxt;
  if (timer.due.has_value() != ((out || tcb.ecn.held) && !probing)) {
    return "retransmission timer runs exactly while something is unacknowledged or held and the "
           "window open";
  }
  if (timer.r2_start.has_value() != (timer.due.has_value() && out))
    return "R2 counts with the timer";
  if (timer.rto <= Duration::zero() || timer.rto > tcb.profile->max_rto) return "RTO out of bounds";
  if (timer.timed_end &&
      !(before(tcb.snd_una, *timer.timed_end) && at_or_before(*timer.timed_end, tcb.snd_nxt))) {
    return "timed segment is not in flight";
  }
  if (tcb.recover &&
      !(before(tcb.snd_una, *tcb.recover) && at_or_before(*tcb.recover, tcb.snd_nxt))) {
    return "recovery point is not in flight";
  }
  if (resends_from_mark(tcb) ? !(at_or_before(tcb.snd_una, tcb.resend_next) &&
                                 at_or_before(tcb.resend_next, tcb.recover.value_or(tcb.snd_nxt)))
                             : tcb.resend_next != Seq{}) {
    return "what is resent next is not below the recovery point";
  }
  if (tcb.delayed_ack.due.has_value() != (tcb.delayed_ack.segments > 0)) {
    return "delayed ACK timer runs exactly while an ACK waits";
  }
  if (tcb.delayed_ack.due && !receives_text(tcb.state)) return "an ACK waits against the state";
  if (tcb.time_wait_due.has_value() != (tcb.state == State::kTimeWait)) {
    return "2MSL timer runs exactly in TIME-WAIT";
  }
  return std::nullopt;
}

// The flags of an opening and a close, as bits.
enum Flag : unsigned { kSynAcked = 1, kFinQueued = 2, kFinReceived = 4, kOwnFinAcked = 8 };
constexpr unsigned kEveryFlag = kSynAcked | kFinQueued | kFinReceived | kOwnFinAcked;

// Those of `known` are set exactly where `set` has them.
Answer of_flags(const Tcb& tcb, unsigned set, unsigned known = kEveryFlag) {
  const unsigned flags = (tcb.syn_acked ? kSynAcked : 0U) | (tcb.fin_queued ? kFinQueued : 0U) |
                         (tcb.fin_received ? kFinReceived : 0U) |
                         (tcb.fin_sent && tcb.snd_una == tcb.snd_nxt ? kOwnFinAcked : 0U);
  const unsigned wrong = (flags ^ set) & known;
  if (wrong == 0) return std::nullopt;
  if ((wrong & kSynAcked) != 0) return "syn_acked against the state";
  if ((wrong & kFinQueued) != 0) return "fin_queued against the state";
  if ((wrong & kFinReceived) != 0) return "fin_received against the state";
  return "acknowledgment of our FIN against the state";
}

Answer of_state(const Tcb& tcb) {
  switch (tcb.state) {
    case State::kClosed:
    case State::kListen:
      return of_unsynchronized(tcb);
    case State::kSynSent:
      if (!tcb.receive_queue.empty()) return "received text in SYN-SENT";
      if (tcb.origin != Origin::kActive) return "SYN-SENT by a passive open";
      return of_flags(tcb, 0);
    case State::kSynReceived:
      if (!tcb.receive_queue.empty() && !opened_fast(tcb)) return "received text in SYN-RECEIVED";
      return of_flags(tcb, 0, kEveryFlag & ~kFinQueued);
    case State::kEstablished:
      return of_flags(tcb, kSynAcked);
    case State::kFinWait1:  // CLOSE in SYN-RECEIVED leaves the SYN unacknowledged (9293-3.10.4-d)
      return of_flags(tcb, kFinQueued, kEveryFlag & ~kSynAcked);
    case State::kFinWait2:
      return of_flags(tcb, kSynAcked | kFinQueued | kOwnFinAcked);
    case State::kCloseWait:
      return of_flags(tcb, kSynAcked | kFinReceived);
    case State::kClosing:
    case State::kLastAck:
      return of_flags(tcb, kSynAcked | kFinQueued | kFinReceived);
    case State::kTimeWait:
      return of_flags(tcb, kEveryFlag);
  }
  std::unreachable();
}

Answer first_wrong(const Tcb& tcb) {
  if (const Answer answer = of_buffers(tcb)) return answer;
  if (!tcb.held.empty()) {
    if (const Answer answer = of_what_is_held(tcb)) return answer;
  }
  if (tcb.rcv_up) {
    if (const Answer answer = of_urgent(tcb)) return answer;
  }
  if (const Answer answer = of_state(tcb)) return answer;
  if (tcb.state == State::kClosed || tcb.state == State::kListen) return std::nullopt;
  if (const Answer answer = of_send_space(tcb)) return answer;
  if (const Answer answer = of_congestion(tcb)) return answer;
  if (const Answer answer = of_ecn(tcb)) return answer;
  return of_timers(tcb);
}

}  // namespace

const char* inconsistency_in_full(const Tcb& tcb) { return first_wrong(tcb).what; }

namespace {

// Most steps leave a connection so: ESTABLISHED or CLOSE-WAIT, all that is queued in flight,
// nothing lost, held, urgent or probed, no close of ours. Then of all the statements above these
// are left, asked in one go. It may well be false of a Tcb that is consistent.
bool plain(const Tcb& tcb) {
  const bool flags = tcb.fin_queued || tcb.fin_sent || tcb.probe_out || tcb.congestion.recovering ||
                     tcb.rcv_up || tcb.recover;
  const Ecn& ecn = tcb.ecn;
  const bool marks = ecn.echoing || ecn.unreported || ecn.reduced || ecn.held;
  const auto numbers = static_cast<std::uint64_t>(tcb.persist.interval.count()) |
                       tcb.persist.unanswered | tcb.resend_next.raw() | ecn.reduced_at.raw();
  const bool ended = tcb.state == State::kCloseWait;
  if ((tcb.state != State::kEstablished && !ended) || tcb.fin_received != ended) return false;
  if (!tcb.syn_acked || flags || marks || numbers != 0) return false;
  if (tcb.persist.due || tcb.persist.r2_start || tcb.override_due || tcb.time_wait_due)
    return false;
  const RetransmissionTimer& timer = tcb.retransmission;
  const Profile& profile = tcb.profile;
  const std::size_t queued = tcb.send_queue.size();
  const std::uint32_t out = distance(tcb.snd_una, tcb.snd_nxt).n;
  return out == queued && queued <= profile.send_buffer && tcb.pushed <= queued &&
         tcb.urgent <= queued && tcb.held.empty() &&
         tcb.receive_queue.size() <= profile.receive_buffer && tcb.rcv_wnd.n <= free_space(tcb) &&
         tcb.snd_wnd.n != 0 && tcb.snd_wnd <= tcb.max_snd_wnd && tcb.snd_mss != 0 &&
         tcb.congestion.cwnd >= tcb.snd_mss && timer.rto > Duration::zero() &&
         timer.rto <= profile.max_rto && timer.due.has_value() == (out != 0) &&
         timer.r2_start.has_value() == (out != 0) &&
         (!timer.timed_end ||
          (before(tcb.snd_una, *timer.timed_end) && at_or_before(*timer.timed_end, tcb.snd_nxt))) &&
         tcb.delayed_ack.due.has_value() == (tcb.delayed_ack.segments > 0) &&
         !(ended && tcb.delayed_ack.due);
}

}  // namespace

const char* inconsistency(const Tcb& tcb) {
  return plain(tcb) ? nullptr : inconsistency_in_full(tcb);
}

}  // namespace synspect::tcp
