#include "harness/stack_under_test/reference/sockets.h"

#include <algorithm>
#include <chrono>

#include "harness/stack_under_test/reference/convert.h"
#include "harness/stack_under_test/reference/socket_parts.h"

namespace synspect::reference {
namespace {

using Phase = SocketEntry::Phase;
using enum CallError;

constexpr std::uint16_t kFirstEphemeral = 49152;  // RFC 6335 6

bool live(const SocketEntry& entry) {
  return entry.phase == Phase::kConnecting || entry.phase == Phase::kConnected;
}

bool unspecified(const IpAddress& ip) { return to_core(ip).unspecified(); }

bool overlap(const SocketAddress& a, const SocketAddress& b) {
  return a.port == b.port && a.ip.version == b.ip.version &&
         (a.ip == b.ip || unspecified(a.ip) || unspecified(b.ip));
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
  const auto backlog = static_cast<std::uint16_t>(std::clamp(c.backlog, 1, 65535));
  if (entry->phase == Phase::kListening) {
    return answer(below.host.set_backlog(entry->id, backlog));
  }
  if (entry->phase != Phase::kIdle) return failed(kInvalid);
  std::optional<SocketAddress> local = entry->local;
  if (local->port == 0) local = free_port(*entry, local->ip, below);
  if (!local) return failed(kAddressInUse);
  const tcp::OpenRequest request{.local = to_core(*local),
                                 .active = false,
                                 .spawning = true,
                                 .backlog = backlog,
                                 .timeout = r2_of(*entry),
                                 .tune = inherited(entry->tuning),
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
  entry.linger_s = listener->linger_s;
  entry.tuning = inherited(listener->tuning);
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
  request.tune = entry.tuning;
  const tcp::OpenResult opened = below.host.open(request, below.now);
  if (opened.status == tcp::CallStatus::kAlreadyExists) return failed(kAddressInUse);
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

}  // namespace synspect::reference
