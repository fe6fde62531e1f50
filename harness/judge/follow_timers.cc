// What emissions and acknowledgments say of the retransmission timer (RFC 6298 2, 3, 5).
#include "harness/judge/follow.h"

namespace synspect::judge {

void follow_sent(Scene& scene, Offset seq, Offset end) {
  Connection& conn = scene.conn;
  RetransmissionTimerSeen& timer = conn.timer;
  if (end <= conn.snd.nxt && conn.snd.nxt > 0) return;
  if (conn.snd.una < conn.snd.nxt) {
    timer.flight.last = scene.now();
    timer.flight.resent = timer.flight.resent || seq < conn.snd.nxt;
    return;
  }
  timer.flight = {.from = scene.now(), .last = scene.now(), .first_end = end};
  timer.flight.probe = timer.probed == seq;
  timer.copies = {.front = seq, .last = scene.now()};
}

void follow_acked(Scene& scene, Offset ack, bool sure) {
  Connection& conn = scene.conn;
  RetransmissionTimerSeen& timer = conn.timer;
  const SendHalf& snd = conn.snd;
  if (ack == snd.una) ++timer.duplicates;
  if (ack <= snd.una || ack > snd.nxt) return;
  Flight& flight = timer.flight;
  sure = sure && snd.una_max == snd.una && !conn.vague;
  const bool one_segment = flight.first_end == snd.nxt;
  if (conn.own.timestamps && conn.peer.timestamps) {
    timer.rto.forget();
    timer.backoffs = 0;
  } else if (sure && flight.resent && one_segment) {
    timer.ambiguous = true;
  } else {
    const bool cookie = snd.una == 0 && conn.origin == Origin::kPassive &&
                        scene.endpoint.features().syn_cookies != false;  // no state, hence no clock
    const bool certain = sure && !flight.resent && !flight.sampled && ack >= flight.first_end &&
                         !cookie && !snd.zero_seen && !flight.probe;
    const Duration blur =
        scene.endpoint.timing().retransmission_granularity.value_or(kUnknownGranularity) +
        scene.endpoint.uncertainty;
    const Duration least = std::max(Duration{0}, scene.now() - flight.last - blur);
    timer.rto.take(least, scene.now() - flight.from + blur, certain);
    // In doubt or not: what comes later need not give another.
    flight.sampled = flight.sampled || ack >= flight.first_end;
    timer.backoffs = 0;
    timer.ambiguous = false;
  }
  if (snd.una == 0) timer.backoffs = 0;  // 6298-5.7: data begins with a RTO of its own
  if (!sure) return;
  timer.acked_at = scene.now();
  timer.duplicates = 0;
}

}  // namespace synspect::judge
