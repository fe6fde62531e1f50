#include "harness/stack_under_test/reference/sockets.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "harness/stack_under_test/reference/convert.h"

namespace synspect::reference {
namespace {

using Phase = SocketEntry::Phase;
using enum CallError;

constexpr std::uint16_t kFirstEphemeral = 49152;  // RFC 6335 6

CallResult failed(CallError error) { return CallResult::failed(error); }
CallResult answer(tcp::CallStatus status) {
  return status == tcp::CallStatus::kOk ? CallResult::of(0) : failed(posix_error(status));
}

bool live(const SocketEntry& entry) {
  return entry.phase == Phase::kConnecting || entry.phase == Phase::kConnected;
}

// SO_ERROR: told once.
CallError take_error(SocketEntry& entry) { return std::exchange(entry.pending_error, kNone); }

bool unspecified(const IpAddress& ip) { return to_core(ip).unspecified(); }

bool overlap(const SocketAddress& a, const SocketAddress& b) {
  return a.port == b.port && a.ip.version == b.ip.version &&
         (a.ip == b.ip || unspecified(a.ip) || unspecified(b.ip));
}

std::optional<tcp::Duration> r2_of(const SocketEntry& entry) {  // MUST-21
  if (entry.user_timeout == std::chrono::milliseconds{0}) return std::nullopt;
  return entry.user_timeout;
}

// What was set before there was a connection.
void apply_options(const SocketEntry& entry, Below& below) {
  if (entry.no_delay) below.host.set_nagle(entry.id, false, below.now);
  if (entry.keep_alive != KeepAliveOptions{}) {
    below.host.set_keep_alive(entry.id, to_core(entry.keep_alive), below.now);
  }
}

}  // namespace

SocketEntry* Sockets::find(Handle handle) {
  const auto at = entries_.find(handle);
  return at == entries_.end() ? nullptr : &at->second;
}

const tcp::Tcb* Sockets::tcb(Handle handle, const tcp::Host& host) const {
  const auto at = entries_.find(handle);
  return at == entries_.end() ? nullptr : host.find(at->second.id);
}

CallResult Sockets::socket(const call::Socket& c, Below& below) {
  if (entries_.size() >= kMostHandles) return failed(kNoBuffers);
  if (c.version != IpVersion::kV4 && c.version != IpVersion::kV6) return failed(kInvalid);
  SocketEntry entry;
  entry.version = c.version;
  entry.local.ip.version = entry.remote.ip.version = c.version;
  const Handle handle = below.new_handle();
  entries_.emplace(handle, entry);
  return CallResult::of(static_cast<std::int64_t>(handle));
}

// SO_REUSEADDR shares a port with connections, never with a listener. A connection that is not yet
// synchronized takes no port from a listener to be (MUST-42).
bool Sockets::port_taken(const SocketEntry& by, const SocketAddress& local,
                         const Below& below) const {
  for (const auto& [handle, other] : entries_) {
    if (&other == &by || other.phase != Phase::kIdle || other.local.port == 0) continue;
    const bool shared = by.reuse_address && other.reuse_address;
    if (!shared && overlap(other.local, local)) return true;
  }
  for (const auto& [id, connection] : below.host.connections()) {
    const tcp::Tcb& tcb = connection.tcb;
    if (!overlap(from_core(tcb.sockets.local), local)) continue;
    if (tcb.state == tcp::State::kListen) return true;
    if (!by.reuse_address && tcp::synchronized(tcb.state)) return true;
  }
  return false;
}

std::optional<SocketAddress> Sockets::free_port(const SocketEntry& by, const IpAddress& ip,
                                                const Below& below) const {
  for (std::uint32_t port = kFirstEphemeral; port <= 65535; ++port) {
    const SocketAddress local{.ip = ip, .port = static_cast<std::uint16_t>(port)};
    if (!port_taken(by, local, below)) return local;
  }
  return std::nullopt;
}

CallResult Sockets::bind(const call::Bind& c, Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (entry->phase != Phase::kIdle || entry->local.port != 0) return failed(kInvalid);
  const IpAddress& ip = c.address.ip;
  if (ip.version != entry->version) return failed(kInvalid);
  if (!unspecified(ip) && !below.ours(to_core(ip))) return failed(kAddressNotAvailable);
  std::optional<SocketAddress> local = c.address;
  if (c.address.port == 0) {
    local = free_port(*entry, ip, below);
  } else if (port_taken(*entry, c.address, below)) {
    local.reset();
  }
  if (!local) return failed(kAddressInUse);
  entry->local = *local;
  return CallResult::of(0);
}

CallResult Sockets::listen(const call::Listen& c, Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (entry->phase == Phase::kListening) return CallResult::of(0);
  if (entry->phase != Phase::kIdle) return failed(kInvalid);
  std::optional<SocketAddress> local = entry->local;
  if (local->port == 0) local = free_port(*entry, local->ip, below);
  if (!local) return failed(kAddressInUse);
  const tcp::OpenRequest request{
      .local = to_core(*local),
      .active = false,
      .spawning = true,
      .backlog = static_cast<std::uint16_t>(std::clamp(c.backlog, 1, 65535)),
      .timeout = r2_of(*entry),
      .diffserv = entry->diffserv,
      .fast_open_queue = entry->fast_open_queue};
  const tcp::OpenResult opened = below.host.open(request, below.now);
  if (opened.status != tcp::CallStatus::kOk) return answer(opened.status);
  entry->local = *local;
  entry->phase = Phase::kListening;
  entry->id = opened.connection;
  apply_options(*entry, below);
  return CallResult::of(0);
}

CallResult Sockets::accept(const call::Accept& c, Below& below) {
  SocketEntry* const listener = find(c.socket);
  if (listener == nullptr) return failed(kBadDescriptor);
  if (listener->phase != Phase::kListening) return failed(kInvalid);
  if (entries_.size() >= kMostHandles) return failed(kNoBuffers);
  const std::optional<tcp::ConnectionId> id = below.host.take_accepted(listener->id);
  if (!id) return failed(kWouldBlock);
  const Handle handle = below.new_handle();
  CallResult result = CallResult::of(static_cast<std::int64_t>(handle));
  SocketEntry entry;
  entry.version = listener->version;
  entry.phase = Phase::kConnected;
  entry.local = listener->local;
  entry.remote.ip.version = listener->version;
  entry.id = *id;
  entry.reuse_address = listener->reuse_address;
  bool readable = true;
  if (const tcp::Tcb* const tcb = below.host.find(*id)) {
    result.connection = from_core(tcb->sockets);
    entry.local = result.connection->local;
    entry.remote = result.connection->remote;
    // As the listener had them when the SYN came.
    entry.no_delay = tcb->nagle == false;
    entry.keep_alive = from_core(tcb->keep_alive);
    entry.diffserv = below.host.connections().find(*id)->diffserv;
    if (tcb->r2) {
      entry.user_timeout = std::chrono::duration_cast<std::chrono::milliseconds>(*tcb->r2);
    }
    readable = !tcb->receive_queue.empty() || tcb->fin_received;
    if (tcb->rcv_up) below.raise(handle, Signal::kUrgent);
  } else {  // it ended in the queue; recv tells how
    entry.phase = Phase::kEnded;
    const tcp::Ending* const ending = below.host.ending(*id);
    if (ending != nullptr) entry.pending_error = told(ending->why).posix;
  }
  // What came while it waited in the queue was told to nobody.
  if (readable) below.raise(handle, Signal::kReadable);
  entries_.emplace(handle, entry);
  return result;
}

CallResult Sockets::connect(const call::Connect& c, Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  switch (entry->phase) {
    case Phase::kListening:
      return failed(kOperationNotSupported);
    case Phase::kConnecting:
      return failed(kAlready);
    case Phase::kConnected:
      return failed(kIsConnected);
    case Phase::kIdle:
    case Phase::kEnded:
      break;
  }
  if (const CallError error = take_error(*entry); error != kNone) return failed(error);
  return open(*entry, c.remote, {}, below);
}

// `wanted`: what it has beyond an ordinary connect.
CallResult Sockets::open(SocketEntry& entry, const SocketAddress& remote,
                         const tcp::OpenRequest& wanted, Below& below) {
  if (remote.ip.version != entry.version) return failed(kInvalid);
  if (remote.port == 0 || unspecified(remote.ip)) return failed(kAddressNotAvailable);
  tcp::OpenRequest request = wanted;
  request.local = to_core(entry.local);
  request.remote = to_core(remote);
  request.active = true;
  request.timeout = r2_of(entry);
  request.diffserv = entry.diffserv;
  const tcp::OpenResult opened = below.host.open(request, below.now);
  if (opened.status == tcp::CallStatus::kAlreadyExists) return failed(kAddressNotAvailable);
  if (opened.status != tcp::CallStatus::kOk) return answer(opened.status);
  below.host.forget(entry.id);  // what is left of an earlier connection
  entry.phase = Phase::kConnecting;
  entry.id = opened.connection;
  apply_options(entry, below);
  entry.write_shut = entry.read_shut = false;
  entry.remote = remote;
  entry.local = from_core(below.host.status(opened.connection).sockets.local);
  if (opened.octets > 0) return CallResult::of(static_cast<std::int64_t>(opened.octets));
  return failed(kInProgress);
}

// MSG_FASTOPEN. As on Linux: without a cookie nothing is taken, and the call says EINPROGRESS.
CallResult Sockets::send_fast(SocketEntry& entry, const call::Send& c, Below& below) {
  if (!below.host.options().profile.fast_open) return failed(kOperationNotSupported);
  switch (entry.phase) {
    case Phase::kListening:
      return failed(kOperationNotSupported);
    case Phase::kConnecting:
      return failed(kAlready);
    case Phase::kConnected:
      return failed(kIsConnected);
    case Phase::kIdle:
    case Phase::kEnded:
      break;
  }
  if (!c.to) return failed(kDestinationRequired);
  if (const CallError error = take_error(entry); error != kNone) return failed(error);
  return open(entry, *c.to, {.fast_open = true, .text = c.data}, below);
}

CallResult Sockets::send(const call::Send& c, Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (c.fast_open) return send_fast(*entry, c, below);
  if (c.to && entry->phase == Phase::kIdle) {
    return connect({.socket = c.socket, .remote = *c.to}, below);
  }
  switch (entry->phase) {
    case Phase::kIdle:
    case Phase::kListening:
      return failed(kNotConnected);
    case Phase::kConnecting:
      return failed(kWouldBlock);
    case Phase::kConnected:
      break;
    case Phase::kEnded: {
      // A reset is for recv to tell; whoever writes learns that nobody reads.
      if (entry->pending_error == kConnectionReset) return failed(kBrokenPipe);
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

CallResult Sockets::shutdown(const call::Shutdown& c, Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (entry->phase != Phase::kConnected) return failed(kNotConnected);
  if (c.how != call::ShutdownHow::kWrite) entry->read_shut = true;
  if (c.how == call::ShutdownHow::kRead || entry->write_shut) return CallResult::of(0);
  entry->write_shut = true;
  return answer(below.host.close(entry->id, below.now));
}

CallResult Sockets::close(const call::Close& c, Below& below) {
  const auto at = entries_.find(c.socket);
  if (at == entries_.end()) return failed(kBadDescriptor);
  const SocketEntry entry = at->second;
  entries_.erase(at);
  tcp::Host& host = below.host;
  if (const tcp::Tcb* const tcb = host.find(entry.id)) {
    // SHLD-3: the peer must learn that its octets are lost.
    if (!tcb->receive_queue.empty()) {
      host.abort(entry.id, below.now);
    } else if (!entry.write_shut) {
      host.close(entry.id, below.now);  // of a listener: those in its queue are reset
    }
    if (host.find(entry.id) != nullptr) orphans_.push_back(entry.id);
  }
  host.forget(entry.id);
  return CallResult::of(0);
}

CallResult Sockets::abort(Handle handle, Below& below) {
  const auto at = entries_.find(handle);
  if (at == entries_.end()) return failed(kBadDescriptor);
  const tcp::ConnectionId id = at->second.id;
  entries_.erase(at);
  below.host.abort(id, below.now);
  below.host.forget(id);
  return CallResult::of(0);
}

// What there is no connection for yet takes effect with its OPEN.
CallResult Sockets::set_option(const call::SetOption& c, Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (c.option == call::Option::kReuseAddress) {
    entry->reuse_address = c.value != 0;
  } else if (c.option == call::Option::kNoDelay) {
    entry->no_delay = c.value != 0;
    below.host.set_nagle(entry->id, !entry->no_delay, below.now);
  } else if (c.option == call::Option::kDiffserv) {
    if (c.value < 0 || c.value > 255) return failed(kInvalid);
    entry->diffserv = static_cast<std::uint8_t>(c.value >> 2);  // the rest is TCP's (RFC 3168 5)
    below.host.set_diffserv(entry->id, entry->diffserv);        // SHLD-21
  } else if (c.option == call::Option::kUserTimeout) {          // 0: the profile's
    if (c.value < 0 || c.value > std::numeric_limits<std::int32_t>::max()) return failed(kInvalid);
    entry->user_timeout = std::chrono::milliseconds{c.value};
    below.host.set_timeout(entry->id, r2_of(*entry));
  } else if (c.option == call::Option::kFastOpen) {
    if (!below.host.options().profile.fast_open) return failed(kNoProtocolOption);
    if (c.value < 0 || c.value > 65535) return failed(kInvalid);
    entry->fast_open_queue = static_cast<std::uint16_t>(c.value);
    below.host.set_fast_open(entry->id, entry->fast_open_queue);
  } else if (is_keep_alive(c.option)) {
    if (!set(entry->keep_alive, c.option, c.value)) return failed(kInvalid);
    below.host.set_keep_alive(entry->id, to_core(entry->keep_alive), below.now);
  } else {
    return failed(kNoProtocolOption);
  }
  return CallResult::of(0);
}

CallResult Sockets::get_option(const call::GetOption& c, const Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (c.option == call::Option::kReuseAddress) return CallResult::of(entry->reuse_address ? 1 : 0);
  if (c.option == call::Option::kNoDelay) return CallResult::of(entry->no_delay ? 1 : 0);
  if (c.option == call::Option::kDiffserv) return CallResult::of(entry->diffserv << 2);
  if (c.option == call::Option::kUserTimeout) return CallResult::of(entry->user_timeout.count());
  if (c.option == call::Option::kFastOpen) return CallResult::of(entry->fast_open_queue);
  if (is_keep_alive(c.option)) {
    return CallResult::of(get(entry->keep_alive, c.option, below.host.options().profile));
  }
  if (c.option != call::Option::kError) return failed(kNoProtocolOption);
  return CallResult::of(static_cast<std::int64_t>(take_error(*entry)));
}

CallResult Sockets::name(const call::Name& c) const {
  const auto at = entries_.find(c.socket);
  if (at == entries_.end()) return failed(kBadDescriptor);
  const SocketEntry& entry = at->second;
  CallResult result = CallResult::of(0);
  result.connection = FourTuple{.local = entry.local, .remote = entry.remote};
  if (!live(entry)) result.connection->remote = {.ip = {.version = entry.version, .octets = {}}};
  return result;
}

bool Sockets::notice(const tcp::HostNotice& notice, Below& below) {
  for (auto& [handle, entry] : entries_) {
    if (entry.id != notice.connection) continue;
    const Told what = told(notice.notice);
    const bool soft = what.signal == Signal::kSoftError;  // told, and the connection goes on
    const bool ended = (what.posix != kNone && !soft) || notice.notice == tcp::Notice::kClosed;
    if (notice.notice == tcp::Notice::kConnected) {
      entry.phase = Phase::kConnected;
    } else if (ended) {
      // A connect that failed leaves a socket that can try again; SO_ERROR says why.
      entry.phase = entry.phase == Phase::kConnecting ? Phase::kIdle : Phase::kEnded;
      entry.pending_error = what.posix;
    }
    if (what.signal) below.raise(handle, *what.signal, what.posix);
    return true;
  }
  return false;
}

void Sockets::reset_unread_orphans(Below& below) {
  std::erase_if(orphans_, [&](tcp::ConnectionId id) {
    const tcp::Tcb* tcb = below.host.find(id);
    if (tcb == nullptr) return true;
    // Behind the peer's FIN there is nobody left who would heed a RST.
    if (tcb->receive_queue.empty() || tcb->fin_received) return false;
    below.host.abort(id, below.now);
    return below.host.find(id) == nullptr;
  });
}

}  // namespace synspect::reference
