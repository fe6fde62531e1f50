#include "stack/send/congestion.h"

#include <algorithm>
#include <utility>

#include "stack/send/next_segment.h"
#include "stack/send/sack_recovery.h"
#include "stack/tcb.h"

namespace synspect::tcp {
namespace {

void reno_on_ack(Congestion& congestion, std::uint32_t octets, std::uint32_t mss) {
  if (congestion.cwnd < congestion.ssthresh) {  // slow start (5681-3.1-7, 5681-3.1-8)
    congestion.cwnd += std::min(octets, mss);
  } else {  // congestion avoidance, octets counted (5681-3.1-9, 5681-3.1-10)
    congestion.acked += octets;
    if (congestion.acked < congestion.cwnd) return;
    congestion.acked -= congestion.cwnd;
    congestion.cwnd += mss;
  }
  congestion.cwnd = std::min(congestion.cwnd, kLargestFlight);
}

std::uint32_t reno_after_loss(const Congestion&, std::uint32_t flight, std::uint32_t mss) {
  return std::max(flight / 2, 2 * mss);  // 5681-3.1-11, 5681-3.2-4: the flight, not cwnd
}

constexpr CongestionControl kReno{reno_on_ack, reno_after_loss};

}  // namespace

const CongestionControl& control_of(CongestionAlgorithm algorithm) {
  switch (algorithm) {
    case CongestionAlgorithm::kReno:
      return kReno;
  }
  std::unreachable();
}

std::uint32_t initial_window(const Profile& profile, std::uint32_t mss) {
  if (profile.initial_window > 0) {  // RFC 6928 2
    return std::min(profile.initial_window * mss,
                    std::max(2 * mss, profile.initial_window * 1460U));
  }
  if (mss > 2190) return 2 * mss;  // 5681-3.1-2
  return mss > 1095 ? 3 * mss : 4 * mss;
}

void start_congestion(Tcb& tcb, bool syn_was_lost) {
  const std::uint32_t mss = tcb.snd_mss;
  tcb.congestion.cwnd = syn_was_lost ? mss : initial_window(tcb.profile, mss);
  tcb.congestion.answered = tcb.iss;  // 6582-3.2-1
}

void restart_after_idle(Tcb& tcb, Instant now) {
  Congestion& congestion = tcb.congestion;
  const bool idle = congestion.last_sent && now - *congestion.last_sent > tcb.retransmission.rto;
  if (!idle) return;
  congestion.cwnd = std::min(congestion.cwnd, initial_window(tcb.profile, tcb.snd_mss));
  congestion.last_sent.reset();
}

void on_text_sent(Tcb& tcb, std::size_t offset, std::size_t length, Instant now) {
  if (length == 0) return;  // a FIN alone
  Congestion& congestion = tcb.congestion;
  congestion.last_sent = now;
  if (offset + length > congestion.cwnd) {
    congestion.beyond_limit += static_cast<std::uint32_t>(length);
  }
}

std::uint32_t flight_limit(const Tcb& tcb) {
  const Congestion& congestion = tcb.congestion;
  if (tcb.agreed.sack && !tcb.recover && !tcb.scoreboard.empty()) {  // 6675-5-3, 6675-5-b
    const auto out = static_cast<std::uint32_t>(octets_in_flight(tcb));
    return out + congestion.cwnd - std::min(congestion.cwnd, pipe(tcb));
  }
  const bool lends = !congestion.recovering && !tcb.recover;
  const std::uint32_t lent = lends ? std::min(congestion.duplicates, 2U) * tcb.snd_mss : 0;
  return congestion.cwnd + lent;  // 5681-3.2-7
}

}  // namespace synspect::tcp
