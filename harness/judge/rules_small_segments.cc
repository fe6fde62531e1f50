// Small segments: Nagle (SHLD-7, 9293-3.7.4-a, MUST-17) and what a sender does with small windows
// (MUST-38, 9293-3.8.6.2.1-a, -c, -d). Silent where the size of a full segment is not certain.
#include <fmt/format.h>

#include "harness/judge/rfc_call.h"
#include "harness/judge/rules.h"
#include "harness/judge/sizes.h"

namespace synspect::judge {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Small {
  Scene& scene;
  const Emission& out;
  std::int64_t size;  // options count too: they make a full segment smaller
  Offset text_end;

  void broken(Rule rule, const char* expected) const {
    scene.broken(rule, scene.conn.cause, scene.conn.states, {expected, out.seg.to_string(), {}});
  }
};

void judge_nagle(const Small& small) {
  const Connection& conn = small.scene.conn;
  const SendHalf& snd = conn.snd;
  // Whose calls are not seen may have switched it off.
  const bool off = snd.no_delay || snd.nagle_unknown || !conn.owned;
  if (off || conn.closed_by_user || small.out.seg.has(kUrg)) return;
  const bool outstanding = snd.nxt > 1 && snd.una_max < snd.nxt;
  const bool short_one = small.size < surely_small(small.scene);
  if (!outstanding || !short_one) {
    // A full one at any time; a short one when everything was acknowledged.
    if (conn.cause.kind != Cause::Kind::kSegment) return;
    small.scene.upheld(Rule::kNagle);
    return small.scene.upheld(Rule::kShld7);
  }
  small.broken(Rule::kNagle, "no short segment while anything is unacknowledged");
  if (snd.small_end > snd.una_max) {
    small.broken(Rule::kShld7, "no second short segment before the first is acknowledged");
  }
}

// Cut off by the window, though more waits: neither a full segment nor half of the largest window.
void judge_silly(const Small& small) {
  const SendHalf& snd = small.scene.conn.snd;
  if (!snd.handed_known || snd.handed_end <= small.text_end || small.out.seg.has(kUrg)) return;
  if (small.text_end != snd.edge_low) return;
  const bool silly = small.size < surely_small(small.scene) && 2 * small.size < snd.max_window;
  if (!silly) return small.scene.upheld(Rule::kMust38);
  small.broken(Rule::kMust38, "no short segment into a small window while more waits");
}

// What the timer forces out: not before 0.1 s; later than 1 s is recorded only.
void judge_override(const Small& small) {
  const SendHalf& snd = small.scene.conn.snd;
  const Scene& scene = small.scene;
  const bool by_window = small.text_end == snd.edge_low && small.text_end < snd.handed_end;
  if (!snd.handed_known || !by_window || small.size >= surely_small(scene)) return;
  if (snd.zero_seen || 2 * small.size >= snd.max_window) return;
  const Duration held = scene.now() - snd.queued_since;
  if (held + scene.endpoint.uncertainty < milliseconds{100}) {
    return small.broken(Rule::kOverride, "no short segment within 0.1 s of the SEND");
  }
  if (held <= seconds{1} + scene.endpoint.uncertainty) small.scene.upheld(Rule::kOverride);
}

}  // namespace

void judge_small_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.rst || out.syn || conn.vague || conn.touched || !conn.snd.known || !conn.own.seen) return;
  if (out.seg.payload.empty() || out.seq != conn.snd.nxt || scene.endpoint.knobs) return;
  const auto text = static_cast<std::int64_t>(out.seg.payload.size());
  const Small small{scene, out, text + static_cast<std::int64_t>(out.seg.options.size()),
                    out.seq + text};
  if (out.by_timer) return judge_override(small);
  if (out.fin) return;
  judge_nagle(small);
  judge_silly(small);
  if (small.size < surely_small(scene)) conn.snd.small_end = small.text_end;
}

namespace {

bool wanted(const Connection& conn, Rule rule) {
  for (const Expectation& wish : conn.expected) {
    if (wish.rule == rule) return true;
  }
  return false;
}

}  // namespace

// With nothing in flight: a full segment goes (rule 1), and so does half of the largest window
// where that is less (rule 3).
void expect_waiting_text(Scene& scene) {
  Connection& conn = scene.conn;
  const SendHalf& snd = conn.snd;
  const StateSet sending{TcpState::kEstablished, TcpState::kCloseWait};
  if (conn.vague || conn.touched || !snd.handed_known || !conn.states.within(sending)) return;
  if (snd.una != snd.nxt || snd.una_max != snd.una || snd.handed_end <= snd.nxt) return;
  if (snd.push == Push::kNone) return;
  const Offset usable = snd.edge_low - snd.nxt;
  const Offset queued = snd.handed_end - snd.nxt;
  const std::int64_t full = full_segment(scene);
  if (full < kLeastMss) return;  // no stack need take it as it stands
  // At once: earlier than any override timer may (rule 4).
  const Time due = scene.now() + milliseconds{99} + scene.endpoint.uncertainty;
  if (usable >= full && queued >= full && !wanted(conn, Rule::kFullAtOnce)) {
    scene.want(Rule::kFullAtOnce, Sight::kSent, snd.nxt, due);
  }
  const std::int64_t most = snd.max_window_most;
  const bool half = most < 2 * full && 2 * usable >= most && usable < full;
  if (half && usable > 0 && queued >= usable && !wanted(conn, Rule::kHalfAtOnce)) {
    scene.want(Rule::kHalfAtOnce, Sight::kSent, snd.nxt, due);
  }
}

// MUST-17: with Nagle off a second short piece does not wait for the ACK of the first.
void expect_undelayed(Scene& scene, const CallSeen& seen) {
  Connection& conn = scene.conn;
  const SendHalf& snd = conn.snd;
  const auto call = rfc_call(seen.call);
  if (!call || call->kind != RfcCall::Kind::kSend || seen.result.error != CallError::kNone) return;
  if (seen.result.value <= 0) return;  // nothing was handed over
  if (!snd.no_delay || conn.vague || conn.touched || !snd.handed_known || snd.zero_seen) return;
  if (!conn.states.within({TcpState::kEstablished, TcpState::kCloseWait})) return;
  const Offset end = snd.handed_end + seen.result.value;
  const bool alone = snd.una < snd.nxt && snd.handed_end == snd.nxt && conn.resent.count == 0;
  // Any initial window has room for two segments, any usable one for one (RFC 5681 3.1).
  const bool fits = end <= snd.edge_low && end - snd.una <= surely_small(scene);
  if (!alone || !fits || push_of(scene.endpoint, seen.call) != Push::kPlain) return;
  scene.want(Rule::kMust17, Sight::kSent, snd.handed_end,
             scene.now() + milliseconds{99} + scene.endpoint.uncertainty);
}

}  // namespace synspect::judge
