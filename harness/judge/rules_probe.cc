// Zero windows and the probes into them: RFC 9293 3.8.6.1.
#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

using std::chrono::seconds;

constexpr StateSet kSending{TcpState::kEstablished, TcpState::kCloseWait, TcpState::kFinWait1,
                            TcpState::kLastAck};

// Nothing fits the window, whatever offer of the peer the stack counts with.
bool shut(const Connection& conn) {
  const SendHalf& snd = conn.snd;
  return snd.known && !conn.vague && snd.window == 0 && snd.edge_low == snd.edge_high &&
         snd.una == snd.una_max && snd.edge_high <= snd.una;
}

bool text_waits(const Connection& conn) {
  return conn.snd.una < conn.snd.nxt ||
         (conn.snd.handed_known && conn.snd.handed_end > conn.snd.nxt);
}

bool excused(const Scene& scene) {
  const Connection& conn = scene.conn;
  return conn.vague || conn.touched || conn.fully_closed || conn.aborted || conn.reset_delivered ||
         scene.endpoint.knobs || scene.endpoint.blind || !conn.states.within(kSending);
}

// That a probe came late is recorded at most (SHLD-29): only never is a fault.
Time probe_due(const Scene& scene) {
  const Timing& timing = scene.endpoint.timing();
  const Duration interval =
      std::max<Duration>(longest_rto(scene), timing.max_probe_interval.value_or(seconds{120}));
  const Duration tick = timing.retransmission_granularity.value_or(seconds{1});
  return scene.now() + 2 * interval + tick + seconds{1} + scene.endpoint.uncertainty;
}

Duration blur(const Scene& scene) {
  return scene.endpoint.timing().retransmission_granularity.value_or(kUnknownGranularity) +
         scene.endpoint.uncertainty;
}

Duration r2(const Scene& scene) { return scene.endpoint.timing().r2_data.value_or(seconds{100}); }

// R2 runs where nobody answers the probes (9293-3.8.3-b), and may end before another is due.
bool may_end_first(const Scene& scene, Time due) {
  const Connection& conn = scene.conn;
  if (!conn.snd.unanswered || conn.persist.answered >= scene.now()) return false;
  return due >= std::max(conn.persist.answered, conn.snd.unanswered_first) + r2(scene);
}

void accuse_gap(Scene& scene, Rule rule, Duration bound, Duration gap) {
  scene.broken(rule, scene.cause(Cause::Kind::kTimer), scene.conn.states,
               {fmt::format("the next probe after {} us or more", bound.count()),
                fmt::format("after {} us", gap.count()),
                {}});
}

// SHLD-29: the first probe leaves when the window has been closed for one RTO.
void judge_first_probe(Scene& scene, Duration gap) {
  const Timing& timing = scene.endpoint.timing();
  Duration rto = std::max(scene.conn.timer.rto.least_rto(), timing.min_rto.value_or(Duration{0}));
  rto = std::min(rto, timing.max_rto.value_or(seconds{60}));  // 6298-2.5
  if (!scene.conn.persist.fresh || rto == Duration{0}) return;
  if (gap + blur(scene) + rto / 100 < rto) return accuse_gap(scene, Rule::kShld29, rto, gap);
  scene.upheld(Rule::kShld29);
}

// SHLD-30: the intervals grow; where no limit is known, one of a minute passes. By how much is not
// said. The interval may count from the peer's answer.
void judge_growth(Scene& scene, Duration gap) {
  const PersistSeen& seen = scene.conn.persist;
  const Timing& timing = scene.endpoint.timing();
  const Duration answer = std::max(Duration{0}, seen.answered - seen.last_probe);
  const Duration least = seen.gap * 3 / 2 - answer - 3 * blur(scene);
  if (gap >= least) return scene.upheld(Rule::kShld30);
  Duration cap = seconds{60};
  for (const auto& limit : {timing.max_probe_interval, timing.max_rto}) {
    if (limit) cap = std::min(cap, *limit);
  }
  if (gap + blur(scene) >= cap) return;
  accuse_gap(scene, Rule::kShld30, least, gap);
}

// 9293-3.8.6.1-a: what makes no peer answer is no probe: an empty segment at SND.NXT that says
// nothing new.
void judge_empty_probe(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  const bool idle = scene.now() > conn.last_arrival + seconds{1} &&
                    scene.now() > conn.last_input + seconds{1} && conn.rcv.settled();
  if (!idle || !out.empty_ack || out.seg.has(kUrg) || !text_waits(conn)) return;
  if (out.ack != conn.rcv.low || out.window != conn.rcv.window) return;
  scene.broken(Rule::kProbeHasText, scene.cause(Cause::Kind::kTimer), conn.states,
               {"an octet of text, new or again", "empty: " + out.seg.to_string(), {}});
}

}  // namespace

void expect_probe(Scene& scene) {
  Connection& conn = scene.conn;
  PersistSeen& seen = conn.persist;
  if (!shut(conn)) {
    const bool perhaps = conn.snd.edge_low <= conn.snd.una_max;
    if (!seen.closed) return static_cast<void>(seen.perhaps = perhaps);
    seen = {.perhaps = perhaps};
    return conn.forget_wishes(Sight::kProbe);
  }
  if (!seen.closed) {
    seen = {.closed = true,
            .fresh = conn.snd.una == conn.snd.nxt && !seen.perhaps,
            .since = scene.now(),
            .answered = scene.now()};
  }
  if (!text_waits(conn)) {  // it was acknowledged, and what comes next has intervals of its own
    seen.probes = 0;
    return conn.forget_wishes(Sight::kProbe);
  }
  if (excused(scene)) return;
  for (const Expectation& wish : conn.expected) {
    if (wish.sight == Sight::kProbe) return;
  }
  Rule rule = seen.fresh ? Rule::kMust36 : Rule::kMust35;
  if (scene.now() - seen.since > r2(scene)) rule = Rule::kMust37;
  const Time due = probe_due(scene);
  if (!may_end_first(scene, due)) scene.want(rule, Sight::kProbe, conn.snd.una, due);
}

void judge_probe_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  PersistSeen& seen = conn.persist;
  if (!seen.closed || out.syn) return;
  if (scene.now() <= conn.last_input + scene.endpoint.uncertainty) return;
  if (excused(scene)) return static_cast<void>(seen.probes = 0);  // when it went is not kept
  if (out.rst) return judge_end_while_shut(scene, out.seg.to_string());
  if (out.length() == 0 && out.seq >= conn.snd.una) return judge_empty_probe(scene, out);
  if (out.length() > 0) scene.upheld(Rule::kProbeHasText);
  // What the timer sends at one time is one probe: the front and what follows it (SHLD-17).
  if (seen.probes > 0 && scene.now() <= seen.last_probe + scene.endpoint.uncertainty) return;
  const Duration gap = scene.now() - (seen.probes == 0 ? seen.since : seen.last_probe);
  if (seen.probes == 0) judge_first_probe(scene, gap);
  if (seen.probes >= 2) judge_growth(scene, gap);
  ++seen.probes;
  seen.gap = gap;
  seen.last_probe = scene.now();
}

// MUST-37, SHLD-17: as long as the peer answers, a closed or shrunken window ends nothing.
void judge_end_while_shut(Scene& scene, const std::string& observed) {
  Connection& conn = scene.conn;
  const SendHalf& snd = conn.snd;
  if (excused(scene) || scene.now() - conn.persist.answered > seconds{100}) return;
  if (snd.una != snd.una_max || snd.edge_low != snd.edge_high || conn.told) return;
  const Cause cause = scene.cause(Cause::Kind::kTimer);
  if (conn.persist.closed && conn.persist.probes > 0) {
    scene.broken(Rule::kMust37, cause, conn.states,
                 {"the connection stays open: the peer answers the probes", observed, {}});
  }
  if (snd.shrunk && snd.una >= snd.edge_high) {
    scene.broken(Rule::kShld17, cause, conn.states,
                 {"no end: what the window admits was acknowledged", observed, {}});
  }
}

}  // namespace synspect::judge
