#include "stack/timers/user_timeout.h"

#include <algorithm>
#include <chrono>

namespace synspect::tcp {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint16_t kInMinutes = 0x8000;  // granularity; the other 15 bits are the number
constexpr std::uint16_t kMostNumber = 0x7fff;
constexpr std::size_t kOptionSize = 4;
constexpr std::size_t kMostBlocksBeside =
    3;  // of 40 octets; timestamps are as long as one and more

Duration own(const Tcb& tcb) { return tcb.r2.value_or(tcb.profile->r2_data); }

// 5482-3-2. The lower limit lies above the RTO, or what was sent once would be given up
// (5482-3.1-3).
Duration lower_limit(const Tcb& tcb) {
  return std::max(tcb.profile->user_timeout_least, tcb.retransmission.rto + Duration{1});
}

Duration adapted(const Tcb& tcb) {
  const Duration longest =
      std::max({own(tcb), Duration{seconds{tcb.user_timeout.peer_s}}, lower_limit(tcb)});
  return std::min(tcb.profile->user_timeout_most, longest);  // 5482-3.1-2
}

}  // namespace

Duration user_timeout(const Tcb& tcb) {
  if (tcb.r2) return *tcb.r2;
  return tcb.user_timeout.peer_s == 0 ? tcb.profile->r2_data : adapted(tcb);
}

void set_user_timeout(Tcb& tcb, std::optional<Duration> timeout) {
  if (tcb.profile->user_timeout_option && tcb.r2 != timeout) tcb.user_timeout.owed = true;
  tcb.r2 = timeout;
}

std::uint16_t advertised_timeout(const Tcb& tcb) {
  const Duration timeout = own(tcb);
  const auto in_seconds =
      std::chrono::ceil<seconds>(std::min<Duration>(timeout, minutes{kMostNumber}));
  if (in_seconds.count() <= kMostNumber) {
    return static_cast<std::uint16_t>(std::max<seconds::rep>(in_seconds.count(), 1));
  }
  return static_cast<std::uint16_t>(kInMinutes | std::chrono::ceil<minutes>(in_seconds).count());
}

void take_peer_timeout(Tcb& tcb, const Segment& segment, Effects& effects) {
  if (!tcb.profile->user_timeout_option || !segment.options.user_timeout) return;  // 5482-3-1
  const std::uint16_t option = *segment.options.user_timeout;
  const std::uint32_t number = option & kMostNumber;
  if (number == 0) return;  // 5482-3.4-1
  const std::uint32_t said = (option & kInMinutes) != 0 ? number * 60 : number;
  if (tcb.user_timeout.peer_s == said) return;
  tcb.user_timeout.peer_s = said;
  if (user_timeout(tcb) != seconds{said}) effects.notices.push_back(Notice::kPeerTimeout);
}

void carry_user_timeout(Tcb& tcb, Effects& effects) {
  if (effects.delete_tcb || !tcb.syn_acked) return;
  const auto has_room = [&](const Segment& segment) {
    if (segment.syn || segment.rst) return false;
    const SegmentOptions& options = segment.options;
    if (options.sack.size() + (options.timestamps ? 1U : 0U) > kMostBlocksBeside) return false;
    return segment.payload.empty() ||
           segment.payload.size() + options.sack.octets() + kOptionSize <= tcb.snd_mss;
  };
  const auto segment = std::ranges::find_if(effects.transmit, has_room);
  if (segment == effects.transmit.end())
    return;  // with the next: an ACK of its own answers nothing
  segment->options.user_timeout = advertised_timeout(tcb);
  tcb.user_timeout.owed = false;
}

}  // namespace synspect::tcp
