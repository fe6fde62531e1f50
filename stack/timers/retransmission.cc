#include "stack/timers/retransmission.h"

#include <algorithm>

#include "stack/end.h"
#include "stack/send/emit.h"
#include "stack/send/path_mtu.h"
#include "stack/send/recovery.h"
#include "stack/timers/override.h"
#include "stack/timers/user_timeout.h"

namespace synspect::tcp {
namespace {

constexpr Duration kGranularity{1};  // G: one tick of the core's clock

void arm(Tcb& tcb, Instant now) {
  RetransmissionTimer& timer = tcb.retransmission;
  timer.due = now + timer.rto;
}

// Of stacks that count (MUST-20).
bool has_had_its_retries(const Tcb& tcb) {
  const Profile& profile = tcb.profile;
  const std::uint8_t handshake =
      tcb.state == State::kSynSent ? profile.syn_retries : profile.syn_ack_retries;
  const std::uint8_t most = tcb.syn_acked ? profile.data_retries : handshake;
  return most != 0 && tcb.retransmission.backoffs >= most;
}

}  // namespace

Instant end_of_r2(const Tcb& tcb, Instant start) {
  const Duration standard = tcb.syn_acked ? tcb.profile->r2_data : tcb.profile->r2_syn;
  const Duration r2 = tcb.r2.value_or(standard);  // MUST-21
  const bool adapts = tcb.syn_acked && tcb.user_timeout.peer_s != 0;
  const Duration limit = adapts ? user_timeout(tcb) : r2;  // 5482-3.1-2
  const bool never = limit > Instant::max() - start;       // 9293-3.8.3-c
  return never ? Instant::max() : start + limit;
}

MaybeInstant retransmission_deadline(const Tcb& tcb) {
  const RetransmissionTimer& timer = tcb.retransmission;
  if (!timer.r2_start) return timer.due;  // nothing is out
  return std::min(*timer.due, end_of_r2(tcb, *timer.r2_start));
}

void on_sent(Tcb& tcb, Seq end, Instant now) {
  RetransmissionTimer& timer = tcb.retransmission;
  if (!timer.timed_end) {  // one sample per round trip, in recovery too (6298-3-b)
    timer.timed_end = end;
    timer.timed_sent = now;
  }
  if (timer.due) return;
  timer.r2_start = now;
  arm(tcb, now);
}

void on_new_ack(Tcb& tcb, std::optional<Duration> echoed, Instant now) {
  RetransmissionTimer& timer = tcb.retransmission;
  const bool reached = timer.timed_end && at_or_before(*timer.timed_end, tcb.snd_una);
  // With timestamps what was sent twice gives a sample as well; one in a round trip, so that the
  // gains remain those of RFC 6298 (7323-4.2-1).
  if (reached || (!timer.timed_end && echoed)) {
    take_sample(timer, tcb.profile, echoed.value_or(now - timer.timed_sent));
    timer.timed_end.reset();
    if (echoed && tcb.snd_una != tcb.snd_nxt) {
      timer.timed_end = tcb.snd_nxt;
      timer.timed_sent = now;
    }
  }
  timer.backoffs = 0;  // the RTO itself stays backed off until a sample (6298-5-a)
  if (tcb.snd_una == tcb.snd_nxt) {
    timer.due.reset();
    timer.r2_start.reset();
    if (tcb.ecn.held) arm(tcb, now);
    return;
  }
  if (tcb.persist.due) return;  // shut: probed instead, until the window opens
  restart_retransmission(tcb, now);
}

void restart_retransmission(Tcb& tcb, Instant now) {
  tcb.retransmission.r2_start = now;
  arm(tcb, now);
}

void on_syn_acked(Tcb& tcb) {
  RetransmissionTimer& timer = tcb.retransmission;
  const Duration rto = tcb.profile->initial_rto_after_syn_loss;
  if (timer.backoffs > 0 && tcb.profile->initial_rto < rto) timer.rto = rto;
}

void on_resent(Tcb& tcb, Instant now) {
  // Of text, what is timed lies beyond what a recovery sends again; Karn forbids the rest.
  if (!tcb.syn_acked) tcb.retransmission.timed_end.reset();
  arm(tcb, now);
}

void on_held(Tcb& tcb, Instant now) { arm(tcb, now); }

namespace {

// 3168-6.1.2-4: what waited may leave. True when that is all, for nothing is out.
bool release_held(Tcb& tcb, Instant now, Effects& effects) {
  if (!tcb.ecn.held) return false;
  tcb.ecn.held = false;
  if (tcb.snd_una != tcb.snd_nxt) return false;
  tcb.retransmission.due.reset();
  send_queued(tcb, now, effects);
  return true;
}

}  // namespace

void on_retransmission_due(Tcb& tcb, Instant now, Effects& effects) {
  RetransmissionTimer& timer = tcb.retransmission;
  const bool past_r2 = timer.r2_start && now >= end_of_r2(tcb, *timer.r2_start);
  if (past_r2 || has_had_its_retries(tcb)) {  // 9293-3.8.3-b, 9293-3.10.8-a, 9293-3.6-g
    end_connection(tcb, Notice::kTimedOut, effects);
    effects.notices.push_back(Notice::kTimedOut);  // 9293-3.8.3-d, MUST-20, MUST-22
    return;
  }
  if (release_held(tcb, now, effects)) return;
  if (tcb.syn_acked) {
    obey_held_report(tcb);
    on_timeout_loss(tcb);
  }
  timer.rto = std::min(timer.rto * 2, tcb.profile->max_rto);
  ++timer.backoffs;
  timer.timed_end.reset();  // Karn (6298-3-a)
  if (tcb.syn_acked) {
    resend_lost(tcb, effects);  // 9293-3.10.8-b
    follow_hold(tcb, now);      // what silly-window avoidance held the congestion window holds now
  } else {
    send_syn(tcb, now, effects);  // 9293-3.10.8-c
  }
  arm(tcb, now);
  if (timer.backoffs == tcb.profile->r1) effects.notices.push_back(Notice::kTrouble);
}

void take_sample(RetransmissionTimer& timer, const Profile& profile, Duration sample) {
  if (!timer.srtt) {
    timer.srtt = sample;
    timer.rttvar = (sample + Duration{1}) / 2;
  } else {  // RTTVAR first, with the old SRTT (6298-2.3-a); rounded up, never too early (6298-1)
    const Duration error = sample > *timer.srtt ? sample - *timer.srtt : *timer.srtt - sample;
    timer.rttvar = (3 * timer.rttvar + error + Duration{3}) / 4;
    timer.srtt = (7 * *timer.srtt + sample + Duration{7}) / 8;
  }
  const Duration rto = *timer.srtt + std::max(kGranularity, 4 * timer.rttvar);
  timer.rto = std::clamp(rto, profile.min_rto, profile.max_rto);
}

}  // namespace synspect::tcp
