#include "stack/icmp/icmp_arrives.h"

#include <utility>

#include "stack/end.h"
#include "stack/fast_open/server.h"
#include "stack/segment_arrives/ack_check.h"
#include "stack/send/path_mtu.h"

namespace synspect::tcp {
namespace {

// 5927-4.1-1: SND.UNA =< SEG.SEQ < SND.NXT. What is not outstanding was not sent, or has arrived.
bool quotes_outstanding(const Tcb& tcb, Seq seq) {
  return distance(tcb.snd_una, seq) < distance(tcb.snd_una, highest_sent(tcb));
}

bool hard(NetworkTrouble trouble) {
  return trouble == NetworkTrouble::kPortUnreachable ||
         trouble == NetworkTrouble::kProtocolUnreachable;
}

bool ends_connection(const Tcb& tcb, NetworkTrouble trouble) {
  const bool opening = !synchronized(tcb.state);
  // SHLD-26, 5927-5.2-2; later it would be a way to end connections of others (5927-5.2-1).
  if (hard(trouble)) return opening || tcb.profile->hard_errors_abort;
  // MUST-56, unless the profile follows what is deployed instead (5461-4.1-1, 5461-4.2-1).
  const std::uint32_t limit = tcb.profile->soft_errors_end_open;
  return opening && limit > 0 && tcb.retransmission.backoffs + 1 >= limit;
}

// SHLD-26, 9293-3.8.3-d. The peer, if there is one, is not told: no way leads to it.
void abandon(Tcb& tcb, NetworkTrouble trouble, Effects& effects) {
  const bool passive = tcb.state == State::kSynReceived && tcb.origin == Origin::kPassive;
  if (passive && !tcb.fin_queued &&
      !opened_fast(tcb)) {  // as with a RST: nobody has heard of it yet (MUST-11)
    return_to_listen(tcb, effects);
    return;
  }
  const Notice refused = hard(trouble) ? Notice::kRefused : Notice::kUnreachable;
  const Notice notice = synchronized(tcb.state) ? Notice::kReset : refused;
  end_connection(tcb, notice, effects);
  effects.notices.push_back(notice);
}

// MUST-47, SHLD-25.
Notice report_of(NetworkTrouble trouble) {
  switch (trouble) {
    case NetworkTrouble::kNetworkUnreachable:
      return Notice::kNoNetwork;
    case NetworkTrouble::kHostUnreachable:
    case NetworkTrouble::kSourceRouteFailed:
    case NetworkTrouble::kTimeExceeded:
      return Notice::kNoHost;
    case NetworkTrouble::kParameterProblem:
      return Notice::kBadParameter;
    case NetworkTrouble::kProtocolUnreachable:
    case NetworkTrouble::kPortUnreachable:
      return Notice::kNoPort;
    case NetworkTrouble::kSourceQuench:
    case NetworkTrouble::kTooBig:
      break;  // have rules of their own
  }
  std::unreachable();
}

}  // namespace

void icmp_arrives(Tcb& tcb, const NetworkError& error, Instant now, Effects& effects) {
  if (error.trouble == NetworkTrouble::kSourceQuench)
    return;  // MUST-55; nor is one ever sent (6633-3-1)
  if (!quotes_outstanding(tcb, error.seq)) return;
  if (error.trouble == NetworkTrouble::kTooBig) {
    on_too_big(tcb, error, now, effects);
  } else if (ends_connection(tcb, error.trouble)) {
    abandon(tcb, error.trouble, effects);
  } else {
    effects.notices.push_back(report_of(error.trouble));
  }
}

}  // namespace synspect::tcp
