// OPEN on a host (RFC 9293 3.9.1.1, 3.10.1): sockets are named, then the Tcb decides.
#include <algorithm>
#include <utility>

#include "stack/calls/calls.h"
#include "stack/host/address_filter.h"
#include "stack/host/host.h"

namespace synspect::tcp {
namespace {

constexpr std::uint32_t kEphemeralPorts = 16384;  // the dynamic range of RFC 6335

bool specified(const Socket& socket) { return !socket.ip.unspecified() && socket.port.number != 0; }

}  // namespace

bool Host::port_in_use(const IpAddress& ip, Port port) const {
  if (!ports_.contains(port)) return false;
  for (const auto& [id, connection] : connections_) {
    const Socket& local = connection.tcb.sockets.local;
    const bool overlap = local.ip == ip || local.ip.unspecified() || ip.unspecified();
    if (local.port == port && overlap) return true;
  }
  return false;
}

// MUST-43, MUST-44: the user's address if it is ours, else the default source, as long as the
// connection lives (MUST-45); a port if none is given.
CallStatus Host::name_local(Socket& local, const Socket& remote) {
  const bool passive = remote == Socket{};
  if (local.ip.unspecified() && !passive) {
    const auto source =
        std::ranges::find(options_.addresses, remote.ip.version, &IpAddress::version);
    if (source == options_.addresses.end()) return CallStatus::kIllegal;
    local.ip = *source;
  } else if (!local.ip.unspecified() &&
             std::ranges::find(options_.addresses, local.ip) == options_.addresses.end()) {
    return CallStatus::kIllegal;
  }
  if (!passive && local.ip.version != remote.ip.version) return CallStatus::kIllegal;
  if (local.port.number != 0) return CallStatus::kOk;
  for (std::uint32_t tries = 0; tries < kEphemeralPorts; ++tries) {
    const Port port{next_port_};
    next_port_ =
        next_port_ == 65535 ? std::uint16_t{49152} : static_cast<std::uint16_t>(next_port_ + 1);
    if (port_in_use(local.ip, port)) continue;
    local.port = port;
    return CallStatus::kOk;
  }
  return CallStatus::kInsufficientResources;  // 9293-3.10.1-e
}

// Everything that a SYN needs; the Tcb is still CLOSED or LISTEN.
CallStatus Host::prepare_active(Connection& connection, const Socket& remote, Instant now) {
  if (!specified(remote)) return CallStatus::kRemoteUnspecified;  // 9293-3.10.1-b, -g
  if (!names_one_host(remote.ip)) return CallStatus::kIllegal;    // MUST-46
  SocketPair sockets{connection.opened.local, remote};
  if (const CallStatus status = name_local(sockets.local, remote); status != CallStatus::kOk) {
    return status;
  }
  if (slot_of(sockets) != nullptr) return CallStatus::kAlreadyExists;  // 9293-3.10.1-h
  connection.tcb.sockets = sockets;
  connection.tcb.iss = choose_iss(sockets, now);
  return CallStatus::kOk;
}

OpenResult Host::open(const OpenRequest& request, Instant now) {
  if (const CallStatus status = usable(request); status != CallStatus::kOk) return {status, {}};
  if (request.existing) return open_existing(connections_.find(*request.existing), request, now);
  Connection connection;  // in the table only if nothing speaks against it
  connection.tcb.profile = profile_;
  tcp::tune(connection.tcb, request.tune);
  connection.opened = {request.local, request.remote.value_or(Socket{})};
  connection.spawning = request.spawning && !request.active;
  connection.backlog = request.backlog.value_or(options_.profile.backlog);
  connection.diffserv = request.diffserv.value_or(0) & kDiffservBits;
  if (request.active) {
    const CallStatus status = prepare_active(connection, connection.opened.remote, now);
    if (status != CallStatus::kOk) return {status, {}};
  } else {
    SocketPair& opened = connection.opened;
    if (opened.remote.ip.unspecified() && opened.remote.port.number == 0) {
      opened.remote = Socket{};  // any peer, however it was written
    } else if (!specified(opened.remote)) {
      return {CallStatus::kRemoteUnspecified, {}};  // all of it or nothing (9293-3.9.1.1-a)
    } else if (!names_one_host(opened.remote.ip)) {
      return {CallStatus::kIllegal, {}};
    } else if (opened.local.ip.unspecified()) {
      opened.local.ip.version = opened.remote.ip.version;
    }
    // Left open, the local address will be the one that the SYN is for (9293-3.9.1.1-b).
    const CallStatus status = name_local(opened.local, Socket{});
    if (status != CallStatus::kOk) return {status, {}};
    const bool taken = std::ranges::any_of(
        listening_, [&](ConnectionId other) { return connections_.find(other)->opened == opened; });
    if (taken) return {CallStatus::kAlreadyExists, {}};  // MUST-41
    connection.tcb.sockets = opened;
    connection.tcb.rcv_mss = mss_for(opened.local.ip.version);
  }
  Connection& made = add(Tcb{}, connection.tcb.sockets.local.port);
  const ConnectionId id = connection.id = made.id;
  connection.place = made.place;
  made = std::move(connection);
  if (request.route) take_route(made, *request.route);  // MUST-51
  if (request.active) {
    bind(made, SocketPair{made.tcb.sockets});
  } else {
    start_listening(id);
  }
  return begin(made, request, now);
}

OpenResult Host::begin(Connection& connection, const OpenRequest& request, Instant now) {
  OpenCall call{.active = request.active, .r2 = request.timeout};
  if (request.active && request.fast_open) {
    call.fast_open = fast_open_.opening(connection.tcb.sockets, options_.profile, now);
    if (call.fast_open) call.fast_open->text = request.text;
  }
  const ConnectionId id = connection.id;
  apply(connection, UserCall{call}, now);
  if (!request.active && request.fast_open_queue > 0) {
    (void)set_fast_open(id, request.fast_open_queue);
  }
  return {effects_.status, id, effects_.octets};
}

// 9293-3.10.1-f, -g, -h.
OpenResult Host::open_existing(Connection* found, const OpenRequest& request, Instant now) {
  if (found == nullptr) return {CallStatus::kDoesNotExist, {}};
  Connection& connection = *found;
  if (connection.tcb.state != State::kListen || connection.spawning || !request.active) {
    return {CallStatus::kAlreadyExists, {}};
  }
  const Socket remote = request.remote.value_or(connection.opened.remote);
  const CallStatus status = prepare_active(connection, remote, now);
  if (status != CallStatus::kOk) return {status, {}};  // and the listener is what it was
  connection.opened.remote = remote;
  connection.diffserv = request.diffserv.value_or(connection.diffserv) & kDiffservBits;
  if (request.route) take_route(connection, *request.route);
  bind(connection, SocketPair{connection.tcb.sockets});
  return begin(connection, request, now);
}

}  // namespace synspect::tcp
