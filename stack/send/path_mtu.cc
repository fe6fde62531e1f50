#include "stack/send/path_mtu.h"

#include <algorithm>

#include "stack/segment_arrives/peer_syn.h"
#include "stack/send/emit.h"
#include "stack/send/recovery.h"
#include "stack/timers/retransmission.h"
#include "stack/wire/ip_header.h"

namespace synspect::tcp {
namespace {

// RFC 1191 7.1: sizes that links have, for routers that do not name theirs.
constexpr std::uint32_t kPlateaus[] = {32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68};

std::uint32_t next_plateau(std::uint32_t size) {
  const auto* const below =
      std::ranges::find_if(kPlateaus, [size](std::uint32_t plateau) { return plateau < size; });
  return below == std::end(kPlateaus) ? 0 : *below;
}

// 5927-7.2-1: smaller than what did not pass, and not below what every link of its version carries
// (RFC 791 3.2, RFC 8200 5). 0: not to be believed.
std::uint32_t plausible_mtu(const Tcb& tcb, const NetworkError& error) {
  const bool v4 = tcb.sockets.local.ip.version == IpVersion::kV4;
  const std::uint32_t mtu = v4 && error.mtu == 0 ? next_plateau(error.size) : error.mtu;
  return mtu < error.size && mtu >= (v4 ? 68U : 1280U) ? mtu : 0;
}

// Text that fits beside the headers and the options that every segment has (9293-3.7.1-a).
std::uint16_t mss_within(const Tcb& tcb, std::uint32_t mtu) {
  constexpr std::uint32_t kTcpHeader = 20;
  const auto headers = static_cast<std::uint32_t>(ip_header_size(tcb.sockets.local.ip.version));
  const std::uint32_t options = tcb.ip_options + (tcb.agreed.timestamps ? kTimestampsSize : 0U);
  const std::uint32_t taken = headers + kTcpHeader + options;
  return static_cast<std::uint16_t>(mtu - std::min(mtu - 1, taken));  // one octet at least
}

void shrink(Tcb& tcb, std::uint16_t mss) {
  Congestion& congestion = tcb.congestion;
  // 5681-3.1-5: as many segments as before, or what was one becomes a burst.
  const std::uint64_t scaled = std::uint64_t{congestion.cwnd} * mss / tcb.snd_mss;
  congestion.cwnd = std::max<std::uint32_t>(static_cast<std::uint32_t>(scaled), mss);
  tcb.snd_mss = mss;
  tcb.path_mtu = {};
}

// All that is out is cut anew, from SND.UNA on, as the congestion window lets it: too large a size
// is no sign of congestion, so ssthresh stays (RFC 8201 5.4), but none of what is out now can tell
// of a loss any more.
void send_anew(Tcb& tcb, Instant now, Effects& effects) {
  Congestion& congestion = tcb.congestion;
  if (congestion.recovering) congestion.cwnd = std::min(congestion.cwnd, congestion.ssthresh);
  congestion.cwnd = std::max<std::uint32_t>(congestion.cwnd, tcb.snd_mss);
  congestion.recovering = false;
  congestion.duplicates = 0;
  congestion.beyond_limit = 0;
  congestion.answered = tcb.snd_nxt;
  tcb.recover = tcb.snd_nxt;
  tcb.resend_next = tcb.snd_una;
  tcb.retransmission.timed_end.reset();  // Karn (6298-3-a)
  if (tcb.persist.due) return;
  resend_lost(tcb, effects);
  if (!effects.transmit.empty()) on_resent(tcb, now);
}

}  // namespace

void on_too_big(Tcb& tcb, const NetworkError& error, Instant now, Effects& effects) {
  if (!tcb.syn_acked) return;  // a SYN fits anywhere
  const std::uint32_t mtu = plausible_mtu(tcb, error);
  if (mtu == 0 || mss_within(tcb, mtu) >= tcb.snd_mss) return;
  if (tcb.profile->path_mtu_hold_back && tcb.path_mtu.full_acked) {  // 5927-7.2-2
    tcb.path_mtu.reported = static_cast<std::uint16_t>(mtu);
    tcb.path_mtu.reported_of = error.seq;
    return;
  }
  shrink(tcb, mss_within(tcb, mtu));
  if (tcb.snd_una != tcb.snd_nxt) send_anew(tcb, now, effects);
  send_queued(tcb, now, effects);
}

void obey_held_report(Tcb& tcb) {
  if (tcb.path_mtu.reported == 0) return;
  const std::uint16_t mss = mss_within(tcb, tcb.path_mtu.reported);
  if (mss < tcb.snd_mss) shrink(tcb, mss);
}

}  // namespace synspect::tcp
