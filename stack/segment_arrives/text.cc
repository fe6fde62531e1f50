#include "stack/segment_arrives/text.h"

#include <utility>

namespace synspect::tcp {
namespace {

bool takes_text(State state) {
  switch (state) {
    case State::kEstablished:
    case State::kFinWait1:
    case State::kFinWait2:
      return true;
    case State::kCloseWait:  // after the peer's FIN there can be none (9293-3.10.7.4-7g)
    case State::kClosing:
    case State::kLastAck:
    case State::kTimeWait:
      return false;
    case State::kClosed:
    case State::kListen:
    case State::kSynSent:
    case State::kSynReceived:
      break;
  }
  std::unreachable();
}

}  // namespace

Next take_text(Arrival& arrival) {
  Tcb& tcb = arrival.tcb;
  const Segment& segment = arrival.segment;
  if (segment.payload.empty() && !segment.fin) return Next::kCheck;
  arrival.ack_owed = true;
  // A hole: text and FIN above it are dropped; the ACK says where we stand (MAY-13). Holding them
  // (SHLD-31) is not implemented.
  if (segment.seq != tcb.rcv_nxt) return Next::kDone;
  if (segment.payload.empty()) return Next::kCheck;
  if (!takes_text(tcb.state)) return Next::kDone;
  const SeqLen length{static_cast<std::uint32_t>(segment.payload.size())};
  tcb.receive_queue.append(segment.payload);
  tcb.rcv_nxt = tcb.rcv_nxt + length;
  tcb.rcv_wnd = {tcb.rcv_wnd.n - length.n};  // the right edge stays (SHLD-14)
  arrival.effects.notices.push_back(Notice::kReadable);
  return Next::kCheck;
}

}  // namespace synspect::tcp
