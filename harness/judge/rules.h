// The rules by group, in the order in which they are asked. Each reads the scene as it was before
// the observation; follow.h then brings the scene up to date.
#pragma once

#include <string>

#include "harness/judge/arrival.h"
#include "harness/judge/emission.h"

namespace synspect::judge {

// --- segments that arrive (RFC 9293 3.10.7)
void judge_closed_arrival(Scene& scene, const Arrival& in);        // rules_closed.cc
void judge_listen_arrival(Scene& scene, const Arrival& in);        // rules_listen.cc
void judge_syn_sent_arrival(Scene& scene, const Arrival& in);      // rules_syn_sent.cc
void judge_reset_arrival(Scene& scene, const Arrival& in);         // rules_reset.cc
void judge_syn_arrival(Scene& scene, const Arrival& in);           // rules_reset.cc
void judge_unacceptable(Scene& scene, const Arrival& in);          // rules_acceptability.cc
void judge_ack_arrival(Scene& scene, const Arrival& in);           // rules_ack.cc
void judge_text_arrival(Scene& scene, const Arrival& in);          // rules_text.cc
void judge_probe_arrival(Scene& scene, const Arrival& in);         // rules_closed_window.cc
void judge_time_wait_arrival(Scene& scene, const Arrival& in);     // rules_time_wait.cc
void judge_bad_checksum_arrival(Scene& scene, const Arrival& in);  // rules_text.cc

// --- segments that the stack emits
void judge_header(Endpoint& endpoint, const DecodedSegment& seg);   // rules_header.cc
void judge_reset_emission(Scene& scene, const Emission& out);       // rules_stray.cc
void judge_needless_end(Scene& scene);                              // rules_stray.cc
void judge_ignored_syn(Scene& scene, const Emission& out);          // rules_open.cc
void judge_open_emission(Scene& scene, const Emission& out);        // rules_open.cc
void judge_ack_emission(Scene& scene, const Emission& out);         // rules_ack.cc
void judge_send_emission(Scene& scene, const Emission& out);        // rules_send.cc
void judge_fin_emission(Scene& scene, const Emission& out);         // rules_fin.cc
void judge_timer_emission(Scene& scene, const Emission& out);       // rules_timer.cc
void judge_rto_emission(Scene& scene, const Emission& out);         // rules_rto.cc
void judge_probe_emission(Scene& scene, const Emission& out);       // rules_probe.cc
void judge_new_beyond_edge(Scene& scene, const Emission& out);      // rules_shrink.cc
void judge_limit_emission(Scene& scene, const Emission& out);       // rules_limit.cc
void judge_keep_alive_emission(Scene& scene, const Emission& out);  // rules_keep_alive.cc
void judge_long_silence(Scene& scene);                              // rules_keep_alive.cc
void expect_retransmission(Scene& scene, const Emission& out);      // rules_timer.cc
void expect_rest_resent(Scene& scene, Offset una_before);           // rules_timer.cc
void expect_probe(Scene& scene);                                    // rules_probe.cc
void expect_after_shrink(Scene& scene, Offset edge_before);         // rules_shrink.cc
// When a lost segment has surely been sent again (rules_timer.cc).
[[nodiscard]] Duration longest_rto(const Scene& scene);
[[nodiscard]] Time resend_due(const Scene& scene, bool syn);

void judge_blind_data(Scene& scene, const Arrival& in);          // rules_blind_data.cc
void judge_flow_emission(Scene& scene, const Emission& out);     // rules_flow.cc
void judge_missing_mss(Scene& scene, const Emission& out);       // rules_flow.cc
void judge_aborted_emission(Scene& scene, const Emission& out);  // rules_end_call.cc

void judge_ecn_emission(Scene& scene, const Emission& out);  // rules_ecn.cc
void follow_ecn_syn(Connection& conn, const Emission& out);  // ... that the stack sent
void follow_ecn_arrival(Scene& scene, const Arrival& in);
// Whether they may have something to say.
[[nodiscard]] inline bool about_ecn(const Connection& conn, const DecodedSegment& seg) {
  return conn.ecn.in_use() || (seg.flags & (kSyn | kEce | kCwr)) != 0 || codepoint(seg) != 0;
}

// rules_options.cc, rules_timestamps.cc, rules_sack.cc
void judge_options_emission(Scene& scene, const Emission& out);
void follow_options_emission(Scene& scene, const Emission& out);
void follow_options_arrival(Scene& scene, const Arrival& in);
// True of what PAWS drops for certain (7323-5.3-r1): nothing else comes of it.
[[nodiscard]] bool judge_options_arrival(Scene& scene, const Arrival& in);
// Whether they may have something to say.
[[nodiscard]] inline bool about_options(const Connection& conn, const DecodedSegment& seg) {
  return (seg.option_kinds & kJudgedOptions) != 0 || (seg.flags & kSyn) != 0 ||
         conn.options.in_use() || !conn.rcv.arrived.one_piece();
}

void judge_small_emission(Scene& scene, const Emission& out);    // rules_small_segments.cc
void judge_order_of_text(Scene& scene, const Arrival& in);       // rules_receive_ack.cc
void judge_receive_emission(Scene& scene, const Emission& out);  // rules_receive_ack.cc
void expect_held_text(Scene& scene, const Arrival& in, Offset high_before);
void expect_waiting_text(Scene& scene);  // rules_small_segments.cc

void judge_urgent_emission(Scene& scene, const Emission& out);  // rules_urgent.cc
void judge_urgent_arrival(Scene& scene, const Arrival& in);     // rules_urgent.cc
void judge_urgent_signal(Scene& scene);                         // rules_urgent.cc

// --- numbers of answers (rules_ack.cc)
void count_arrival(Scene& scene);

// --- end to end; `other` is null where there is one endpoint only (rules_end_to_end.cc)
void judge_pattern_emission(Scene& scene, const Emission& out);
void judge_delivery(Scene& scene, const CallSeen& seen, Endpoint* other);

// --- at the end of the run (liveness.cc)
void settle_liveness(Endpoint& endpoint, Endpoint* other, Time faults_stopped);

// --- expectations
void judge_expected(Scene& scene, const Emission& out);  // sightings.cc
void settle_instants(Endpoint& endpoint);                // at the next input
void settle_due(Endpoint& endpoint, Time now);           // as time passes

// --- users
void judge_timed_out(Scene& scene, const std::string& observed);               // rules_limit.cc
void judge_soft_error(Scene& scene);                                           // rules_limit.cc
void judge_end_while_shut(Scene& scene, const std::string& observed);          // rules_probe.cc
void judge_call(Scene& scene, const CallSeen& seen);                           // rules_user.cc
void judge_accept(Endpoint& endpoint, const CallSeen& seen);                   // rules_open.cc
void judge_acceptable(Endpoint& endpoint, const SignalSeen& seen);             // rules_open.cc
void judge_signal(Scene& scene, const SignalSeen& seen);                       // rules_user.cc
void judge_call_by_state(Endpoint& endpoint, const CallSeen& seen);            // rules_call.cc
void judge_open_failure(Scene& scene, const CallSeen& seen, CallError error);  // rules_call.cc
void owe_syn(Endpoint& endpoint, Socket& socket, Rule rule);                   // rules_open_call.cc
void syn_seen(Endpoint& endpoint, Socket& socket);
void settle_openings(Endpoint& endpoint, Time now);
void note_second_listener(Endpoint& endpoint, Handle by, const SocketAddress& local);
void note_vacated(Endpoint& endpoint, const SocketAddress& local, Rule rule);  // rules_end_call.cc
void expect_after_close(Scene& scene, StateSet before);
void expect_after_abort(Scene& scene, StateSet before);
void expect_text(Scene& scene, const CallSeen& seen);  // rules_flow.cc
void expect_early_text(Scene& scene);
void expect_undelayed(Scene& scene, const CallSeen& seen);  // rules_small_segments.cc
[[nodiscard]] Push push_of(Endpoint& endpoint, const UserCall& call);

}  // namespace synspect::judge
