// send and recv.
#include "harness/stack_under_test/reference/convert.h"
#include "harness/stack_under_test/reference/socket_parts.h"
#include "harness/stack_under_test/reference/sockets.h"

namespace synspect::reference {
namespace {

using Phase = SocketEntry::Phase;
using enum CallError;

}  // namespace

CallResult Sockets::send(const call::Send& c, Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (c.fast_open) return send_fast(*entry, c, below);
  if (c.to && entry->phase == Phase::kIdle) {
    return connect({.socket = c.socket, .remote = *c.to}, below);
  }
  switch (entry->phase) {
    case Phase::kIdle:  // after a connect that failed, too: the error is told first
    case Phase::kListening: {
      const CallError error = take_error(*entry);
      return failed(error == kNone ? kNotConnected : error);
    }
    case Phase::kConnecting:
      return failed(kWouldBlock);
    case Phase::kConnected:
      break;
    case Phase::kEnded: {  // how it ended to whoever asks first, be it send or recv
      const CallError error = take_error(*entry);
      return failed(error == kNone ? kBrokenPipe : error);
    }
  }
  if (entry->write_shut) return failed(kBrokenPipe);
  if (c.data.empty()) return CallResult::of(0);
  const tcp::TransferResult sent =
      below.host.send(entry->id, {.data = c.data, .push = !c.more, .urgent = c.urgent}, below.now);
  if (sent.status != tcp::CallStatus::kOk) return answer(sent.status);
  return CallResult::of(static_cast<std::int64_t>(sent.octets));
}

CallResult Sockets::receive(const call::Receive& c, Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  switch (entry->phase) {
    case Phase::kIdle:  // after a connect that failed, too: the error is told first
    case Phase::kListening: {
      const CallError error = take_error(*entry);
      return failed(error == kNone ? kNotConnected : error);
    }
    case Phase::kConnecting:
      return failed(kWouldBlock);
    case Phase::kConnected:
    case Phase::kEnded:
      break;
  }
  if (const CallError error = take_error(*entry); error != kNone) return failed(error);
  CallResult end = CallResult::of(0);
  end.end_of_stream = true;
  if (entry->read_shut) return end;
  const tcp::TransferResult got =
      below.host.receive(entry->id, {.buffer = below.room(c.max), .peek = c.peek}, below.now);
  // The peer's FIN, or a connection that is gone: in order, or with an error told before.
  const bool over =
      got.status == tcp::CallStatus::kClosing || got.status == tcp::CallStatus::kDoesNotExist;
  if (over) return end;
  if (got.status != tcp::CallStatus::kOk) return answer(got.status);
  CallResult result = CallResult::of(static_cast<std::int64_t>(got.octets));
  result.data = std::span{below.delivered}.first(got.octets);
  result.end_of_stream = got.end_of_stream && !c.peek;
  result.urgent_ahead = got.urgent_ahead;  // the octets stay in the stream, as with SO_OOBINLINE
  return result;
}

}  // namespace synspect::reference
