// Which options may stand where: window scale, timestamps and SACK-permitted as the SYNs agreed on
// them (RFC 7323 2.2, 2.3, 3.2; RFC 2018 2).
#include "harness/judge/rules_options.h"

#include <algorithm>

namespace synspect::judge {
namespace {

// Of the kinds that only a SYN tells of: those on it once and with the length that they have.
std::uint64_t well_formed_kinds(const DecodedSegment& syn) {
  std::uint64_t once = 0, again = 0;
  OptionReader reader{syn.options};
  while (const auto option = reader.next()) {
    const bool judged = option->kind < 64 && (bit_of(option->kind) & kJudgedOptions) != 0;
    if (!judged) continue;
    const std::size_t body = option->kind == kScaleOption    ? 1
                             : option->kind == kStampsOption ? 8
                                                             : 0;
    again |= once & bit_of(option->kind);
    (option->body.size() == body ? once : again) |= bit_of(option->kind);
  }
  return once & ~again;
}

void judge_answering_offers(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  const OptionsSeen& seen = conn.options;
  const DecodedSegment& syn = out.seg;
  // Crossing SYNs apart: what the own SYN has may come again (7323-3.2-10).
  const auto unasked = [&](unsigned kind) {
    return seen.peer.never(kind) && (seen.asked & bit_of(kind)) == 0;
  };
  if (unasked(kScaleOption)) {
    check_option(scene, Rule::kScaleUnasked, !syn.has_option(kScaleOption),
                 "no window scale in answer to a SYN without", out);
  }
  if (unasked(kStampsOption)) {
    check_option(scene, Rule::kStampsUnasked, !syn.has_option(kStampsOption),
                 "no timestamps in answer to a SYN without", out);
  }
  const Features& able = scene.endpoint.features();
  const bool scales = able.window_scale == true && able.syn_cookies == false;
  const bool first = !conn.snd.known && !scene.endpoint.knobs && conn.peer.seen;
  if (scales && first && !conn.candidate && seen.peer.always(kScaleOption)) {
    check_option(scene, Rule::kScaleAnswered, syn.has_option(kScaleOption),
                 "window scale in answer to a SYN with it", out);
  }
}

void judge_offers(Scene& scene, const Emission& out) {
  const DecodedSegment& syn = out.seg;
  if (syn.window_scale) {
    check_option(scene, Rule::kScaleAtMost, *syn.window_scale <= 14, "a shift count of at most 14",
                 out);
  }
  if (out.ack_bit) return judge_answering_offers(scene, out);
  if (syn.timestamps) {
    check_option(scene, Rule::kEchoOfSyn, syn.timestamps->echo == 0, "no echo without an ACK", out);
  }
}

// Of a RST that the user's call draws: the connection is there, and with it what was agreed on.
void judge_own_reset(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  if (out.by_timer || conn.cause.kind != Cause::Kind::kCall || conn.vague) return;
  if (scene.endpoint.uncertainty != Duration{0}) return;
  if (!conn.states.meets(kSynchronized) || !conn.options.stamps_agreed()) return;
  check_option(scene, Rule::kStampsOnReset, out.seg.timestamps.has_value(), "a RST with timestamps",
               out);
}

}  // namespace

void Offers::take(const DecodedSegment& syn) {
  const bool odd = syn.malformed_options || syn.truncated;
  any |= odd ? kJudgedOptions : syn.option_kinds;
  const std::uint64_t surely = odd ? 0 : well_formed_kinds(syn);
  all = seen ? all & surely : surely;
  seen = true;
}

void judge_options_emission(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  if (out.rst) return judge_own_reset(scene, out);
  if (out.syn) {
    judge_offers(scene, out);
  } else {
    check_option(scene, Rule::kSackPermittedOnSyn, !out.seg.has_option(kSackPermittedOption),
                 "SACK-permitted only with SYN", out);
    if (conn.vague || !conn.snd.known || !conn.rcv.known || !conn.own.seen) return;
    if (conn.options.stamps_agreed()) {
      check_option(scene, Rule::kStampsStay, out.seg.timestamps.has_value(),
                   "timestamps on every segment: both SYNs had them", out);
    }
    judge_sack_emission(scene, out);
  }
  if (!conn.vague) judge_stamps_emission(scene, out);
}

void follow_options_emission(Scene& scene, const Emission& out) {
  if (out.rst) return;
  OptionsSeen& seen = scene.conn.options;
  if (out.syn) {
    seen.own.take(out.seg);
    if (!out.ack_bit) seen.asked |= out.seg.option_kinds;
  }
  follow_stamps_emission(scene, out);
  follow_sack_emission(scene, out);
}

void follow_options_arrival(Scene& scene, const Arrival& in) {
  if (in.rst) return;
  Connection& conn = scene.conn;
  if (in.syn) conn.options.peer.take(in.seg);
  // A SYN cookie keeps nothing: what the ACK does not bring back was never agreed on.
  const bool cookie = scene.endpoint.features().syn_cookies != false;
  if (cookie && !in.syn && !in.seg.timestamps && conn.states.has(TcpState::kSynReceived)) {
    conn.options.peer.all = 0;
  }
  if (!conn.rcv.known || !conn.snd.known) return;
  follow_stamps_arrival(scene, in);
  follow_sack_arrival(scene, in);
}

}  // namespace synspect::judge
