#include "stack/segment_arrives/segment_arrives.h"

#include <utility>

#include "stack/segment_arrives/closed.h"
#include "stack/segment_arrives/listen.h"
#include "stack/segment_arrives/syn_sent.h"
#include "stack/segment_arrives/synchronized.h"

namespace synspect::tcp {

void segment_arrives(Tcb& tcb, Segment& segment, Instant now, Effects& effects,
                     const FastOpenAnswer& fast_open) {
  switch (tcb.state) {
    case State::kClosed:
      if (const auto reset = answer_in_closed(segment, tcb.profile)) {
        effects.transmit.push_back(*reset);
      }
      return;
    case State::kListen:
      arrives_in_listen(tcb, segment, fast_open, now, effects);
      return;
    case State::kSynSent:
      arrives_in_syn_sent(tcb, segment, now, effects);
      return;
    case State::kSynReceived:
    case State::kEstablished:
    case State::kFinWait1:
    case State::kFinWait2:
    case State::kCloseWait:
    case State::kClosing:
    case State::kLastAck:
    case State::kTimeWait:
      arrives_in_synchronized(tcb, segment, now, effects);
      return;
  }
  std::unreachable();
}

}  // namespace synspect::tcp
