#include "harness/scenario/triples.h"

#include <utility>

#include "harness/history/decode/decoded_segment.h"
#include "harness/scenario/triple_table.h"

namespace synspect::scenario {
namespace {

using enum TcpState;
using enum EventClass;
using table::cell_of;
using table::kTable;

constexpr Triple kFigure5[] = {
    {kClosed, kOpenPassive, kListen},
    {kClosed, kOpenActive, kSynSent},
    {kListen, kClose, kClosed},
    {kListen, kSend, kSynSent},
    {kListen, kSyn, kSynReceived},
    {kSynSent, kClose, kClosed},
    {kSynSent, kSyn, kSynReceived},
    {kSynSent, kSynAck, kEstablished},
    {kSynReceived, kRst, kListen},  // note 1
    {kSynReceived, kAck, kEstablished},
    {kSynReceived, kClose, kFinWait1},
    {kEstablished, kClose, kFinWait1},
    {kEstablished, kFin, kCloseWait},
    {kFinWait1, kAck, kFinWait2},
    {kFinWait1, kFin, kClosing},
    {kFinWait1, kFin, kTimeWait},  // note 2
    {kFinWait2, kFin, kTimeWait},
    {kCloseWait, kClose, kLastAck},
    {kClosing, kAck, kTimeWait},
    {kLastAck, kAck, kClosed},
    {kTimeWait, kTime, kClosed},
    // Note 3: a RST from any of the synchronized states, and the end of an attempt to open.
    {kSynSent, kRst, kClosed},
    {kSynReceived, kRst, kClosed},
    {kEstablished, kRst, kClosed},
    {kFinWait1, kRst, kClosed},
    {kFinWait2, kRst, kClosed},
    {kCloseWait, kRst, kClosed},
    {kClosing, kRst, kClosed},
    {kLastAck, kRst, kClosed},
    {kTimeWait, kRst, kClosed},
};
static_assert([] {
  for (const Triple& edge : kFigure5) {
    const auto to = static_cast<std::size_t>(std::to_underlying(edge.to));
    if (kTable.index[cell_of(edge.from, edge.event)][to] == kTriples) return false;
  }
  return true;
}());

}  // namespace

std::string_view to_string(EventClass event) {
  switch (event) {
    case kOpenPassive:
      return "OPEN passive";
    case kOpenActive:
      return "OPEN active";
    case kSend:
      return "SEND";
    case kReceive:
      return "RECEIVE";
    case kClose:
      return "CLOSE";
    case kAbort:
      return "ABORT";
    case kOtherCall:
      return "another call";
    case kSyn:
      return "SYN";
    case kSynAck:
      return "SYN,ACK";
    case kAck:
      return "ACK";
    case kText:
      return "text";
    case kFin:
      return "FIN";
    case kRst:
      return "RST";
    case kNoAck:
      return "no ACK";
    case kTime:
      return "time";
  }
  std::unreachable();
}

EventClass class_of(std::uint8_t flags, bool text) {
  const bool ack = (flags & synspect::kAck) != 0;
  if ((flags & synspect::kRst) != 0) return kRst;
  if ((flags & synspect::kSyn) != 0) return ack ? kSynAck : kSyn;
  if (!ack) return kNoAck;
  if ((flags & synspect::kFin) != 0) return kFin;
  return text ? kText : kAck;
}

const std::array<Triple, kTriples>& triples() { return kTable.all; }

std::size_t index_of(const Triple& triple) {
  return kTable.index[cell_of(triple.from, triple.event)][std::to_underlying(triple.to)];
}

std::span<const Triple> figure_5() { return kFigure5; }

}  // namespace synspect::scenario
