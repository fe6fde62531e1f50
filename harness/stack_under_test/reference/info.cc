// What the core tells of a connection in the manner of TCP_INFO.
#include <algorithm>

#include "harness/stack_under_test/reference/convert.h"
#include "stack/send/next_segment.h"

namespace synspect::reference {
namespace {

constexpr std::uint32_t kNoThreshold = 0x7fff'ffff;  // as Linux says that there is none yet
constexpr std::uint8_t kOpen = 0, kDisorder = 1, kRecovery = 3, kLoss = 4;  // TCP_CA_*

// The core counts octets: so many segments of SND.MSS, the last perhaps short.
std::uint32_t segments(std::size_t octets, const tcp::Tcb& tcb) {
  return static_cast<std::uint32_t>((octets + tcb.snd_mss - 1) / tcb.snd_mss);
}

std::uint8_t congestion_state(const tcp::Tcb& tcb) {
  if (tcb.recover) return kLoss;
  if (tcb.congestion.recovering) return kRecovery;
  return tcb.congestion.duplicates > 0 || !tcb.scoreboard.empty() ? kDisorder : kOpen;
}

void add_counts(const tcp::Tcb& tcb, StackInfo& info) {
  info.backoff = info.retransmits = tcb.retransmission.backoffs;
  info.probes = tcb.persist.due ? tcb.persist.unanswered : tcb.keep_alive.unanswered;
  const bool syn_out = !tcb.syn_acked && tcb.snd_una != tcb.snd_nxt;
  const bool fin_out = tcb.fin_sent && tcb.snd_una != tcb.snd_nxt;
  if (!tcb.syn_acked) {
    info.unacked_segments = syn_out ? 1U : 0U;
    return;
  }
  const std::size_t octets = tcp::distance(tcb.snd_una, tcb.snd_nxt).n - (fin_out ? 1U : 0U);
  info.unacked_segments = segments(octets, tcb) + (fin_out ? 1U : 0U);
  info.sacked_segments = segments(tcb.scoreboard.octets(tcb.snd_una, tcb.snd_nxt), tcb);
  info.cwnd_segments = tcb.congestion.cwnd / tcb.snd_mss;
  info.ssthresh_segments = std::min(
      tcb.congestion.ssthresh == ~0U ? kNoThreshold : tcb.congestion.ssthresh / tcb.snd_mss,
      kNoThreshold);
  info.ca_state = congestion_state(tcb);
}

}  // namespace

StackInfo info_of(const tcp::Tcb& tcb) {
  StackInfo info;
  info.state = from_core(tcb.state);
  const tcp::Agreed& agreed = tcb.agreed;
  info.options = static_cast<std::uint8_t>((agreed.timestamps ? 1U : 0U) | (agreed.sack ? 2U : 0U) |
                                           (agreed.window_scale ? 4U : 0U));
  info.snd_wscale = agreed.snd_shift;
  info.rcv_wscale = agreed.rcv_shift;
  info.snd_una = tcb.snd_una.raw();
  info.snd_nxt = tcb.snd_nxt.raw();
  info.rcv_nxt = tcb.rcv_nxt.raw();
  info.snd_wnd = tcb.snd_wnd.n;
  info.rcv_wnd = tcb.rcv_wnd.n;
  info.snd_mss = tcb.snd_mss;
  info.advmss = tcb.rcv_mss;
  add_counts(tcb, info);
  info.rto = tcb.retransmission.rto;
  info.srtt = tcb.retransmission.srtt;
  if (tcb.retransmission.srtt) info.rttvar = tcb.retransmission.rttvar;
  return info;
}

}  // namespace synspect::reference
