#include "harness/stack_under_test/reference/rfc_calls.h"

#include <algorithm>

#include "harness/stack_under_test/reference/convert.h"

namespace synspect::reference {
namespace {

using enum CallError;

CallResult failed(CallError error) { return CallResult::failed(error); }

// An open attempt that a RST ends is "reset" in SYN-SENT and "refused" in SYN-RECEIVED
// (9293-3.10.7.3-d, 9293-3.10.7.4-2-synrcvd-active); a socket is refused either way.
Told told_by_rfc(tcp::Notice notice, const tcp::Ending* ending) {
  const bool reset =
      notice == tcp::Notice::kRefused && ending != nullptr && ending->in == tcp::State::kSynSent;
  return told(reset ? tcp::Notice::kReset : notice);
}

// MUST-12: a user that waits is told how the connection ended; whoever asks again hears that there
// is none.
CallResult answer(tcp::CallStatus status, tcp::ConnectionId id, Below& below) {
  if (status == tcp::CallStatus::kOk) return CallResult::of(0);
  if (status != tcp::CallStatus::kDoesNotExist) return failed(rfc_error(status));
  const tcp::Ending* const ending = below.host.ending(id);
  const CallError why = ending == nullptr ? kNone : told_by_rfc(ending->why, ending).rfc;
  below.host.forget(id);
  return failed(why == kNone ? kDoesNotExist : why);
}

}  // namespace

tcp::ConnectionId RfcCalls::id_of(Handle name) const {
  const auto at = entries_.find(name);
  return at == entries_.end() ? tcp::ConnectionId::kNone : at->second;
}

const tcp::Tcb* RfcCalls::tcb(Handle name, const tcp::Host& host) const {
  return host.find(id_of(name));
}

CallResult RfcCalls::open(const call::Open& c, Below& below) {
  tcp::OpenRequest request{.local = to_core(c.local), .active = c.active, .timeout = c.timeout};
  request.diffserv = c.diffserv;  // MUST-48
  if (c.remote) request.remote = to_core(*c.remote);
  const bool fresh = c.existing == Handle::kNone;
  if (fresh) {
    if (entries_.size() >= kMostHandles) return failed(kInsufficientResources);
  } else {  // 9293-3.10.1-f, -h
    request.existing = id_of(c.existing);
    if (request.existing == tcp::ConnectionId::kNone) return failed(kDoesNotExist);
  }
  const tcp::OpenResult opened = below.host.open(request, below.now);
  if (opened.status != tcp::CallStatus::kOk) {
    return answer(opened.status, request.existing.value_or(tcp::ConnectionId::kNone), below);
  }
  const Handle name = fresh ? below.new_handle() : c.existing;
  entries_[name] = opened.connection;
  CallResult result = CallResult::of(static_cast<std::int64_t>(name));
  if (c.active) result.connection = from_core(below.host.status(opened.connection).sockets);
  return result;
}

CallResult RfcCalls::send(const call::RfcSend& c, Below& below) {
  const tcp::ConnectionId id = id_of(c.connection);
  const tcp::TransferResult sent =
      below.host.send(id, {.data = c.data, .push = c.push, .urgent = c.urgent}, below.now);
  if (sent.status != tcp::CallStatus::kOk) return answer(sent.status, id, below);
  if (c.timeout) below.host.set_timeout(id, c.timeout);  // MUST-21
  return CallResult::of(static_cast<std::int64_t>(sent.octets));
}

CallResult RfcCalls::receive(const call::RfcReceive& c, Below& below) {
  const tcp::ConnectionId id = id_of(c.connection);
  const tcp::TransferResult got =
      below.host.receive(id, {.buffer = below.room(c.max), .peek = false}, below.now);
  CallResult result = answer(got.status, id, below);
  result.end_of_stream = got.end_of_stream;
  result.urgent_ahead = got.urgent_ahead;
  if (got.status != tcp::CallStatus::kOk) return result;
  result.value = static_cast<std::int64_t>(got.octets);
  result.data = std::span{below.delivered}.first(got.octets);
  return result;
}

CallResult RfcCalls::close(const call::RfcClose& c, Below& below) {
  const tcp::ConnectionId id = id_of(c.connection);
  return answer(below.host.close(id, below.now), id, below);
}

CallResult RfcCalls::abort(Handle name, Below& below) {
  const tcp::ConnectionId id = id_of(name);
  return answer(below.host.abort(id, below.now), id, below);
}

CallResult RfcCalls::status(const call::Status& c, const Below& below) const {
  const tcp::StatusResult status = below.host.status(id_of(c.connection));
  if (status.status != tcp::CallStatus::kOk) return failed(rfc_error(status.status));
  CallResult result = CallResult::of(0);
  result.state = from_core(status.state);
  result.connection = from_core(status.sockets);
  return result;
}

bool RfcCalls::notice(const tcp::HostNotice& notice, Below& below) {
  for (const auto& [name, id] : entries_) {
    if (id != notice.connection) continue;
    const Told what = told_by_rfc(notice.notice, below.host.ending(id));
    if (what.signal) below.raise(name, *what.signal, what.rfc);
    return true;
  }
  return false;
}

}  // namespace synspect::reference
