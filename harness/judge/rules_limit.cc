// When a stack stops trying: the thresholds R1 and R2 of RFC 9293 3.8.3, the user timeout
// of 3.10.8. R2 may count copies, so that its length in time depends on the RTO: the longest is not
// judged closely.
#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/follow.h"
#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

using std::chrono::seconds;

Duration tick(const Scene& scene) {
  return scene.endpoint.timing().retransmission_granularity.value_or(kUnknownGranularity) +
         scene.endpoint.uncertainty;
}

// After R2 a connection may be gone, as far as the judge knows: a sign of life says that it is not.
bool opening(const Scene& scene) {
  return scene.conn.states.has(TcpState::kSynSent) && !scene.conn.states.meets(kSynchronized);
}

Time started(const Scene& scene) {
  return opening(scene) ? scene.conn.first_syn : scene.conn.snd.unanswered_since;
}

void accuse(Scene& scene, Rule rule, Duration limit) {
  scene.broken(
      rule, scene.cause(Cause::Kind::kTimer), scene.conn.states,
      {fmt::format("given up {} ms after the first copy", limit.count() / 1000),
       fmt::format("sent again after {} ms", (scene.now() - started(scene)).count() / 1000),
       {}});
}

// MUST-21: the limit that the user set for this connection. A stack may look at it only when the
// timer expires: the last interval is granted.
void judge_set_limit(Scene& scene) {
  const Connection& conn = scene.conn;
  const Duration last = conn.resent.gap + tick(scene) + seconds{1};
  if (scene.now() - started(scene) > *conn.limit + last) accuse(scene, Rule::kMust21, *conn.limit);
}

// Said of R2 is how long it lasts at the smallest timeout. Counted in copies it lasts longer where
// the round trip is long, and the timeout has no upper limit that is known.
Duration longest(const Scene& scene, Duration r2) {
  const bool limited = opening(scene) || scene.endpoint.timing().max_rto;
  const auto times = limited ? 1 : std::max<std::int64_t>(1, scene.conn.longest_rtt / seconds{1});
  return 3 * r2 * times + seconds{600};
}

void judge_default_limit(Scene& scene) {
  const Timing& timing = scene.endpoint.timing();
  const auto r2 = opening(scene) ? timing.r2_syn : timing.r2_data;
  if (!r2 || scene.conn.touched) return;
  if (scene.now() - started(scene) <= longest(scene, *r2)) return;
  if (opening(scene)) return accuse(scene, Rule::kMust22, *r2);
  accuse(scene, Rule::kMust20, *r2);
  accuse(scene, Rule::kR2Closes, *r2);
}

}  // namespace

void judge_limit_emission(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  if (!out.by_timer || out.rst || out.length() == 0 || conn.vague || !conn.snd.known) return;
  if (out.seq != conn.snd.una || out.seq >= conn.snd.nxt || !conn.snd.unanswered) return;
  if (conn.snd.zero_seen || conn.snd.shrunk || scene.endpoint.knobs) return;
  if (!opening(scene) && !conn.states.meets(kSynchronized)) return;
  conn.limit ? judge_set_limit(scene) : judge_default_limit(scene);
}

// The user is told that the connection timed out: it is closed then (9293-3.10.8-a).
void judge_timed_out(Scene& scene, const std::string& observed) {
  Connection& conn = scene.conn;
  judge_end_while_shut(scene, observed);
  if (conn.vague || scene.endpoint.knobs || scene.endpoint.keep_alive_asked) return;
  if (conn.touched && !conn.limit) return;
  if (!conn.snd.unanswered) return;
  if (opening(scene)) {
    scene.upheld(Rule::kMust22);
  } else if (conn.states.meets(kSynchronized)) {
    scene.upheld(Rule::kMust20);
    scene.upheld(Rule::kR2Closes);
  } else {
    return;
  }
  if (conn.limit && !conn.snd.zero_seen) {
    const Duration waited = scene.now() - conn.timer.flight.from;
    if (waited + tick(scene) + seconds{1} >= *conn.limit) {
      scene.upheld(Rule::kMust21);
    } else {
      scene.broken(Rule::kMust21, scene.cause(Cause::Kind::kTimer), conn.states,
                   {fmt::format("not given up before {} ms", conn.limit->count() / 1000),
                    fmt::format("given up after {} ms", waited.count() / 1000),
                    {}});
    }
  }
  end_for(scene, Rule::kUserTimeout);
}

// SHLD-10: trouble is reported after three retransmissions at the earliest.
void judge_soft_error(Scene& scene) {
  const Connection& conn = scene.conn;
  if (conn.touched || conn.vague || !conn.snd.unanswered || scene.endpoint.knobs) return;
  // Which segment is at the front is not always known, nor how often that was sent.
  const FrontCopies& front = conn.timer.copies;
  if (conn.snd.una != conn.snd.una_max || !conn.states.certain()) return;
  if (!conn.persist.closed && front.front != conn.snd.una) return;
  const int copies = std::max(front.again, conn.persist.probes);
  if (copies >= 3) return scene.upheld(Rule::kShld10);
  const bool own_syn = conn.snd.una < 1 && conn.origin == Origin::kActive;
  if (opening(scene) || own_syn)
    return;  // a SYN again may have been taken for that of another OPEN
  scene.broken(
      Rule::kShld10, scene.cause(Cause::Kind::kTimer), conn.states,
      {"no report before three retransmissions", fmt::format("a report after {}", copies), {}});
}

}  // namespace synspect::judge
