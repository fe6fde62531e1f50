#include "stack/tcb.h"

#include <utility>

#include "stack/hash.h"

namespace synspect::tcp {
namespace {

void add(Hasher& hasher, const Profile& profile) {
  hasher.add(profile.msl);
  hasher.add(profile.initial_rto);
  hasher.add(profile.initial_rto_after_syn_loss);
  hasher.add(profile.min_rto);
  hasher.add(profile.max_rto);
  hasher.add(std::uint64_t{profile.r1});
  hasher.add(profile.r2_data);
  hasher.add(profile.r2_syn);
  for (const std::uint8_t n :
       {profile.syn_retries, profile.syn_ack_retries, profile.data_retries}) {
    hasher.add(std::uint64_t{n});
  }
  hasher.add(profile.override_timeout);
  hasher.add(profile.delayed_ack);
  hasher.add(std::uint64_t{profile.ack_every});
  hasher.add(profile.challenge_interval);
  hasher.add(std::uint64_t{profile.challenge_acks});
  for (const bool on : {profile.blind_reset, profile.blind_syn, profile.blind_data,
                        profile.rst_in_time_wait, profile.nagle, profile.hold_unpushed}) {
    hasher.add(std::uint64_t{on});
  }
  hasher.add(profile.keep_alive_idle);
  hasher.add(profile.keep_alive_interval);
  hasher.add(std::uint64_t{profile.keep_alive_count});
  hasher.add(std::uint64_t{profile.keep_alive_garbage});
  hasher.add(std::uint64_t{profile.user_timeout_option});
  hasher.add(profile.user_timeout_least);
  hasher.add(profile.user_timeout_most);
  hasher.add(std::uint64_t{profile.hard_errors_abort});
  hasher.add(std::uint64_t{profile.soft_errors_end_open});
  hasher.add(std::uint64_t{profile.path_mtu_hold_back});
  hasher.add(std::uint64_t{profile.receive_buffer});
  hasher.add(std::uint64_t{profile.send_buffer});
  hasher.add(std::uint64_t{profile.backlog});
  hasher.add(static_cast<std::uint64_t>(profile.congestion_control));
  hasher.add(std::uint64_t{profile.initial_window});
  hasher.add(static_cast<std::uint64_t>(profile.ecn));
  for (const bool on :
       {profile.buffer_in_segments, profile.window_scale, profile.timestamps, profile.sack,
        profile.fast_open, profile.fast_open_experimental, profile.syn_cookies}) {
    hasher.add(std::uint64_t{on});
  }
  hasher.add(std::uint64_t{profile.fast_open_cookie});
  hasher.add(std::uint64_t{profile.fast_open_pending});
  hasher.add(std::uint64_t{profile.least_shift});
  hasher.add(static_cast<std::uint64_t>(profile.option_layout));
  hasher.add(std::uint64_t{profile.max_burst});
  hasher.add(std::uint64_t{profile.ttl});
  hasher.add(std::uint64_t{profile.source_route});
}

void add(Hasher& hasher, const RetransmissionTimer& timer) {
  hasher.add(timer.srtt);
  hasher.add(timer.rttvar);
  hasher.add(timer.rto);
  hasher.add(timer.due);
  hasher.add(std::uint64_t{timer.backoffs});
  hasher.add(timer.r2_start);
  hasher.add(timer.timed_end);
  hasher.add(timer.timed_sent);
}

void add(Hasher& hasher, const PersistTimer& timer) {
  hasher.add(timer.due);
  hasher.add(timer.interval);
  hasher.add(timer.r2_start);
  hasher.add(std::uint64_t{timer.unanswered});
}

void add(Hasher& hasher, const Congestion& congestion) {
  for (const std::uint32_t number : {congestion.cwnd, congestion.ssthresh, congestion.acked,
                                     congestion.duplicates, congestion.beyond_limit}) {
    hasher.add(std::uint64_t{number});
  }
  hasher.add(congestion.last_sent);
  hasher.add(congestion.answered);
  hasher.add(std::uint64_t{congestion.rescued});
  hasher.add(std::uint64_t{congestion.recovering});
}

void add(Hasher& hasher, const Ecn& ecn) {
  hasher.add(ecn.reduced_at);
  std::uint64_t bits = 0;
  for (const bool bit : {ecn.setup_sent, ecn.plain_sent, ecn.setup_heard, ecn.plain_heard,
                         ecn.echoing, ecn.unreported, ecn.reduced, ecn.cwr_owed, ecn.held}) {
    bits = bits << 1 | (bit ? 1U : 0U);
  }
  hasher.add(bits);
}

void add(Hasher& hasher, const Agreed& agreed) {
  hasher.add(std::uint64_t{agreed.window_scale});
  hasher.add(std::uint64_t{agreed.snd_shift});
  hasher.add(std::uint64_t{agreed.rcv_shift});
  hasher.add(std::uint64_t{agreed.timestamps});
  hasher.add(std::uint64_t{agreed.sack});
}

void add(Hasher& hasher, const TimestampClock& clock) {
  hasher.add(std::uint64_t{clock.offset});
  hasher.add(std::uint64_t{clock.recent});
  hasher.add(clock.recent_at);
  hasher.add(clock.last_ack_sent);
}

void add(Hasher& hasher, const KeepAlive& keep_alive) {
  hasher.add(std::uint64_t{keep_alive.on});
  hasher.add(std::uint64_t{keep_alive.count});
  hasher.add(std::uint64_t{keep_alive.unanswered});
  hasher.add(keep_alive.idle);
  hasher.add(keep_alive.interval);
  hasher.add(keep_alive.since);
}

}  // namespace

std::string_view to_string(State state) {
  switch (state) {
    case State::kClosed:
      return "CLOSED";
    case State::kListen:
      return "LISTEN";
    case State::kSynSent:
      return "SYN-SENT";
    case State::kSynReceived:
      return "SYN-RECEIVED";
    case State::kEstablished:
      return "ESTABLISHED";
    case State::kFinWait1:
      return "FIN-WAIT-1";
    case State::kFinWait2:
      return "FIN-WAIT-2";
    case State::kCloseWait:
      return "CLOSE-WAIT";
    case State::kClosing:
      return "CLOSING";
    case State::kLastAck:
      return "LAST-ACK";
    case State::kTimeWait:
      return "TIME-WAIT";
  }
  std::unreachable();
}

std::uint64_t hash(const Tcb& tcb) {
  Hasher hasher;
  hasher.add(static_cast<std::uint64_t>(tcb.state));
  hasher.add(static_cast<std::uint64_t>(tcb.origin));
  hasher.add(tcb.sockets);
  add(hasher, tcb.profile);
  for (const Seq seq : {tcb.iss, tcb.snd_una, tcb.snd_nxt, tcb.snd_wl1, tcb.snd_wl2, tcb.irs,
                        tcb.rcv_nxt, tcb.rcv_adv}) {
    hasher.add(seq);
  }
  for (const SeqLen length : {tcb.snd_wnd, tcb.max_snd_wnd, tcb.rcv_wnd}) hasher.add(length);
  hasher.add(std::uint64_t{tcb.snd_mss});
  hasher.add(std::uint64_t{tcb.ip_options});
  hasher.add(std::uint64_t{tcb.rcv_mss});
  hasher.add(tcb.send_queue.view());
  hasher.add(std::uint64_t{tcb.pushed});
  hasher.add(std::uint64_t{tcb.urgent});
  hasher.add(tcb.receive_queue.view());
  tcb.held.add_to(hasher);
  hasher.add(tcb.rcv_up);
  for (const bool flag :
       {tcb.fin_queued, tcb.fin_sent, tcb.probe_out, tcb.syn_acked, tcb.fin_received}) {
    hasher.add(std::uint64_t{flag});
  }
  hasher.add(static_cast<std::uint64_t>(tcb.fast_open));
  hasher.add(tcb.recover);
  hasher.add(tcb.resend_next);
  hasher.add(tcb.path_mtu.reported_of);
  hasher.add(std::uint64_t{tcb.path_mtu.reported});
  hasher.add(std::uint64_t{tcb.path_mtu.full_acked});
  add(hasher, tcb.congestion);
  add(hasher, tcb.ecn);
  add(hasher, tcb.agreed);
  add(hasher, tcb.timestamps);
  tcb.sack.add_to(hasher);
  tcb.scoreboard.add_to(hasher);
  add(hasher, tcb.retransmission);
  add(hasher, tcb.persist);
  hasher.add(tcb.override_due);
  hasher.add(tcb.time_wait_due);
  hasher.add(tcb.delayed_ack.due);
  hasher.add(std::uint64_t{tcb.delayed_ack.segments});
  hasher.add(std::uint64_t{tcb.delayed_ack.octets});
  hasher.add(tcb.challenges.since);
  hasher.add(std::uint64_t{tcb.challenges.count});
  add(hasher, tcb.keep_alive);
  hasher.add(std::uint64_t{tcb.user_timeout.peer_s});
  hasher.add(std::uint64_t{tcb.user_timeout.owed});
  hasher.add(tcb.r2);
  hasher.add(std::uint64_t{tcb.nagle.has_value()});
  hasher.add(std::uint64_t{tcb.nagle.value_or(false)});
  for (const std::uint32_t number :
       {tcb.tuned.receive_buffer, tcb.tuned.send_buffer, std::uint32_t{tcb.tuned.most_text}}) {
    hasher.add(std::uint64_t{number});
  }
  hasher.add(std::uint64_t{tcb.tuned.corked});
  return hasher.digest();
}

}  // namespace synspect::tcp
