#include "harness/stack_under_test/lwip/sockets.h"

#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/tcp.h>

#include <algorithm>
#include <utility>

#include "harness/stack_under_test/lwip/connections.h"
#include "harness/stack_under_test/lwip/port.h"
#include "harness/stack_under_test/readiness.h"

namespace synspect::lwip {
namespace {

using enum CallError;

struct Entry {
  enum class Phase : std::uint8_t {
    kFree,
    kIdle,  // no connection, perhaps a local address
    kListening,
    kConnecting,
    kConnected,
    kEnded,  // there was a connection; lwIP has freed it
  };
  Phase phase{Phase::kFree};
  Handle handle{Handle::kNone};    // kNone while it waits to be accepted
  Handle listener{Handle::kNone};  // in whose queue it waits
  std::uint32_t order{};           // the oldest is accepted first
  IpVersion version{};
  SocketAddress local, remote;
  tcp_pcb* pcb{};
  pbuf* unread{};
  CallError pending_error{kNone};  // SO_ERROR
  bool reuse_address{}, keep_alive{}, no_delay{};
  std::uint8_t tos{};           // MUST-48
  std::uint16_t keep_idle_s{};  // 0: lwIP's own (MUST-27); the interval is a constant of the build
  bool write_shut{}, read_shut{}, peer_closed{};
};
using Phase = Entry::Phase;

Entry entries[128];
std::int32_t next_handle = 3;  // as a process has it
std::uint32_t next_order;
std::byte delivered[0xffff];

CallResult failed(CallError error) { return CallResult::failed(error); }

Entry* find(Handle handle) {
  for (Entry& entry : entries) {
    if (entry.phase != Phase::kFree && entry.handle == handle && handle != Handle::kNone) {
      return &entry;
    }
  }
  return nullptr;
}

Entry* fresh(Phase phase, IpVersion version) {
  for (Entry& entry : entries) {
    if (entry.phase != Phase::kFree) continue;
    entry = Entry{};
    entry.phase = phase;
    entry.version = entry.local.ip.version = entry.remote.ip.version = version;
    return &entry;
  }
  return nullptr;
}

CallError take_error(Entry& entry) { return std::exchange(entry.pending_error, kNone); }

CallError posix_error(err_t error) {
  switch (error) {
    case ERR_OK:
      return kNone;
    case ERR_MEM:
    case ERR_BUF:
      return kNoBuffers;
    case ERR_RTE:
      return kHostUnreachable;
    case ERR_USE:
      return kAddressInUse;
    case ERR_ISCONN:
      return kIsConnected;
    case ERR_CONN:
      return kNotConnected;
    case ERR_ABRT:
      return kConnectionAborted;
    case ERR_RST:
      return kConnectionReset;
    default:  // err_t is a number of lwIP's
      return kInvalid;
  }
}

void note_names(Entry& entry) {
  entry.local = {from_lwip(entry.pcb->local_ip), entry.pcb->local_port};
  entry.remote = {from_lwip(entry.pcb->remote_ip), entry.pcb->remote_port};
}

// ---- what lwIP tells

err_t on_receive(void* arg, tcp_pcb*, pbuf* p, err_t) {
  Entry& entry = *static_cast<Entry*>(arg);
  if (p == nullptr) {
    entry.peer_closed = true;
    raise(entry.handle, Signal::kPeerClosed);
    return ERR_OK;
  }
  if (entry.unread == nullptr) {
    entry.unread = p;
  } else {
    pbuf_cat(entry.unread, p);
  }
  raise(entry.handle, Signal::kReadable);
  return ERR_OK;
}

err_t on_sent(void* arg, tcp_pcb*, u16_t) {
  raise(static_cast<Entry*>(arg)->handle, Signal::kWritable);
  return ERR_OK;
}

err_t on_connected(void* arg, tcp_pcb*, err_t) {
  Entry& entry = *static_cast<Entry*>(arg);
  entry.phase = Phase::kConnected;
  raise(entry.handle, Signal::kConnected);
  return ERR_OK;
}

// The pcb is freed already.
void on_error(void* arg, err_t error) {
  Entry& entry = *static_cast<Entry*>(arg);
  const bool connecting = entry.phase == Phase::kConnecting;
  entry.pcb = nullptr;
  entry.phase = connecting ? Phase::kIdle : Phase::kEnded;
  if (error == ERR_CLSD) {
    raise(entry.handle, Signal::kClosed);
  } else if (error == ERR_RST) {
    entry.pending_error = connecting ? kConnectionRefused : kConnectionReset;
    raise(entry.handle, connecting ? Signal::kRefused : Signal::kReset, entry.pending_error);
  } else {
    entry.pending_error = port.in_timer ? kTimedOut : kConnectionAborted;
    raise(entry.handle, port.in_timer ? Signal::kTimedOut : Signal::kClosed, entry.pending_error);
  }
}

void attach(Entry& entry, tcp_pcb* pcb) {
  entry.pcb = pcb;
  tcp_arg(pcb, &entry);
  tcp_recv(pcb, on_receive);
  tcp_sent(pcb, on_sent);
  tcp_err(pcb, on_error);
}

void detach(tcp_pcb* pcb) {
  tcp_arg(pcb, nullptr);
  tcp_recv(pcb, nullptr);
  tcp_sent(pcb, nullptr);
  tcp_err(pcb, nullptr);
}

err_t on_accept(void* arg, tcp_pcb* pcb, err_t error) {
  const Entry& listener = *static_cast<Entry*>(arg);
  if (error != ERR_OK || pcb == nullptr) return ERR_VAL;
  Entry* const entry = fresh(Phase::kConnected, listener.version);
  if (entry == nullptr) return ERR_MEM;  // lwIP resets the connection
  attach(*entry, pcb);
  note_names(*entry);
  entry->listener = listener.handle;
  entry->order = next_order++;
  entry->reuse_address = listener.reuse_address;
  tcp_backlog_delayed(pcb);  // it counts until accept takes it
  raise(listener.handle, Signal::kAcceptable);
  return ERR_OK;
}

// ---- helpers of calls

void apply_options(const Entry& entry) {
  tcp_pcb* const pcb = entry.pcb;
  if (pcb == nullptr) return;
  pcb->so_options = static_cast<u8_t>(pcb->so_options & ~(SOF_REUSEADDR | SOF_KEEPALIVE));
  if (entry.reuse_address) ip_set_option(pcb, SOF_REUSEADDR);
  if (entry.keep_alive) ip_set_option(pcb, SOF_KEEPALIVE);
  pcb->tos = entry.tos;
  if (entry.phase == Phase::kListening) return;
  if (entry.keep_idle_s > 0) pcb->keep_idle = entry.keep_idle_s * 1000U;
  if (entry.no_delay) {
    tcp_nagle_disable(pcb);
  } else {
    tcp_nagle_enable(pcb);
  }
}

bool make_pcb(Entry& entry) {
  if (entry.pcb != nullptr) return true;
  tcp_pcb* const pcb =
      tcp_new_ip_type(entry.version == IpVersion::kV4 ? IPADDR_TYPE_V4 : IPADDR_TYPE_V6);
  if (pcb == nullptr) return false;
  attach(entry, pcb);
  apply_options(entry);
  return true;
}

CallError bind_pcb(Entry& entry, const SocketAddress& to) {
  if (!make_pcb(entry)) return kNoBuffers;
  const ip_addr_t ip = to_lwip(to.ip);
  const err_t error = tcp_bind(entry.pcb, &ip, to.port);
  if (error != ERR_OK) return posix_error(error);
  entry.local = {to.ip, entry.pcb->local_port};
  return kNone;
}

void drop_unread(Entry& entry) {
  if (entry.unread != nullptr) pbuf_free(std::exchange(entry.unread, nullptr));
}

// When lwIP has no memory for the FIN it must be asked again.
err_t close_again(void*, tcp_pcb* pcb) {
  if (tcp_close(pcb) == ERR_OK) tcp_poll(pcb, nullptr, 0);
  return ERR_OK;
}
void close_pcb(tcp_pcb* pcb) {
  detach(pcb);
  if (tcp_close(pcb) != ERR_OK) tcp_poll(pcb, close_again, 1);
}

void release(Entry& entry) {
  drop_unread(entry);
  entry.phase = Phase::kFree;
}

// Those in the queue of a listener that goes away will never be accepted.
void abort_queue(Handle listener) {
  for (Entry& entry : entries) {
    if (entry.phase == Phase::kFree || entry.listener != listener) continue;
    if (entry.pcb != nullptr) {
      detach(entry.pcb);
      tcp_abort(entry.pcb);
    }
    release(entry);
  }
}

// ---- calls

CallResult perform(const call::Socket& c) {
  Entry* const entry = fresh(Phase::kIdle, c.version);
  if (entry == nullptr) return failed(kNoBuffers);
  entry->handle = Handle{next_handle++};
  return CallResult::of(static_cast<std::int64_t>(entry->handle));
}

CallResult perform(const call::Bind& c) {
  Entry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (entry->phase != Phase::kIdle || entry->local.port != 0) return failed(kInvalid);
  if (c.address.ip.version != entry->version) return failed(kInvalid);
  const CallError error = bind_pcb(*entry, c.address);
  return error == kNone ? CallResult::of(0) : failed(error);
}

CallResult perform(const call::Listen& c) {
  Entry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (entry->phase == Phase::kListening) return CallResult::of(0);
  if (entry->phase != Phase::kIdle) return failed(kInvalid);
  if (entry->local.port == 0) {
    if (const CallError error = bind_pcb(*entry, entry->local); error != kNone) {
      return failed(error);
    }
  }
  err_t error = ERR_OK;
  const auto backlog = static_cast<u8_t>(std::clamp(c.backlog, 1, 255));
  tcp_pcb* const pcb = tcp_listen_with_backlog_and_err(entry->pcb, backlog, &error);
  if (pcb == nullptr) return failed(posix_error(error));
  entry->pcb = pcb;  // a smaller kind of pcb took its place
  entry->phase = Phase::kListening;
  tcp_arg(pcb, entry);
  tcp_accept(pcb, on_accept);
  return CallResult::of(0);
}

CallResult perform(const call::Accept& c) {
  Entry* const listener = find(c.socket);
  if (listener == nullptr) return failed(kBadDescriptor);
  if (listener->phase != Phase::kListening) return failed(kInvalid);
  Entry* oldest = nullptr;
  for (Entry& entry : entries) {
    if (entry.phase == Phase::kFree || entry.listener != c.socket) continue;
    if (oldest == nullptr || entry.order < oldest->order) oldest = &entry;
  }
  if (oldest == nullptr) return failed(kWouldBlock);
  oldest->listener = Handle::kNone;
  oldest->handle = Handle{next_handle++};
  if (oldest->pcb != nullptr) tcp_backlog_accepted(oldest->pcb);
  // What came while it waited in the queue was told to nobody.
  if (oldest->unread != nullptr || oldest->peer_closed) raise(oldest->handle, Signal::kReadable);
  CallResult result = CallResult::of(static_cast<std::int64_t>(oldest->handle));
  result.connection = FourTuple{oldest->local, oldest->remote};
  return result;
}

CallResult perform(const call::Connect& c) {
  Entry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  switch (entry->phase) {
    case Phase::kListening:
      return failed(kOperationNotSupported);
    case Phase::kConnecting:
      return failed(kAlready);
    case Phase::kConnected:
      return failed(kIsConnected);
    case Phase::kFree:
    case Phase::kIdle:
    case Phase::kEnded:
      break;
  }
  if (const CallError error = take_error(*entry); error != kNone) return failed(error);
  if (c.remote.ip.version != entry->version) return failed(kInvalid);
  if (c.remote.port == 0) return failed(kAddressNotAvailable);
  const bool unbound = entry->pcb == nullptr;
  if (!make_pcb(*entry)) return failed(kNoBuffers);
  if (unbound && entry->local.port != 0) {  // bound for an attempt that failed
    if (const CallError error = bind_pcb(*entry, entry->local); error != kNone) {
      return failed(error);
    }
  }
  const ip_addr_t ip = to_lwip(c.remote.ip);
  entry->phase = Phase::kConnecting;
  entry->write_shut = entry->read_shut = entry->peer_closed = false;
  drop_unread(*entry);  // of the connection that the socket had before
  port.in_connect = true;
  const err_t error = tcp_connect(entry->pcb, &ip, c.remote.port, on_connected);
  port.in_connect = false;
  if (error != ERR_OK) {
    entry->phase = Phase::kIdle;
    return failed(error == ERR_USE ? kAddressNotAvailable : posix_error(error));
  }
  if (entry->pcb != nullptr) note_names(*entry);
  return failed(kInProgress);
}

CallResult perform(const call::Send& c) {
  Entry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (c.fast_open || c.urgent) return failed(kOperationNotSupported);
  if (c.to && entry->phase == Phase::kIdle) {
    return perform(call::Connect{.socket = c.socket, .remote = *c.to});
  }
  switch (entry->phase) {
    case Phase::kFree:
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
  std::span<const std::byte> rest = c.data;
  while (!rest.empty()) {
    const std::size_t size = std::min<std::size_t>(rest.size(), tcp_sndbuf(entry->pcb));
    if (size == 0) break;
    // What finds no room is not handed over: it does not count as more (MUST-61).
    const auto flags = static_cast<u8_t>(TCP_WRITE_FLAG_COPY | (c.more ? TCP_WRITE_FLAG_MORE : 0));
    const err_t error = tcp_write(entry->pcb, rest.data(), static_cast<u16_t>(size), flags);
    if (error == ERR_CONN) return failed(kBrokenPipe);
    if (error != ERR_OK) break;
    rest = rest.subspan(size);
  }
  const std::size_t taken = c.data.size() - rest.size();
  if (taken == 0 && !c.data.empty()) return failed(kWouldBlock);
  tcp_output(entry->pcb);
  return CallResult::of(static_cast<std::int64_t>(taken));
}

CallResult perform(const call::Receive& c) {
  Entry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  switch (entry->phase) {
    case Phase::kFree:
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
  CallResult result = CallResult::of(0);
  if (entry->unread != nullptr && !entry->read_shut) {
    const auto size = static_cast<u16_t>(std::min<std::size_t>(c.max, entry->unread->tot_len));
    pbuf_copy_partial(entry->unread, delivered, size, 0);
    if (!c.peek) {
      entry->unread = pbuf_free_header(entry->unread, size);
      if (entry->pcb != nullptr) tcp_recved(entry->pcb, size);
    }
    result.value = size;
    result.data = std::span{delivered}.first(size);
    return result;
  }
  if (!entry->peer_closed && !entry->read_shut && entry->phase == Phase::kConnected) {
    return failed(kWouldBlock);
  }
  result.end_of_stream = true;
  return result;
}

CallResult perform(const call::Shutdown& c) {
  Entry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (entry->phase != Phase::kConnected) return failed(kNotConnected);
  const bool reading = c.how != call::ShutdownHow::kWrite && !entry->read_shut;
  const bool writing = c.how != call::ShutdownHow::kRead && !entry->write_shut;
  if (reading) {
    entry->read_shut = true;
    drop_unread(*entry);
  }
  if (writing) entry->write_shut = true;
  if (entry->read_shut && entry->write_shut && writing) {
    // To lwIP this is a close: the pcb is no longer ours.
    tcp_pcb* const pcb = std::exchange(entry->pcb, nullptr);
    entry->phase = Phase::kEnded;
    close_pcb(pcb);
    return CallResult::of(0);
  }
  if (!reading && !writing) return CallResult::of(0);
  const err_t error = tcp_shutdown(entry->pcb, reading ? 1 : 0, writing ? 1 : 0);
  return error == ERR_OK ? CallResult::of(0) : failed(posix_error(error));
}

CallResult perform(const call::Close& c) {
  Entry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  drop_unread(*entry);  // lwIP knows that they were not read
  if (entry->phase == Phase::kListening) {
    abort_queue(c.socket);
    tcp_close(entry->pcb);
  } else if (entry->pcb != nullptr) {
    close_pcb(entry->pcb);
  }
  release(*entry);
  return CallResult::of(0);
}

CallResult perform(const call::Abort& c) {
  Entry* const entry = find(c.connection);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (entry->phase == Phase::kListening) return perform(call::Close{c.connection});
  if (entry->pcb != nullptr) {
    detach(entry->pcb);
    tcp_abort(entry->pcb);
  }
  release(*entry);
  return CallResult::of(0);
}

CallResult perform(const call::SetOption& c) {
  Entry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (c.option == call::Option::kKeepIdle) {
    if (c.value < 1 || c.value > 32767) return failed(kInvalid);
    entry->keep_idle_s = static_cast<std::uint16_t>(c.value);
    apply_options(*entry);
    return CallResult::of(0);
  }
  if (c.option == call::Option::kDiffserv) {
    if (c.value < 0 || c.value > 255) return failed(kInvalid);
    entry->tos = static_cast<std::uint8_t>(c.value);
    apply_options(*entry);
    return CallResult::of(0);
  }
  bool* const flag = c.option == call::Option::kReuseAddress ? &entry->reuse_address
                     : c.option == call::Option::kKeepAlive  ? &entry->keep_alive
                     : c.option == call::Option::kNoDelay    ? &entry->no_delay
                                                             : nullptr;
  if (flag == nullptr) return failed(kNoProtocolOption);
  *flag = c.value != 0;
  apply_options(*entry);
  return CallResult::of(0);
}

CallResult perform(const call::GetOption& c) {
  Entry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (c.option == call::Option::kReuseAddress) return CallResult::of(entry->reuse_address ? 1 : 0);
  if (c.option == call::Option::kKeepAlive) return CallResult::of(entry->keep_alive ? 1 : 0);
  if (c.option == call::Option::kNoDelay) return CallResult::of(entry->no_delay ? 1 : 0);
  if (c.option == call::Option::kDiffserv) return CallResult::of(entry->tos);
  if (c.option == call::Option::kKeepIdle) {
    return CallResult::of(entry->keep_idle_s > 0 ? entry->keep_idle_s
                                                 : TCP_KEEPIDLE_DEFAULT / 1000);
  }
  if (c.option != call::Option::kError) return failed(kNoProtocolOption);
  return CallResult::of(static_cast<std::int64_t>(take_error(*entry)));
}

CallResult perform(const call::Name& c) {
  const Entry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  CallResult result = CallResult::of(0);
  result.connection = FourTuple{entry->local, entry->remote};
  const bool live = entry->phase == Phase::kConnecting || entry->phase == Phase::kConnected;
  if (!live) result.connection->remote = {.ip = {.version = entry->version, .octets = {}}};
  return result;
}

SocketStanding::Phase standing_of(Phase phase) {
  switch (phase) {
    case Phase::kFree:
    case Phase::kIdle:
      return SocketStanding::Phase::kNone;
    case Phase::kListening:
      return SocketStanding::Phase::kListening;
    case Phase::kConnecting:
      return SocketStanding::Phase::kConnecting;
    case Phase::kConnected:
      return SocketStanding::Phase::kConnected;
    case Phase::kEnded:
      return SocketStanding::Phase::kEnded;
  }
  std::unreachable();
}

// The raw API has no poll: from what the adapter keeps of its callbacks.
CallResult perform(const call::Poll& c) {
  const Entry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  const auto waits = [&](const Entry& each) {
    return each.phase != Phase::kFree && each.listener == c.socket;
  };
  const SocketStanding standing{
      .phase = standing_of(entry->phase),
      .error = entry->pending_error != kNone,
      .waits = std::ranges::any_of(entries, waits),
      .text = entry->unread != nullptr && !entry->read_shut,
      .urgent = false,
      .room = entry->pcb != nullptr && entry->phase == Phase::kConnected &&
              tcp_sndbuf(entry->pcb) > 0 && tcp_sndqueuelen(entry->pcb) < TCP_SND_QUEUELEN,
      .read_over = entry->read_shut || entry->peer_closed,
      .write_over = entry->write_shut};
  return CallResult::of(readiness(standing, c.events));
}

// lwIP has no calls of RFC 9293 3.9.1: it refuses OPEN and SEND on a listener.
template <typename Other>
CallResult perform(const Other&) {
  return failed(kNotSupported);
}

bool listed(const tcp_pcb* list, const Entry& entry) {
  for (; list != nullptr; list = list->next) {
    if (list == entry.pcb) return list->callback_arg == &entry;
  }
  return false;
}

}  // namespace

CallResult perform(const UserCall& call) {
  return std::visit([](const auto& c) { return perform(c); }, call);
}

void forget_the_gone() {
  for (Entry& entry : entries) {
    if (entry.phase != Phase::kConnecting && entry.phase != Phase::kConnected) continue;
    if (listed(tcp_active_pcbs, entry) || listed(tcp_tw_pcbs, entry)) continue;
    entry.pcb = nullptr;
    entry.phase = Phase::kEnded;
    raise(entry.handle, Signal::kClosed);
  }
}

std::optional<StackInfo> info_of(Handle handle) {
  const Entry* const entry = find(handle);
  if (entry == nullptr || entry->pcb == nullptr) return std::nullopt;
  const tcp_pcb& pcb = *entry->pcb;
  StackInfo info;
  info.state = state_of(pcb.state);
  if (entry->phase == Phase::kListening) return info;  // a listener has no more than that
  info.options = 0;
  info.snd_una = pcb.lastack;
  info.snd_nxt = pcb.snd_nxt;
  info.rcv_nxt = pcb.rcv_nxt;
  info.snd_wnd = pcb.snd_wnd;
  info.rcv_wnd = pcb.rcv_wnd;
  info.snd_mss = pcb.mss;
  info.backoff = pcb.nrtx;
  info.rto = std::chrono::milliseconds{TCP_SLOW_INTERVAL} * pcb.rto;
  return info;
}

}  // namespace synspect::lwip
