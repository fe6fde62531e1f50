// Timestamps (RFC 7323): what is echoed, how the stack's clock runs, and what PAWS drops.
#include <fmt/format.h>

#include "harness/judge/rules_options.h"

namespace synspect::judge {
namespace {

// Well below the 24 days after which TS.Recent counts no more (7323-5.5-1).
constexpr Duration kStillValid = std::chrono::hours{24 * 20};
constexpr Duration kNoLongerValid = std::chrono::hours{24 * 25};
// A clock ticks at least once a second; one that did not for so long stands still (7323-4.1-2).
constexpr Duration kStandsStill = std::chrono::seconds{10};
// The fastest clock takes 126 s for half of the circle (7323-5.4-2).
constexpr Duration kHalfRound = std::chrono::seconds{120};
constexpr Duration kPaceIsSeen = std::chrono::milliseconds{100};

// On the circle of 2^32, from `first` on up to `last`.
bool on_arc(std::uint32_t value, std::uint32_t first, std::uint32_t last) {
  return value - first <= last - first;
}

void accuse_echo(Scene& scene, Rule rule, std::uint32_t first, std::uint32_t last,
                 const Emission& out) {
  scene.broken(rule, {first == last ? fmt::format("the echo of {}", first)
                                    : fmt::format("an echo from {} to {}", first, last),
                      out.seg.to_string(),
                      {}});
}

// 7323-4.3-*: TS.Recent. Times that are not exact leave open what the stack had seen.
void judge_recent(Scene& scene, const Emission& out) {
  const StampsSeen& stamps = scene.conn.options.stamps;
  const std::uint32_t echo = out.seg.timestamps->echo;
  const Rule later = stamps.above ? Rule::kEchoAboveHole : Rule::kEchoEarliest;
  if (on_arc(echo, stamps.least, stamps.most)) {
    scene.upheld(Rule::kRecent);
    if (stamps.filled) scene.upheld(Rule::kEchoOfFilling);
    if (stamps.furthest != stamps.most) scene.upheld(later);
    return;
  }
  const bool early = on_arc(echo, stamps.first, stamps.least);
  accuse_echo(scene, Rule::kRecent, stamps.least, stamps.most, out);
  if (early && !stamps.filled) return;
  accuse_echo(scene, early ? Rule::kEchoOfFilling : later, stamps.least, stamps.most, out);
}

void judge_stamp_echo(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  const StampsSeen& stamps = conn.options.stamps;
  if (!out.ack_bit || !stamps.known || stamps.astray || !conn.rcv.known) return;
  if (out.syn ? conn.candidate.has_value() : !conn.options.stamps_agreed()) return;
  if (!on_arc(out.seg.timestamps->echo, stamps.first, stamps.furthest)) {
    return accuse_echo(scene, Rule::kEcho, stamps.first, stamps.furthest, out);
  }
  scene.upheld(Rule::kEcho);
  if (scene.endpoint.uncertainty == Duration{0}) judge_recent(scene, out);
}

void judge_clock(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  const StampsSeen& stamps = conn.options.stamps;
  if (!stamps.clock_known || (out.syn && out.seg.seq != conn.snd.iss)) return;
  const std::uint32_t value = out.seg.timestamps->value;
  const Duration since = scene.now() - stamps.clock_since;
  const bool back = !not_before(value, stamps.clock);
  if (since < kHalfRound) {
    check_option(scene, Rule::kClockForward, !back, "a TSval that does not go back", out);
    if (back) return;
  }
  if (value != stamps.clock) {
    if (since >= std::chrono::seconds{1}) scene.upheld(Rule::kClockRuns);
  } else if (since > kStandsStill + scene.endpoint.uncertainty) {
    check_option(scene, Rule::kClockRuns, false, "a TSval that runs with the time", out);
  }
}

// 7323-5.4-2: no more than a tick every 59 ns, whatever part of one had passed.
void judge_pace(Scene& scene, const Emission& out) {
  StampsSeen& stamps = scene.conn.options.stamps;
  const Duration since = scene.now() - stamps.pace_since;
  // Where times are not exact a short one says nothing.
  if (out.syn || (stamps.pace_known && since < kPaceIsSeen)) return;
  const std::uint32_t value = out.seg.timestamps->value;
  if (stamps.pace_known && not_before(value, stamps.pace_clock)) {
    const std::int64_t most = (since + scene.endpoint.uncertainty).count() * 1000 / 59 + 1;
    check_option(scene, Rule::kClockPace, std::int64_t{value - stamps.pace_clock} <= most,
                 "a TSval that goes round 2^32 in no less than the MSL", out);
  }
  stamps.pace_known = true;
  stamps.pace_clock = value;
  stamps.pace_since = scene.now();
}

// 7323-3.2-7: text without the option, where it was agreed on.
void judge_unstamped(Scene& scene, const Emission& out) {
  StampsSeen& stamps = scene.conn.options.stamps;
  if (!stamps.unstamped || !out.ack_bit || out.syn || out.ack <= *stamps.unstamped) return;
  stamps.unstamped.reset();
  scene.broken(Rule::kUnstampedText,
               {"text without timestamps is dropped", out.seg.to_string(), {}});
}

// Text that every stack takes, as far as the window and the ACK go.
bool taken_by_all(const Connection& conn, const Arrival& in) {
  if (!in.sound || !in.text || in.rst || in.syn || !in.ack_bit || !in.ack_good) return false;
  if (in.fit != Fit::kInside || in.seg.has(kUrg) || conn.vague || conn.touched) return false;
  return conn.states.within(kTakesText) && !conn.rcv.fin && !conn.fully_closed;
}

// Older than TS.Recent, wherever it stands.
bool surely_old(const Scene& scene, const Arrival& in) {
  const StampsSeen& stamps = scene.conn.options.stamps;
  if (scene.now() - stamps.heard > kStillValid) return false;
  const std::uint32_t value = in.seg.timestamps->value;
  return !not_before(value, stamps.least) && !not_before(value, stamps.most);
}

}  // namespace

void StampsSeen::begin(std::uint32_t value, Time now) {
  known = true;
  astray = acked = filled = above = false;
  first = least = most = furthest = value;
  heard = now;
  unstamped.reset();
}

void judge_stamps_emission(Scene& scene, const Emission& out) {
  judge_unstamped(scene, out);
  if (!out.seg.timestamps) return;
  judge_stamp_echo(scene, out);
  judge_clock(scene, out);
  judge_pace(scene, out);
}

void follow_stamps_emission(Scene& scene, const Emission& out) {
  StampsSeen& stamps = scene.conn.options.stamps;
  stamps.acked = stamps.acked || out.ack_bit;
  if (!out.seg.timestamps) return;
  const std::uint32_t value = out.seg.timestamps->value;
  if (stamps.clock_known && value == stamps.clock && !out.syn) return;
  stamps.clock_known = true;
  stamps.clock = value;
  stamps.clock_since = scene.now();
}

bool judge_options_arrival(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  if (!conn.rcv.known || !taken_by_all(conn, in)) return false;
  const OptionsSeen& seen = conn.options;
  const std::optional<Timestamps>& stamps = in.seg.timestamps;
  if (!stamps) {
    if (!seen.stamps_agreed() || !in.exact || in.seg.has_option(kStampsOption)) return false;
    if (!seen.stamps.unstamped) conn.options.stamps.unstamped = in.seq;
    return false;
  }
  if (!stands_once(in.seg, kStampsOption)) return false;
  const Time due = scene.answer_due() + std::chrono::milliseconds{1500};
  if (seen.stamps_refused()) {
    if (in.certain && in.new_text) scene.want(Rule::kStampsIgnored, Sight::kAckUpTo, in.end, due);
    return false;
  }
  if (!seen.stamps_agreed()) return false;
  if (!seen.stamps.known || seen.stamps.astray) return false;
  // As plain numbers the two would compare otherwise.
  const bool newer = not_before(stamps->value, seen.stamps.most);
  const bool wraps = newer != (stamps->value >= seen.stamps.most);
  if (in.certain && in.new_text) {
    scene.want(wraps ? Rule::kStampsModulo : Rule::kPawsPasses, Sight::kAckUpTo, in.end, due);
  }
  if (!in.exact || !conn.states.certain()) return false;
  if (!newer && scene.now() - seen.stamps.heard > kNoLongerValid) {
    scene.want(Rule::kPawsForgets, Sight::kAckUpTo, in.end, due);
  }
  if (!surely_old(scene, in)) return false;
  const Rule rule = wraps ? Rule::kStampsModulo : Rule::kPaws;
  conn.forbid(conn.rcv.high(), in.end, rule);
  if (scene.answer_owed()) {
    scene.want(rule, Sight::kAckUpTo, conn.rcv.low, scene.answer_due());
  }
  return true;
}

void follow_stamps_arrival(Scene& scene, const Arrival& in) {
  const Connection& conn = scene.conn;
  StampsSeen& stamps = scene.conn.options.stamps;
  if (!stamps.known || !in.seg.timestamps) return;
  if (stamps.unstamped && in.seq <= *stamps.unstamped && in.end > *stamps.unstamped) {
    stamps.unstamped.reset();
    scene.upheld(Rule::kUnstampedText);
  }
  const std::uint32_t value = in.seg.timestamps->value;
  // After so long any value may count.
  if (scene.now() - stamps.heard > kStillValid) stamps.astray = true;
  stamps.heard = scene.now();
  stamps.filled = false;
  const bool ahead = in.seq > conn.rcv.low && !in.syn;
  if (not_before(value, stamps.furthest)) {
    if (value != stamps.furthest) stamps.above = in.seq > conn.rcv.high();
    stamps.furthest = value;
  }
  // 7323-4.3-4: what lies ahead of Last.ACK.sent is never taken.
  if ((!ahead || !stamps.acked) && not_before(value, stamps.most)) stamps.most = value;
  const bool sure = in.certain && in.fit == Fit::kInside && in.ack_bit && in.ack_good &&
                    in.ack >= conn.snd.una && !in.syn && !ahead && stamps.acked &&
                    conn.states.within(kTransfers) && !conn.vague && value == stamps.most &&
                    stands_once(in.seg, kStampsOption);
  if (sure) {
    stamps.least = value;
    stamps.filled = in.text && !conn.rcv.arrived.one_piece();
  }
  if (!not_before(stamps.most, stamps.least)) stamps.astray = true;
  if (!not_before(stamps.furthest, stamps.first)) stamps.first = stamps.least;
  if (!not_before(stamps.furthest, stamps.first)) stamps.astray = true;
}

bool stands_once(const DecodedSegment& seg, unsigned kind) {
  if (seg.options.size() < 20) return true;  // no room for two
  int count = 0;
  OptionReader reader{seg.options};
  while (const auto option = reader.next()) count += option->kind == kind ? 1 : 0;
  return count == 1;
}

}  // namespace synspect::judge
