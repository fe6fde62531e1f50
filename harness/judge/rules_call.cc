// What user calls answer in each state: RFC 9293 3.10.1 (OPEN), 3.10.2 (SEND), 3.10.3 (RECEIVE),
// 3.10.4 (CLOSE), 3.10.5 (ABORT), 3.10.6 (STATUS). Silent wherever the state is not certain.
#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "harness/judge/rfc_call.h"
#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

using Kind = RfcCall::Kind;

// Where a handle is, and the connection that it names, if one was seen.
struct Place {
  StateSet states;  // empty: not known
  Connection* conn{};
  const Listener* listener{};

  [[nodiscard]] bool only(TcpState state) const { return states.only(state); }
  // CLOSED as it was from the start: no connection has left text or errors behind.
  [[nodiscard]] bool fresh() const { return !conn && only(TcpState::kClosed); }
};

Place place_of(Endpoint& endpoint, Handle handle) {
  if (endpoint.knobs || endpoint.blind || !endpoint.calls_seen) return {};
  Connection* conn = endpoint.of_handle(handle);
  if (conn) {
    if (conn->vague || conn->touched) return {};
    // Who listens where the connection was is another name, unless its own OPEN goes back there.
    StateSet states = conn->states;
    const auto its = [&](const Listener& each) { return each.handle == handle; };
    if (states.has(TcpState::kListen) && std::ranges::none_of(endpoint.listeners, its)) {
      states.remove(TcpState::kListen);
      states.add(TcpState::kClosed);
    }
    return {states, conn, nullptr};
  }
  for (const Listener& listener : endpoint.listeners) {
    if (listener.handle != handle) continue;
    if (listener.taken) return {};
    return {{TcpState::kListen}, nullptr, &listener};
  }
  const Socket* socket = endpoint.socket(handle);
  if (!socket || socket->opened) return {};
  return {{TcpState::kClosed}, nullptr, nullptr};
}

struct Verdict {
  Endpoint& endpoint;
  const CallSeen& seen;
  const Place& place;

  void check(Rule rule, bool good, const char* expected) const {
    Report& report = *endpoint.report;
    if (good) return report.upheld(rule);
    const CallResult& result = seen.result;
    std::string observed =
        result.error == CallError::kNone
            ? fmt::format("{} gave {}", name_of(seen.call), result.value)
            : fmt::format("{} gave the error {}", name_of(seen.call), to_string(result.error));
    Words words{expected, std::move(observed), {}};
    if (place.conn) return Scene{endpoint, *place.conn}.broken(rule, std::move(words));
    Cause cause;
    cause.kind = Cause::Kind::kCall;
    cause.call = name_of(seen.call);
    report.broken(rule, {endpoint.id, nullptr, 0, place.states, cause}, std::move(words));
  }
};

void judge_send(const Verdict& v, const RfcCall& call) {
  if (call.octets == 0) return;
  const bool taken = v.seen.result.error == CallError::kNone;
  if (v.place.only(TcpState::kClosed)) {
    const bool good = v.place.fresh() ? refused(v.seen.result) : !taken;
    v.check(Rule::kSendClosed, good, "an error: there is no connection");
  } else if (v.place.listener && !v.place.listener->remote) {
    v.check(Rule::kSendListen, refused(v.seen.result), "an error: no remote socket is known");
  }
}

// ESTABLISHED, FIN-WAIT-1 and -2: a request that cannot be satisfied waits, one that can does not.
void judge_receive_open(const Verdict& v, const RfcCall& call) {
  const ReceiveHalf& rcv = v.place.conn->rcv;
  const CallResult& result = v.seen.result;
  if (rcv.fin || v.place.conn->fully_closed || v.place.conn->told || refused(result)) return;
  if (result.error == CallError::kWouldBlock) {
    const Offset acked = rcv.low - rcv.user_read;  // all of it is on hand
    const bool enough =
        acked > 0 && acked >= static_cast<Offset>(call.octets) && !rcv.text_conflict;
    return v.check(Rule::kReceiveWaits, !enough, "the text that was acknowledged");
  }
  v.check(Rule::kReceiveWaits, !result.data.empty(), "the request waits: there is no text");
}

// After the peer's FIN: what is on hand, then the end, and no waiting for what cannot come.
void judge_receive_closed(const Verdict& v, Rule rule) {
  const ReceiveHalf& rcv = v.place.conn->rcv;
  const CallResult& result = v.seen.result;
  if (!rcv.fin || rcv.low <= *rcv.fin || v.place.conn->fully_closed || v.place.conn->told) return;
  const bool unread = rcv.user_read < *rcv.fin && !rcv.text_conflict;
  if (rule == Rule::kReceiveRest && unread) {
    return v.check(rule, !result.data.empty(), "the text on hand, before the end is told");
  }
  v.check(rule, result.error != CallError::kWouldBlock, "the end: nothing more can come");
}

void judge_receive(const Verdict& v, const RfcCall& call) {
  if (call.octets == 0) return;
  const CallResult& result = v.seen.result;
  const bool served = result.error == CallError::kNone;
  const StateSet states = v.place.states;
  if (v.place.fresh()) {
    return v.check(Rule::kReceiveClosed, refused(result), "an error: there is no connection");
  }
  const StateSet early{TcpState::kListen, TcpState::kSynSent, TcpState::kSynReceived};
  if (states.within(early) && states.certain()) {
    if (v.place.conn && (v.place.conn->told || v.place.conn->reset_delivered)) return;
    if (v.place.conn && v.place.conn->peer.fast_open) return;  // 7413-4.2.2-d
    const bool gone = result.error == CallError::kDoesNotExist ||
                      result.error == CallError::kClosing || result.error == CallError::kReset;
    return v.check(Rule::kReceiveEarly, !served && !gone, "the request waits for ESTABLISHED");
  }
  if (!v.place.conn) return;
  if (states.only(TcpState::kClosed)) {
    // Text and the end of the stream outlast an orderly close.
    return v.check(Rule::kReceiveClosed, result.error != CallError::kWouldBlock,
                   "an error: there is no connection");
  }
  if (states.within(kTakesText)) return judge_receive_open(v, call);
  if (states.only(TcpState::kCloseWait)) return judge_receive_closed(v, Rule::kReceiveRest);
  if (states.within({TcpState::kClosing, TcpState::kLastAck, TcpState::kTimeWait})) {
    judge_receive_closed(v, Rule::kReceiveClosing);
  }
}

void judge_close(const Verdict& v) {
  if (v.place.only(TcpState::kClosed)) {
    return v.check(Rule::kCloseClosed, refused(v.seen.result), "an error: there is no connection");
  }
  const StateSet closing{TcpState::kClosing, TcpState::kLastAck, TcpState::kTimeWait};
  if (!v.place.conn || !v.place.states.certain() || !v.place.states.within(closing)) return;
  // "Connection closing", or ok; at any rate nothing is sent.
  Scene scene{v.endpoint, *v.place.conn};
  if (scene.now() > v.place.conn->last_arrival) {
    scene.want_none(Rule::kCloseAgain, Sight::kAnything);
  }
}

// MUST-46: addresses that name more than one host, or none.
bool names_one_host(const SocketAddress& remote) {
  const auto& octets = remote.ip.octets;
  if (remote.ip.version == IpVersion::kV6) return octets[0] != 0xFF;
  const bool broadcast =
      octets[0] == 255 && octets[1] == 255 && octets[2] == 255 && octets[3] == 255;
  return !broadcast && (octets[0] < 224 || octets[0] > 239);
}

void judge_active_open(const Verdict& v, const RfcCall& call, std::optional<SocketAddress> remote) {
  const CallResult& result = v.seen.result;
  const bool denied = refused(result);
  if (remote && remote->port != 0 && !names_one_host(*remote)) {
    v.check(Rule::kMust46, denied, "an error: the remote address names no one host");
  }
  // connect() to port 0 or to no address has meanings of its own.
  const bool unspecified = !call.sockets && (!remote || remote->port == 0);
  if (v.place.listener && !call.sockets && unspecified && !v.place.listener->remote) {
    return v.check(Rule::kListenOpenNoRemote, denied, "an error: no remote socket");
  }
  if (unspecified && v.place.fresh()) {
    return v.check(Rule::kOpenNoRemote, denied, "an error: no remote socket");
  }
  StateSet others = kSynchronized;
  others.add(TcpState::kSynSent);
  others.add(TcpState::kSynReceived);
  if (!v.place.conn || !v.place.states.within(others)) return;
  // A connect() that is asked again may answer 0: the attempt has come to its end.
  if (call.sockets && result.error == CallError::kNone) return;
  v.check(Rule::kOpenExists, denied, "an error: the connection exists already");
}

void judge_status(const Verdict& v) {
  const CallResult& result = v.seen.result;
  if (v.place.only(TcpState::kClosed)) {
    const bool good = refused(result) || result.state == TcpState::kClosed;
    return v.check(Rule::kStatus, good, "no connection");
  }
  if (v.place.states.empty() || !result.state || v.place.states.has(TcpState::kClosed)) return;
  const std::string expected =
      v.place.states.to_string() + ", not " + std::string{to_string(*result.state)};
  v.check(Rule::kStatus, v.place.states.has(*result.state), expected.c_str());
}

std::optional<SocketAddress> remote_of(const UserCall& call) {
  if (const auto* connect = std::get_if<call::Connect>(&call)) return connect->remote;
  if (const auto* open = std::get_if<call::Open>(&call)) return open->remote;
  return std::nullopt;
}

// An RFC name: OPEN on one that exists has it in the call, a fresh OPEN has none.
Handle handle_for(const CallSeen& seen) {
  const auto* open = std::get_if<call::Open>(&seen.call);
  return open ? open->existing : handle_of(seen.call);
}

}  // namespace

void judge_call_by_state(Endpoint& endpoint, const CallSeen& seen) {
  if (seen.result.error == CallError::kNotSupported) return;
  const Handle handle = handle_for(seen);
  Place place = place_of(endpoint, handle);
  const auto* open = std::get_if<call::Open>(&seen.call);
  if (open && handle == Handle::kNone) place.states = {TcpState::kClosed};
  const Verdict v{endpoint, seen, place};
  const Socket* socket = endpoint.socket(handle);
  const bool named = socket && socket->rfc;
  if (std::holds_alternative<call::Abort>(seen.call)) {
    if (named && place.only(TcpState::kClosed)) {
      v.check(Rule::kAbortClosed, refused(seen.result), "an error: there is no connection");
    }
    return;
  }
  const auto call = rfc_call(seen.call);
  if (!call || (socket && named == call->sockets)) return;  // a handle of the other dialect
  switch (call->kind) {
    case Kind::kOpenActive:
      return judge_active_open(v, *call, remote_of(seen.call));
    case Kind::kOpenPassive:
      return;
    case Kind::kSend:
      return judge_send(v, *call);
    case Kind::kReceive:
      return judge_receive(v, *call);
    case Kind::kClose:
      return judge_close(v);
    case Kind::kStatus:
      return judge_status(v);
  }
  std::unreachable();
}

// 9293-3.8.3-d: that an open attempt failed is told.
void judge_open_failure(Scene& scene, const CallSeen& seen, CallError error) {
  const Connection& conn = scene.conn;
  if (conn.origin != Origin::kActive || conn.snd.una_max >= 1 || conn.told || conn.vague) return;
  const bool given_up = error == CallError::kTimedOut || error == CallError::kUserTimeout;
  if (given_up) return scene.upheld(Rule::kOpenFailureTold);
  if (!conn.reset_certain) return;
  const auto* get = std::get_if<call::GetOption>(&seen.call);
  const bool asks = std::holds_alternative<call::Receive>(seen.call) ||
                    std::holds_alternative<call::RfcReceive>(seen.call) ||
                    (get && get->option == call::Option::kError);
  if (!asks) return;
  if (error != CallError::kNone && error != CallError::kWouldBlock &&
      error != CallError::kInProgress) {
    return scene.upheld(Rule::kOpenFailureTold);
  }
  scene.broken(Rule::kOpenFailureTold, {"an error: the open was refused", "no error is told", {}});
}

}  // namespace synspect::judge
