// ECN (RFC 3168): who agreed to it, what may be marked, and how marks are echoed and answered. That
// RFC has later experiments (RFC 8311) under which much of this is otherwise: a stack that has them
// declares Accurate ECN.
#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

// The flags mean what RFC 3168 says (RFC 9768 changes their meaning).
bool classic(const Scene& scene) { return scene.endpoint.features().accurate_ecn == false; }

void check(Scene& scene, Rule rule, bool good, const char* expected, const Emission& out) {
  if (good) return scene.upheld(rule);
  const unsigned bits = codepoint(out.seg);
  scene.broken(rule, {expected, fmt::format("ECN {}: {}", bits, out.seg.to_string()), {}});
}

void judge_own_syn(Scene& scene, const Emission& out) {
  const DecodedSegment& syn = out.seg;
  check(scene, Rule::kEctOnSyn, codepoint(syn) == kNotEct, "a SYN that is not marked", out);
  const bool setup = asks_or_agrees(syn);
  const bool bare = !syn.has(kEce) && !syn.has(kCwr);
  check(scene, Rule::kEcnPlainForm, setup || bare,
        "both flags of a SYN that does not use ECN clear", out);
  if (scene.endpoint.features().ecn == true && !bare) {
    check(scene, Rule::kEcnSetupForm, setup, "ECE and CWR on a SYN, ECE alone on a SYN,ACK", out);
  }
  if (!out.ack_bit) return;
  const bool asked = scene.conn.ecn.setup_delivered;
  check(scene, Rule::kEcnUnasked, !setup || asked, "no ECE in answer to a SYN that does not ask",
        out);
}

// Wholly sent before; the number of a probe counts as sent.
bool sent_again(const Connection& conn, const Emission& out) {
  return !out.seg.payload.empty() && out.seq >= 1 && out.end <= conn.snd.nxt;
}

bool probes(const Connection& conn, const Emission& out) {
  return conn.persist.closed && out.by_timer && out.seq >= conn.snd.edge_high &&
         out.seg.payload.size() == 1;
}

void judge_marks(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  const EcnSeen& ecn = conn.ecn;
  const unsigned bits = codepoint(out.seg);
  if (bits == kEct0 || bits == kEct1) {
    check(scene, Rule::kEct0Only, bits == kEct0, "ECT(0)", out);
  }
  if (out.empty_ack) {
    if (ecn.in_use() || bits != kNotEct) {
      check(scene, Rule::kEctOnAck, bits == kNotEct, "a pure ACK that is not marked", out);
    }
    return;
  }
  if (out.seg.payload.empty()) return;
  const bool agreed = ecn.own_setup && ecn.setup_delivered && !ecn.own_plain;
  if (bits != kNotEct || !agreed) {
    check(scene, Rule::kEctUnagreed, agreed || bits == kNotEct,
          "text that is not marked: the SYNs did not agree on ECN", out);
  }
  if (!agreed) return;
  if (probes(conn, out)) {
    check(scene, Rule::kEctOnProbe, bits == kNotEct && !out.seg.has(kCwr),
          "a window probe without mark and without CWR", out);
  } else if (sent_again(conn, out)) {
    check(scene, Rule::kEctResent, bits == kNotEct, "text sent again is not marked", out);
    check(scene, Rule::kCwrResent, !out.seg.has(kCwr), "text sent again has no CWR", out);
  }
}

// 3168-6.1.3-*: an ACK of marked text has ECE, and those that follow until CWR comes.
void judge_echo(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  EcnSeen& ecn = conn.ecn;
  const bool ece = out.seg.has(kEce);
  const bool late = conn.rcv.fin && conn.snd.fin;  // TIME-WAIT may have forgotten (3168-6.1.1-8)
  const bool in_doubt = late || conn.touched || conn.aborted || scene.endpoint.knobs ||
                        !conn.states.within(kSynchronized) || ecn.plain_delivered;
  if (!out.ack_bit || in_doubt) {
    ecn.marked.reset();
    ecn.echoing = false;
    return;
  }
  if (ecn.marked && out.ack >= *ecn.marked) {
    check(scene, ecn.again ? Rule::kMarkEchoedAgain : Rule::kMarkEchoed, ece,
          "ECE on the ACK of text that came marked", out);
    ecn.marked.reset();
    ecn.echoing = ece;
  } else if (ecn.echoing) {
    check(scene, Rule::kEchoStays, ece, "ECE on all ACKs until CWR comes", out);
    ecn.echoing = ece;
  }
}

// 3168-6.1.2-5: the first new text after the window fell says so.
void judge_answer(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.seg.payload.empty() || out.seq < 1) return;
  if (sent_again(conn, out)) {
    conn.ecn.resent = true;
    conn.ecn.cwr_due = false;  // a loss that was none may have taken it back
  }
  if (out.end <= conn.snd.nxt || !conn.ecn.cwr_due) return;
  conn.ecn.cwr_due = false;
  // Where part of it was sent before, or may be a probe, CWR can wait for the next.
  if (out.seq < conn.snd.nxt || perhaps_probe(conn, out)) return;
  if (conn.touched || scene.endpoint.knobs) return;
  check(scene, Rule::kCwrAnswers, out.seg.has(kCwr), "CWR on the first new text after ECE", out);
}

}  // namespace

void judge_ecn_emission(Scene& scene, const Emission& out) {
  if (!classic(scene) || out.rst) return;
  if (out.syn) return judge_own_syn(scene, out);
  if (scene.conn.vague || !scene.conn.snd.known || !scene.conn.own.seen) return;
  judge_marks(scene, out);
  judge_echo(scene, out);
  judge_answer(scene, out);
}

void follow_ecn_syn(Connection& conn, const Emission& out) {
  (asks_or_agrees(out.seg) ? conn.ecn.own_setup : conn.ecn.own_plain) = true;
}

namespace {

// The stack has to echo the mark of what arrives now.
bool surely_marked(const Scene& scene, const Arrival& in) {
  const Connection& conn = scene.conn;
  const EcnSeen& ecn = conn.ecn;
  if (codepoint(in.seg) != kCe || !in.text || in.rst || in.syn || in.fin) return false;
  if (!ecn.own_setup || !conn.peer.seen || !conn.peer.ecn || ecn.plain_delivered) return false;
  if (conn.vague || conn.touched || conn.fully_closed || conn.rcv.fin || conn.rcv.odd_fin) {
    return false;
  }
  return in.certain && in.ack_bit && in.ack_good && in.new_text && in.fit == Fit::kInside &&
         in.end <= conn.rcv.edge_now && conn.states.within(kTakesText);
}

// The stack takes it for the first congestion of the connection, with several segments out.
bool surely_congestion(const Scene& scene, const Arrival& in) {
  const Connection& conn = scene.conn;
  const EcnSeen& ecn = conn.ecn;
  const bool agreed = ecn.own_setup && !ecn.own_plain && conn.peer.seen && conn.peer.ecn;
  if (!agreed || ecn.plain_delivered || ecn.echo_heard || ecn.resent || conn.vague) return false;
  const SendHalf& snd = conn.snd;
  return in.certain && in.ack_bit && in.ack_good && in.fit == Fit::kInside && !in.rst &&
         conn.states.within(kTransfers) && in.ack > snd.una && in.ack <= snd.nxt &&
         snd.una == snd.una_max && snd.largest > 0 && snd.nxt - snd.una >= 3 * snd.largest;
}

}  // namespace

void follow_ecn_arrival(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  EcnSeen& ecn = conn.ecn;
  if (in.syn) {
    if (in.rst) return;
    (asks_or_agrees(in.seg) ? ecn.setup_delivered : ecn.plain_delivered) = true;
    return;
  }
  if (!ecn.in_use() || !classic(scene)) return;
  // Sent again, it may be the copy that counts.
  if (ecn.marked && in.text && in.seq < *ecn.marked) ecn.marked.reset();
  if (in.seg.has(kCwr)) {
    ecn.answered = true;
    ecn.echoing = false;
    ecn.marked.reset();
  }
  if (!ecn.marked && surely_marked(scene, in)) {
    ecn.marked = in.end;
    ecn.again = ecn.answered;
  }
  if (!in.seg.has(kEce)) return;
  // 3168-6.1.2-4: at a window of one segment, what is new waits for the retransmission timer.
  const Duration tick =
      scene.endpoint.timing().retransmission_granularity.value_or(std::chrono::seconds{1});
  ecn.held_until = scene.now() + longest_rto(scene) + tick + scene.endpoint.uncertainty;
  for (Expectation& wish : conn.expected) {
    if (is_held(wish.sight)) wish.due = std::max(wish.due, ecn.held_until);
  }
  if (surely_congestion(scene, in)) ecn.cwr_due = true;
  ecn.echo_heard = true;
}

}  // namespace synspect::judge
