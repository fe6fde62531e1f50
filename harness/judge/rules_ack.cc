// Acknowledgments: RFC 9293 3.10.7.4 check 5 for those that arrive, 3.1 and 3.4 for those emitted.
#include <fmt/format.h>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

void judge_syn_received_ack(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (!conn.states.only(TcpState::kSynReceived) || in.syn || in.rst) return;
  if (!in.exact || (in.ack > conn.snd.una && in.ack <= conn.snd.nxt)) return;
  if (!scene.answer_owed()) return;
  // With the check of RFC 5961 5 (MAY-12) the text lets an ACK come before this RST.
  const bool may12 = scene.endpoint.features().blind_data != false;
  const Sight sight = may12 ? Sight::kResetOrAck : Sight::kResetAtSeq;
  scene.want(Rule::kSynRcvdBadAck, sight, in.seg.ack, scene.answer_due());
  scene.want(Rule::kGroup2, sight, in.seg.ack, scene.answer_due());
}

void judge_ack_of_unsent(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (!in.exact || !in.ack_unsent || in.syn || in.rst || conn.fully_closed) return;
  if (!conn.states.certain() || !conn.states.within(kTransfers)) return;
  conn.spared_by = Rule::kAckOfUnsent;
  if (scene.answer_owed()) {
    scene.want(Rule::kAckOfUnsent, Sight::kAckUpTo, conn.rcv.low, scene.answer_due());
  }
}

// What is not plainly acceptable may draw an ACK, owed or not.
void note_odd(Scene& scene, const Arrival& in) {
  const bool plain = in.fit == Fit::kInside && in.ack_good && !in.syn && !in.rst;
  if (!plain) scene.conn.odd_open = scene.now();
}

// ... which may come late, and in one with what else is due (MUST-58).
bool odd_answer_may_come(const Scene& scene) {
  const std::optional<Time>& since = scene.conn.odd_open;
  return since && scene.now() - *since <= scene.answer_due() - scene.now();
}

// 9293-3.5-g: an acceptable empty ACK with nothing new in it is not answered by another. With the
// own window closed every segment may be (9293-3.8.6.1-b).
void judge_quiet_ack(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (!in.exact || in.end != in.seq || in.syn || in.rst || in.ack != conn.snd.nxt) return;
  if (!conn.states.within(kTransfers) || conn.rcv.window <= 0) return;
  if (odd_answer_may_come(scene)) return;
  for (const Expectation& wish : conn.expected) {
    if (wish.wanted && is_answer(wish.sight)) return;
  }
  scene.want_none(Rule::kNoAckOfAck, Sight::kEmptyAckAgain, conn.rcv.low, conn.rcv.window);
}

// 9293-3.4-d: a FIN that was taken, since the user has read the end of the stream, has a number.
void judge_fin_number(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  if (!conn.end_read || !conn.rcv.fin || conn.rcv.odd_fin || out.ack != *conn.rcv.fin) return;
  if (scene.now() <= *conn.end_read + scene.endpoint.uncertainty) return;
  const auto want = fmt::format("{}", wrap(*conn.rcv.fin + 1, conn.rcv.irs));
  const auto seen = fmt::format("{}", out.seg.ack);
  scene.broken(Rule::kSynFinCount,
               {"ACK " + want + ": over the FIN", "ACK " + seen, {{"ack", want, seen}}});
}

// 5681-4.2-1: one empty ACK per segment that arrived; window updates, timers and word of urgent
// data (3.8.5) apart.
void judge_number_of_acks(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (!out.empty_ack || out.by_timer || conn.cause.kind != Cause::Kind::kSegment) return;
  if (out.ack == conn.rcv.low && (out.window != conn.rcv.window || out.seg.has(kUrg))) return;
  if (--conn.unanswered_arrivals >= 0) return scene.upheld(Rule::kOneAckEach);
  conn.unanswered_arrivals = 0;
  scene.broken(Rule::kOneAckEach,
               {"one ACK for each segment that arrives", "one more: " + out.seg.to_string(), {}});
}

}  // namespace

void count_arrival(Scene& scene) {
  // What was not answered within a second will not be: the next has one ACK of its own.
  Connection& conn = scene.conn;
  constexpr std::chrono::seconds kQuiet{1};
  if (scene.now() - conn.last_arrival > kQuiet) conn.unanswered_arrivals = 0;
  conn.last_arrival = scene.now();
  ++conn.unanswered_arrivals;
}

void judge_ack_arrival(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (!conn.snd.known || !conn.rcv.known) return;
  note_odd(scene, in);
  if (!in.ack_bit) {  // dropped, whatever else is odd about it
    if (!in.rst && !in.syn && in.fit == Fit::kInside && conn.states.within(kTransfers)) {
      conn.forbid(std::max(in.seq, conn.rcv.high()), in.end, Rule::kNoAckBit);
    }
    return;
  }
  if (in.ack_unsent && !in.rst && !in.syn && in.fit == Fit::kInside &&
      conn.states.within(kTransfers)) {
    conn.forbid(std::max(in.seq, conn.rcv.high()), in.end, Rule::kAckOfUnsent);
  }
  if (!in.certain) return;
  judge_syn_received_ack(scene, in);
  judge_ack_of_unsent(scene, in);
  judge_quiet_ack(scene, in);
}

void judge_ack_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.rst || out.syn || conn.vague || !conn.rcv.known) return;
  if (!out.ack_bit) {
    return scene.broken(Rule::kAckAlways, {"every segment after the first SYN has ACK set",
                                           "a segment without ACK: " + out.seg.to_string()});
  }
  judge_fin_number(scene, out);
  if (out.ack < conn.rcv.low) {
    const auto want = fmt::format("at least {}", wrap(conn.rcv.low, conn.rcv.irs));
    scene.broken(Rule::kAckAlways,
                 {"the acknowledgment number never goes back",
                  fmt::format("ACK {} after {}", out.seg.ack, wrap(conn.rcv.low, conn.rcv.irs)),
                  {{"ack", want, fmt::format("{}", out.seg.ack)}}});
  } else {
    scene.upheld(Rule::kAckAlways);
  }
  judge_number_of_acks(scene, out);
  const Offset high = conn.rcv.high();
  if (out.ack <= high || conn.rcv.arrived.full()) {
    if (conn.rcv.fin && out.ack == *conn.rcv.fin + 1) scene.upheld(Rule::kSynFinCount);
    for (Forbidden& range : conn.forbidden) {
      if (!range.tested && range.first >= out.ack) scene.upheld(range.rule);
      range.tested = true;
    }
    return scene.upheld(Rule::kAckPrefix);
  }
  Rule rule = Rule::kAckPrefix;
  for (const Forbidden& range : conn.forbidden) {
    // What comes first beyond the prefix can have come from nowhere else.
    const bool next = range.first <= high && range.end > high;
    if (range.first < out.ack && (next || range.end >= out.ack)) rule = range.rule;
  }
  const std::uint32_t most = wrap(high, conn.rcv.irs);
  scene.broken(rule, {fmt::format("ACK at most {}: nothing beyond arrived and may be taken", most),
                      fmt::format("ACK {}", out.seg.ack),
                      {{"ack", fmt::format("at most {}", most), fmt::format("{}", out.seg.ack)}}});
}

}  // namespace synspect::judge
