// What user calls say: listeners, handles, what was handed over, and who closed.
#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "harness/judge/follow.h"
#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

Socket& socket_for(Endpoint& endpoint, Handle handle) {
  if (Socket* known = endpoint.socket(handle)) return *known;
  constexpr std::size_t kMost = 4096;
  if (endpoint.handles.size() >= kMost) endpoint.handles.erase(endpoint.handles.begin());
  Socket& fresh = endpoint.handles.emplace_back();
  fresh.handle = handle;
  return fresh;
}

void bind(Endpoint& endpoint, Socket& socket, Connection& conn) {
  socket.connection = conn.incarnation;
  syn_seen(endpoint, socket);
  socket.connecting = false;
  conn.handle = socket.handle;
  conn.owned = true;
  conn.snd.handed_known = conn.snd.nxt <= 1;  // nothing was sent before
  conn.snd.no_delay = socket.no_delay;
  socket.pass_on_to(conn);
}

void accept(Endpoint& endpoint, const call::Accept& call, const CallResult& result) {
  for (Listener& each : endpoint.listeners) {
    if (each.handle == call.socket && each.waiting > 0) --each.waiting;
  }
  Socket& socket = socket_for(endpoint, static_cast<Handle>(result.value));
  socket.opened = true;
  socket.from = call.socket;
  socket.sockets = result.connection;
  Connection* conn = result.connection ? endpoint.find(*result.connection) : nullptr;
  if (!conn) {
    if (endpoint.unclaimed(call.socket)) return;  // that may be what is handed out
    int waiting = 0;
    for (Connection& each : endpoint.connections) {
      if (each.listener != call.socket || each.owned || each.origin != Origin::kPassive) continue;
      conn = &each;
      ++waiting;
    }
    if (waiting != 1) return;
  }
  if (conn->shadowed > 0) return static_cast<void>(--conn->shadowed);
  if (conn->owned) return;
  const Socket* listener = endpoint.socket(call.socket);
  conn->snd.nagle_unknown = listener && listener->no_delay;
  socket.linger_perhaps = listener && listener->linger_zero;
  if (listener) listener->bound_sizes(*conn);
  bind(endpoint, socket, *conn);
  // Only what was ESTABLISHED is handed out: the segment in doubt was taken.
  if (!conn->states.has(TcpState::kSynReceived) || conn->snd.una_max < 1) return;
  conn->states.remove(TcpState::kSynReceived);
  conn->states.add(TcpState::kEstablished);
  if (conn->reset_delivered) return;  // an end that the user is still to hear of
  conn->states.remove(TcpState::kListen);
  conn->states.remove(TcpState::kClosed);
}

void open_actively(Endpoint& endpoint, Handle handle, const SocketAddress& remote,
                   const CallResult& result, std::optional<Rule> rule = Rule::kOpenSendsSyn) {
  Socket& socket = socket_for(endpoint, handle);
  socket.remote = remote;
  socket.connecting = socket.opened = true;
  if (rule) owe_syn(endpoint, socket, *rule);
  if (!result.connection) return;
  Connection* conn = endpoint.find(*result.connection);
  if (conn && conn->states.only(TcpState::kSynSent)) bind(endpoint, socket, *conn);
}

// Text for a connection that is not known: a later life of the handle may send it.
void listeners_text(Endpoint& endpoint, Handle handle) {
  for (Listener& listener : endpoint.listeners) {
    if (listener.handle == handle && !endpoint.of_handle(handle)) listener.text_waits = true;
  }
}

// 9293-3.10.2-b: SEND on LISTEN opens actively.
void send_on_listen(Endpoint& endpoint, Handle handle, const CallResult& result) {
  for (const Listener& listener : endpoint.listeners) {
    if (listener.handle != handle || !listener.one_shot || !listener.remote) continue;
    const Connection* conn = endpoint.of_handle(handle);
    if (conn && conn->states.within(kSynchronized)) return;  // a SEND on that
    const bool certain = !listener.taken;
    open_actively(endpoint, handle, *listener.remote, result,
                  certain ? std::optional{Rule::kListenSends} : std::nullopt);
    endpoint.socket(handle)->text_waits = true;
    if (listener.taken) return listeners_text(endpoint, handle);  // perhaps not in LISTEN any more
    std::erase_if(endpoint.listeners, [&](const Listener& each) { return each.handle == handle; });
    return;
  }
}

void hand_over(Endpoint& endpoint, Connection* conn, const UserCall& call,
               std::span<const std::byte> data, std::int64_t taken) {
  if (!conn || taken <= 0) return;
  conn->snd.push = push_of(endpoint, call);
  if (conn->snd.handed_end == conn->snd.nxt) conn->snd.queued_since = endpoint.report->now();
  if (conn->states.within({TcpState::kSynSent, TcpState::kSynReceived})) {
    conn->snd.early_text = true;
  }
  const auto count = std::min(static_cast<std::size_t>(taken), data.size());
  conn->snd.handed_over.put(conn->snd.handed_end, data.first(count));
  conn->snd.handed_end += taken;
  // The last octet of MSG_OOB, or the whole buffer of an urgent SEND, if all of it was taken.
  const auto* oob = std::get_if<call::Send>(&call);
  const auto* rfc = std::get_if<call::RfcSend>(&call);
  const bool all = static_cast<std::size_t>(taken) == data.size();
  if ((oob && oob->urgent) || (rfc && rfc->urgent)) conn->snd.up_perhaps = conn->snd.handed_end;
  if ((oob && oob->urgent && all) || (rfc && rfc->urgent)) conn->snd.up = conn->snd.handed_end;
}

void read(Connection& conn, const CallResult& result) {
  ReceiveHalf& rcv = conn.rcv;
  rcv.user_read += static_cast<Offset>(result.data.size());
  rcv.read_since += static_cast<std::int64_t>(result.data.size());
  const bool shut = rcv.window == 0 && rcv.low > 1 && conn.owned;
  if (shut && rcv.user_read == rcv.low) rcv.emptied = true;
}

// ... of whichever connection the handle has: there may be room for so much more.
void read_perhaps(Endpoint& endpoint, Handle handle, const CallResult& result) {
  const Socket* socket = endpoint.socket(handle);
  if (!socket) return;
  for (Connection& each : endpoint.connections) {
    if (!socket->may_name(each)) continue;
    each.rcv.read_since += static_cast<std::int64_t>(result.data.size());
  }
}

void start_listening(Endpoint& endpoint, const Listener& listener) {
  std::erase_if(endpoint.listeners,
                [&](const Listener& each) { return each.handle == listener.handle; });
  std::erase_if(endpoint.vacated,
                [&](const Vacated& each) { return each.local.port == listener.local.port; });
  note_second_listener(endpoint, listener.handle, listener.local);
  socket_for(endpoint, listener.handle).opened = true;
  endpoint.listeners.push_back(listener);
}

struct Follow {
  Endpoint& endpoint;
  const CallResult& result;
  [[nodiscard]] Connection* of(Handle handle) const { return endpoint.of_handle(handle); }
  // SENDs of LISTEN, or of a life that went back to it, may go with what OPEN begins.
  [[nodiscard]] bool text_waits(Handle handle) const {
    if (const Connection* last = of(handle); last && last->snd.handed_end > 1) return true;
    return std::ranges::any_of(endpoint.listeners, [&](const Listener& each) {
      return each.handle == handle && each.text_waits;
    });
  }
  void receive(Handle handle) const {
    Connection* conn = of(handle);
    conn ? read(*conn, result) : read_perhaps(endpoint, handle, result);
  }
  void opens_no_more(Handle handle) const {
    if (Socket* socket = endpoint.socket(handle)) socket->connecting = false;
  }

  void operator()(const call::Socket&) const {
    const auto handle = static_cast<Handle>(result.value);
    std::erase_if(endpoint.handles, [&](const Socket& each) { return each.handle == handle; });
    socket_for(endpoint, handle);
  }
  void operator()(const call::Bind& call) const {
    socket_for(endpoint, call.socket).local = call.address;
  }
  void operator()(const call::Listen& call) const {
    start_listening(endpoint, {.handle = call.socket,
                               .local = socket_for(endpoint, call.socket).local,
                               .remote = std::nullopt,
                               .backlog = call.backlog});
  }
  void operator()(const call::Accept& call) const { accept(endpoint, call, result); }
  void operator()(const call::Connect& call) const {
    open_actively(endpoint, call.socket, call.remote, result);
  }
  void operator()(const call::Send& call) const {
    if (call.to) open_actively(endpoint, call.socket, *call.to, result);
    // Text for the SYN (RFC 7413) was handed over before the connection shows.
    if (call.to && result.value > 0) socket_for(endpoint, call.socket).text_waits = true;
    Connection* conn = of(call.socket);
    if (call.to && conn) conn->snd.handed_known = false;
    hand_over(endpoint, conn, call, call.data, result.value);
  }
  void operator()(const call::Receive& call) const {
    if (!call.peek) receive(call.socket);
  }
  void operator()(const call::Shutdown& call) const {
    Connection* conn = of(call.socket);
    if (!conn) return;
    if (call.how != call::ShutdownHow::kRead) follow_shutdown(endpoint, *conn);
    if (call.how != call::ShutdownHow::kWrite) conn->fully_closed = true;
  }
  void operator()(const call::Close& call) const {
    Socket* socket = endpoint.socket(call.socket);
    const bool linger_zero = socket && socket->linger_zero;
    if (Connection* conn = of(call.socket)) {
      linger_zero ? follow_abort(endpoint, *conn) : follow_close(endpoint, *conn);
      if (socket && socket->linger_perhaps) Scene{endpoint, *conn}.maybe_gone();
    } else if (socket && socket->opened && !socket->connecting) {
      close_perhaps(endpoint, *socket);
    }
    stop_listening(endpoint, call.socket, Rule::kCloseListen);
    std::erase_if(endpoint.handles, [&](const Socket& each) { return each.handle == call.socket; });
  }
  void operator()(const call::SetOption& call) const {
    Socket& socket = socket_for(endpoint, call.socket);
    if (call.option == call::Option::kLinger) {
      socket.linger_zero = call.value == 0;
      socket.linger_perhaps = false;
    }
    if (call.option == call::Option::kMaxSegment && call.value > 0) {
      socket.max_segment = std::min(socket.max_segment, call.value);
    }
    if (call.option == call::Option::kReceiveBuffer) {
      socket.receive_buffer = std::min(socket.receive_buffer, call.value);
    }
    if (call.option == call::Option::kKeepAlive) {
      socket.keep_alive = call.value != 0;
      endpoint.keep_alive_asked = endpoint.keep_alive_asked || socket.keep_alive;
    }
    if (call.option == call::Option::kNoDelay) socket.no_delay = call.value != 0;
    if (call.option == call::Option::kCork) socket.cork = call.value != 0;
    Connection* conn = of(call.socket);
    if (call.option == call::Option::kUserTimeout) {
      socket.user_timeout = true;
      socket.limit.reset();
      if (call.value > 0) socket.limit = std::chrono::milliseconds{call.value};
      if (conn) conn->limit = socket.limit;
    }
    if (conn) conn->snd.no_delay = socket.no_delay;
    if (conn) socket.bound_sizes(*conn);
    if (conn && (socket.keep_alive || socket.user_timeout)) conn->touched = true;
    for (Connection& each : endpoint.connections) {
      if (!socket.may_name(each)) continue;
      each.touched = each.touched || socket.keep_alive || socket.user_timeout;
      each.snd.nagle_unknown = each.snd.nagle_unknown || socket.no_delay;
      socket.bound_sizes(each);
    }
  }
  void operator()(const call::GetOption&) const {}
  void operator()(const call::Name&) const {}
  // An active OPEN on a name in LISTEN may leave out the remote socket that is known already
  // (9293-3.10.1-f).
  [[nodiscard]] std::optional<SocketAddress> remote_of(const call::Open& call,
                                                       Handle handle) const {
    if (call.remote) return call.remote;
    const auto at = std::ranges::find(endpoint.listeners, handle, &Listener::handle);
    return at == endpoint.listeners.end() ? std::nullopt : at->remote;
  }
  void operator()(const call::Open& call) const {
    const auto handle = static_cast<Handle>(result.value);
    Socket& socket = socket_for(endpoint, handle);
    socket.local = call.local;
    socket.rfc = true;
    socket.over = false;
    socket.text_waits = text_waits(handle);
    socket.user_timeout = call.timeout.has_value();
    socket.limit = call.timeout;
    if (const auto remote = call.active ? remote_of(call, handle) : std::nullopt) {
      std::erase_if(endpoint.listeners,
                    [&](const Listener& each) { return each.handle == handle; });
      const bool listened = call.existing != Handle::kNone;
      return open_actively(endpoint, handle, *remote, result,
                           listened ? Rule::kListenOpens : Rule::kOpenSendsSyn);
    }
    if (!call.active) {
      start_listening(endpoint, {.handle = handle,
                                 .local = call.local,
                                 .remote = call.remote,
                                 .backlog = 1,
                                 .one_shot = true});
    }
  }
  void operator()(const call::RfcSend& call) const {
    Connection* conn = of(call.connection);
    for (Listener& listener : endpoint.listeners) {  // it may go with the next life of the name
      if (listener.handle == call.connection && result.value > 0) listener.text_waits = true;
    }
    if (result.error == CallError::kNone) send_on_listen(endpoint, call.connection, result);
    if (conn && call.timeout) {
      conn->touched = true;
      conn->limit = call.timeout;
    }
    // RFC SENDs may answer 0 for "taken"; only a count says how much.
    if (conn && result.value == 0 && !call.data.empty()) conn->snd.handed_known = false;
    hand_over(endpoint, conn, call, call.data, result.value);
  }
  void operator()(const call::RfcReceive& call) const { receive(call.connection); }
  void operator()(const call::RfcClose& call) const {
    // The RFC's CLOSE lets the user receive on (3.6), MAY-1 lets the stack refuse that.
    Connection* conn = of(call.connection);
    stop_listening(endpoint, call.connection, Rule::kCloseListen);
    opens_no_more(call.connection);
    if (!conn) return;
    if (endpoint.features().half_duplex_close == false) return follow_shutdown(endpoint, *conn);
    follow_close(endpoint, *conn);
  }
  void operator()(const call::Abort& call) const {
    const Socket* socket = endpoint.socket(call.connection);
    if (Connection* conn = of(call.connection)) {
      follow_abort(endpoint, *conn);
    } else if (socket && socket->opened && !socket->connecting) {
      close_perhaps(endpoint, *socket);
    }
    stop_listening(endpoint, call.connection, Rule::kAbortListen);
    opens_no_more(call.connection);
  }
  void operator()(const call::Status&) const {}
  void operator()(const call::Poll&) const {}
};

}  // namespace

void follow_call(Endpoint& endpoint, const CallSeen& seen) {
  endpoint.calls_seen = true;
  const CallError error = seen.result.error;
  // A close() that reports an error has closed all the same; other failures change nothing.
  const bool closed = std::holds_alternative<call::Close>(seen.call) &&
                      error != CallError::kBadDescriptor && error != CallError::kNotSupported;
  if (error != CallError::kNone && error != CallError::kInProgress && !closed) {
    // MUST-41 holds for a passive OPEN that is refused, too.
    if (const auto* bind = std::get_if<call::Bind>(&seen.call)) {
      note_second_listener(endpoint, bind->socket, bind->address);
    }
    if (const auto* open = std::get_if<call::Open>(&seen.call); open && !open->active) {
      note_second_listener(endpoint, Handle::kNone, open->local);
    } else if (const auto* accept = std::get_if<call::Accept>(&seen.call)) {
      if (error == CallError::kWouldBlock) nothing_waits(endpoint, accept->socket);
    } else if (error == CallError::kDoesNotExist || error == CallError::kUserTimeout) {
      end_name(endpoint, handle_of(seen.call));
    }
    return;
  }
  std::visit(Follow{endpoint, seen.result}, seen.call);
}

}  // namespace synspect::judge
