// How long the retransmission timer ran: RFC 6298. Earlier than the model fails, later is the
// stack's right (6298-1-a).
#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

using std::chrono::seconds;

// One expiry, measured against what the RFC lets the RTO be.
class Expiry {
 public:
  Expiry(Scene& scene, const Emission& out, Duration gap)
      : scene_{scene}, timer_{scene.conn.timer}, syn_{out.syn}, gap_{gap} {
    const Timing& timing = scene.endpoint.timing();
    blur_ = timing.retransmission_granularity.value_or(kUnknownGranularity) +
            scene.endpoint.uncertainty;
    cap_ = timing.max_rto.value_or(seconds{60});  // 6298-2.5
    least_ = std::min(timer_.rto.least_rto(), cap_);
    floor_ = std::max(least_, timing.min_rto.value_or(Duration{0}));
    if (syn_ || timer_.rto.blank()) floor_ = timing.initial_rto.value_or(seconds{1});
  }

  void judge() const {
    if (timer_.copies.expiries > 0) return check(Rule::kRtoRestarted, gap_, backed_off());
    if (syn_) return;  // 6298-2.1 of the first SYN: rules_timer.cc
    if (timer_.rto.blank()) return judge_without_sample();
    judge_computed();
    judge_restart();
  }

 private:
  [[nodiscard]] Duration slack(Duration bound) const { return blur_ + bound / 100; }
  [[nodiscard]] bool is_short(Duration gap, Duration bound) const {
    return gap + slack(bound) < bound;
  }
  [[nodiscard]] bool is_near(Duration bound) const {
    return bound > Duration{0} && gap_ <= bound + slack(bound) && gap_ + slack(bound) >= bound;
  }
  // Whether the clock can tell the two apart.
  [[nodiscard]] bool apart(Duration less, Duration more) const {
    return more > seconds{1} && less + 2 * slack(more) < more;
  }
  // What a clock of ticks leaves off is doubled with the rest.
  [[nodiscard]] Duration doubled(int times) const {
    if (floor_ <= Duration{0}) return Duration{0};
    Duration rto = times > 0 ? std::max(floor_ / 2, floor_ - blur_) : floor_;
    for (int i = 0; i < times && rto < cap_; ++i) rto *= 2;
    return std::min(rto, cap_);
  }
  [[nodiscard]] Duration backed_off() const { return doubled(timer_.copies.expiries); }
  void accuse(Rule rule, Duration gap, Duration bound) const {
    scene_.broken(rule, scene_.cause(Cause::Kind::kTimer), scene_.conn.states,
                  {fmt::format("not sent again before {} us", bound.count()),
                   fmt::format("after {} us", gap.count()),
                   {}});
  }
  void check(Rule rule, Duration gap, Duration bound) const {
    if (bound <= Duration{0}) return;
    is_short(gap, bound) ? accuse(rule, gap, bound) : scene_.upheld(rule);
  }

  void judge_without_sample() const {
    if (timer_.syn_expired) return check(Rule::kRtoAfterSynLoss, gap_, seconds{3});
    check(Rule::kFirstRto, gap_, seconds{1});
  }

  void judge_computed() const {
    const Duration lenient = std::min(timer_.rto.least_with_any_gains(), cap_);
    if (is_short(gap_, lenient)) {
      accuse(Rule::kNotAggressive, gap_, lenient);
      accuse(Rule::kNotBeforeRto, gap_, lenient);
      if (timer_.ambiguous) return accuse(Rule::kKarn, gap_, lenient);
      if (timer_.rto.one_sample()) accuse(Rule::kFirstSample, gap_, lenient);
      return;
    }
    if (lenient > Duration{0}) {
      scene_.upheld(Rule::kNotAggressive);
      scene_.upheld(Rule::kNotBeforeRto);
    }
    if (is_short(gap_, least_)) return accuse(step_left_out(), gap_, least_);
    judge_steps();
    judge_minimum();
    judge_retained();
  }

  // The step of the computation that alone explains a timeout so early.
  [[nodiscard]] Rule step_left_out() const {
    if (timer_.ambiguous) return Rule::kKarn;
    if (is_near(timer_.rto.least_before())) return Rule::kRtoRecomputed;
    if (is_near(timer_.rto.least_wrong_order())) return Rule::kRttvarFirst;
    return Rule::kGains;
  }
  void judge_steps() const {
    if (timer_.ambiguous) scene_.upheld(Rule::kKarn);
    if (timer_.rto.one_sample()) {
      if (least_ > seconds{1}) scene_.upheld(Rule::kFirstSample);
      return;
    }
    if (least_ > seconds{1}) scene_.upheld(Rule::kGains);
    if (apart(timer_.rto.least_before(), least_)) scene_.upheld(Rule::kRtoRecomputed);
    if (apart(timer_.rto.least_wrong_order(), least_)) scene_.upheld(Rule::kRttvarFirst);
  }
  void judge_minimum() const {
    if (gap_ + blur_ < seconds{1}) return accuse(Rule::kMinimumRto, gap_, seconds{1});
    if (timer_.rto.known() && timer_.rto.most_rto() < seconds{1}) scene_.upheld(Rule::kMinimumRto);
  }
  // The RTO stays backed off until a sample (6298-5-a).
  void judge_retained() const {
    if (timer_.backoffs == 0 || scene_.endpoint.features().f_rto != false) return;
    check(Rule::kBackedOffUntilSample, gap_, doubled(timer_.backoffs));
  }
  // An ACK of new data since the segment was sent starts the timer anew (6298-5.3).
  void judge_restart() const {
    if (timer_.acked_at <= timer_.copies.last) return;
    check(Rule::kTimerRestarted, scene_.now() - timer_.acked_at, floor_);
  }

  Scene& scene_;
  const RetransmissionTimerSeen& timer_;
  bool syn_;
  Duration gap_, blur_{}, least_{}, floor_{}, cap_{};
};

// The timer's doing, as far as can be told: nothing else sets a stack off at such a moment but
// RACK, tail loss probes (RFC 8985), and what waits for more duplicates (RFC 5827).
bool by_the_timer(const Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  if (scene.now() <= conn.last_input + scene.endpoint.uncertainty) return false;
  if (conn.touched || conn.snd.zero_seen || conn.timer.duplicates >= 3) return false;
  if (scene.endpoint.features().rack_tlp == false || out.syn) return true;
  return conn.timer.duplicates == 0 && conn.timer.copies.again > 0;
}

}  // namespace

void judge_rto_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.rst || conn.vague || !conn.snd.known || out.length() == 0) return;
  if (out.syn && out.seg.seq != conn.snd.iss) return;
  if (out.syn && !out.ack_bit) {  // a new OPEN may happen to choose the number of an earlier one
    if (!conn.states.has(TcpState::kSynSent) || scene.endpoint.connecting(conn.sockets)) return;
  }
  RetransmissionTimerSeen& timer = conn.timer;
  const bool probe = out.by_timer && perhaps_probe(conn, out);
  const bool probed = timer.probed == out.seq;
  if (probe || probed) timer.probed = probe ? out.seq : -1;
  if (out.seq >= conn.snd.nxt) return;
  timer.flight.resent = true;
  if (out.end <= conn.snd.una) return;
  if (out.seq > conn.snd.una) {  // at the front only if an ACK in doubt was taken
    if (out.seq != conn.snd.una_max) return;
    if (timer.copies.front != out.seq) {
      timer.copies = {.front = out.seq, .last = timer.flight.from};
    }
    ++timer.copies.again;
    return;
  }
  // When a segment that was not the front before was sent is known from below only.
  if (timer.copies.front != conn.snd.una) {
    timer.copies = {.front = conn.snd.una, .last = timer.flight.from};
  }
  const bool counts = by_the_timer(scene, out);
  const bool prompted = scene.now() <= conn.last_input + scene.endpoint.uncertainty;
  if (prompted && out.syn && conn.states.meets({TcpState::kClosed, TcpState::kListen})) {
    const Time from = timer.flight.from;
    timer = {};  // LISTEN may have begun anew with the same ISN
    timer.rto.forget();
    timer.flight.from = from;
    timer.flight.last = scene.now();  // or it repeats itself: what it sends began when it did
    timer.flight.first_end = out.end;
    timer.flight.resent = true;
    timer.copies = {.front = out.seq, .last = scene.now()};
    return;
  }
  ++timer.copies.again;
  // With new text behind it, the timer may have begun anew: what went before were probes.
  if (!counts && out.end > conn.snd.nxt) timer.copies.expiries = 0;
  if (!counts) return;
  if (probed) {  // another probe, or the first copy with room: the timer runs only from here on
    timer.copies.last = scene.now();
    timer.copies.expiries = 0;
    return;
  }
  const Duration gap = scene.now() - timer.copies.last;
  const bool first_probe = probe && timer.copies.expiries == 0;
  if (conn.snd.una_max == conn.snd.una && (!probe || first_probe)) {
    Expiry{scene, out, gap}.judge();
  }
  timer.copies.last = scene.now();
  if (probe) return;  // after one RTO (SHLD-29); what grows then is not the RTO
  ++timer.copies.expiries;
  if (++timer.backoffs >= 2) timer.rto.may_start_anew();
  timer.syn_expired = timer.syn_expired || out.syn;
}

}  // namespace synspect::judge
