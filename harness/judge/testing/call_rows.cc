// User calls by state, in both dialects: RFC 9293 3.10.1 to 3.10.6.
#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

constexpr Handle kName{4};  // what the RFC's OPEN gave
const CallResult kWaits = CallResult::failed(CallError::kWouldBlock);
const CallResult kNone = CallResult::failed(CallError::kDoesNotExist);
const CallResult kEnding = CallResult::failed(CallError::kClosing);

void open_passively(E& e, std::optional<SocketAddress> remote = {}) {
  e.call(call::Open{.local = e.sockets().local, .remote = remote}, CallResult::of(4));
}
void open_actively(E& e) {
  e.call(call::Open{.local = e.sockets().local, .remote = e.sockets().remote, .active = true},
         CallResult::of(4));
}
void rfc_established(E& e) {
  open_passively(e);
  e.peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1);
}
void rfc_syn_received(E& e) {
  open_passively(e);
  e.peer("S", 0).stack("SA", 0, 1);
}
void rfc_syn_sent(E& e) {
  open_actively(e);
  e.stack("S", 0);
}
void socket(E& e) { e.call(call::Socket{e.sockets().local.ip.version}, CallResult::of(4)); }
void receive(E& e, CallResult result) { e.call(call::RfcReceive{kName, 100}, result); }
void abort(E& e, CallResult result = CallResult::of(0)) { e.call(call::Abort{kName}, result); }
void close(E& e, CallResult result = CallResult::of(0)) { e.call(call::RfcClose{kName}, result); }
constexpr std::byte kOctets[4] = {std::byte{0}, std::byte{1}, std::byte{2}, std::byte{3}};
void send_rfc(E& e, CallResult result, bool push = true) {
  e.call(call::RfcSend{.connection = kName, .data = kOctets, .push = push}, result);
}
void multicast(E& e, CallResult result) {
  socket(e);
  SocketAddress to = e.sockets().remote;
  to.ip = *IpAddress::parse(to.ip.version == IpVersion::kV4 ? "224.0.0.1" : "ff02::1");
  e.call(call::Connect{kName, to}, result);
}
void status(E& e, TcpState state) {
  CallResult result = CallResult::of(0);
  result.state = state;
  e.call(call::Status{kName}, result);
}
void second_listener(E& e) {
  e.listen().call(call::Socket{e.sockets().local.ip.version}, CallResult::of(5));
  e.call(call::Bind{Handle{5}, e.sockets().local}, CallResult::failed(CallError::kAddressInUse));
}

constexpr Row kRows[] = {
    {"MUST-41", [](E& e) { second_listener(e), e.peer("S", 0).stack("SA", 0, 1); },
     [](E& e) { second_listener(e), e.peer("S", 0).stack_raw("RA", 0, e.peer_wire(1)).pass(700); }},
    {"MUST-46", [](E& e) { multicast(e, CallResult::failed(CallError::kNetworkUnreachable)); },
     [](E& e) { multicast(e, CallResult::failed(CallError::kInProgress)); }},
    {"9293-3.8.3-d",
     [](E& e) {
       e.connect().stack("S", 0);
       e.peer("RA", -static_cast<std::int64_t>(e.peer_wire(0)), 1);
       e.receive_error(CallError::kConnectionRefused);
     },
     [](E& e) {
       e.connect().stack("S", 0).call(call::GetOption{kName, call::Option::kError});
       const auto zero = -static_cast<std::int64_t>(e.peer_wire(0));
       e.peer("RA", zero, 1).call(call::GetOption{kName, call::Option::kError});
     }},
    {"9293-3.10.1-a", [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1); },
     [](E& e) { e.listen().peer("S", 0).stack_raw("RA", 0, e.peer_wire(1)).pass(700); }},
    {"9293-3.10.1-b",
     [](E& e) {
       e.call(call::Open{.local = e.sockets().local, .active = true},
              CallResult::failed(CallError::kRemoteUnspecified));
     },
     [](E& e) {
       e.call(call::Open{.local = e.sockets().local, .active = true}, CallResult::of(4));
     }},
    {"9293-3.10.1-c", [](E& e) { e.connect().stack("S", 0); },
     [](E& e) { e.connect().pass(2000); }},
    {"9293-3.10.1-f",
     [](E& e) {
       open_passively(e);
       e.call(call::Open{.local = e.sockets().local,
                         .remote = e.sockets().remote,
                         .active = true,
                         .existing = kName},
              CallResult::of(4));
       e.stack("S", 0);
     },
     [](E& e) {
       open_passively(e);
       e.call(call::Open{.local = e.sockets().local,
                         .remote = e.sockets().remote,
                         .active = true,
                         .existing = kName},
              CallResult::of(4));
       e.pass(2000);
     }},
    {"9293-3.10.1-g",
     [](E& e) {
       open_passively(e);
       e.call(call::Open{.local = e.sockets().local, .active = true, .existing = kName},
              CallResult::failed(CallError::kRemoteUnspecified));
     },
     [](E& e) {
       open_passively(e);
       e.call(call::Open{.local = e.sockets().local, .active = true, .existing = kName},
              CallResult::of(4));
     }},
    {"9293-3.10.1-h",
     [](E& e) {
       e.active().call(call::Connect{kName, e.sockets().remote},
                       CallResult::failed(CallError::kIsConnected));
     },
     [](E& e) {
       e.active().call(call::Connect{kName, e.sockets().remote},
                       CallResult::failed(CallError::kInProgress));
     }},
    {"9293-3.10.2-a",
     [](E& e) {
       socket(e);
       e.call(call::Send{.socket = kName, .data = kOctets, .to = {}},
              CallResult::failed(CallError::kNotConnected));
     },
     [](E& e) { socket(e), e.send(4); }},
    {"9293-3.10.2-b",
     [](E& e) {
       open_passively(e, e.sockets().remote);
       send_rfc(e, CallResult::of(4));
       e.stack("S", 0);
     },
     [](E& e) {
       open_passively(e, e.sockets().remote);
       send_rfc(e, CallResult::of(4));
       e.pass(2000);
     }},
    {"9293-3.10.2-c",
     [](E& e) {
       open_passively(e);
       send_rfc(e, CallResult::failed(CallError::kRemoteUnspecified));
     },
     [](E& e) { open_passively(e), send_rfc(e, CallResult::of(4)); }},
    {"9293-3.10.2-d",
     [](E& e) {
       rfc_syn_received(e);
       e.send(4).peer("A", 1, 1).stack("A", 1, 1, {.length = 4});
     },
     [](E& e) { rfc_syn_received(e), e.send(4).peer("A", 1, 1).pass(40'000); }},
    {"9293-3.10.2-e", [](E& e) { e.passive().send(4).stack("A", 1, 1, {.length = 4}); },
     [](E& e) { e.passive().send(4).pass(4000); }},
    {"9293-3.10.3-a", [](E& e) { socket(e), e.receive_error(CallError::kNotConnected); },
     [](E& e) { socket(e), e.receive_error(CallError::kWouldBlock); }},
    {"9293-3.10.3-b", [](E& e) { rfc_syn_sent(e), receive(e, kWaits); },
     [](E& e) { rfc_syn_sent(e), receive(e, kEnding); }},
    {"9293-3.10.3-c", [](E& e) { e.passive().receive_error(CallError::kWouldBlock); },
     [](E& e) { e.passive().receive(0); }},
    {"9293-3.10.3-e", [](E& e) { close_wait(e), e.receive_end(); },
     [](E& e) { close_wait(e), e.receive_error(CallError::kWouldBlock); }},
    {"9293-3.10.3-f", [](E& e) { last_ack(e), e.receive_end(); },
     [](E& e) { last_ack(e), e.receive_error(CallError::kWouldBlock); }},
    {"9293-3.10.4-a", [](E& e) { open_passively(e), close(e), close(e, kNone); },
     [](E& e) { open_passively(e), close(e), close(e); }},
    {"9293-3.10.4-b",
     [](E& e) {
       e.listen().call(call::Close{Handle{3}}).peer("S", 0).stack_raw("RA", 0, e.peer_wire(1));
     },
     [](E& e) {
       e.listen().call(call::Close{Handle{3}}).peer("S", 0).stack("SA", 0, 1).pass(700);
     }},
    {"9293-3.10.4-c",
     [](E& e) { rfc_syn_sent(e), close(e), e.pass(100).peer("SA", 0, 1).stack("R", 1); },
     [](E& e) { rfc_syn_sent(e), close(e), e.stack("FA", 1, 0); }},
    {"9293-3.10.4-d", [](E& e) { rfc_syn_received(e), close(e), e.stack("FA", 1, 1); },
     [](E& e) { rfc_syn_received(e), close(e), e.pass(700); }},
    {"9293-3.10.4-e",
     [](E& e) {
       rfc_syn_received(e);
       e.send(4), close(e), e.peer("A", 1, 1).stack("FA", 1, 1, {.length = 4});
     },
     [](E& e) { rfc_syn_received(e), e.send(4), close(e), e.stack("FA", 5, 1); }},
    {"9293-3.10.4-i", [](E& e) { last_ack(e), e.pass(100).shutdown().pass(10); },
     [](E& e) { last_ack(e), e.pass(100).shutdown().stack("FA", 1, 2); }},
    {"9293-3.10.5-a", [](E& e) { open_passively(e), abort(e), abort(e, kNone); },
     [](E& e) { open_passively(e), abort(e), abort(e); }},
    {"9293-3.10.5-b",
     [](E& e) { open_passively(e), abort(e), e.peer("S", 0).stack_raw("RA", 0, e.peer_wire(1)); },
     [](E& e) { open_passively(e), abort(e), e.peer("S", 0).stack("SA", 0, 1).pass(700); }},
    {"9293-3.10.5-c",
     [](E& e) { rfc_syn_sent(e), abort(e), e.pass(10).peer("SA", 0, 1).stack("R", 1); },
     [](E& e) { rfc_syn_sent(e), abort(e), e.stack("R", 1); }},
    {"9293-3.10.5-d", [](E& e) { rfc_established(e), abort(e), e.stack("R", 1); },
     [](E& e) { rfc_established(e), abort(e), e.pass(700); }},
    {"9293-3.10.5-e",
     [](E& e) {
       rfc_established(e), abort(e), e.stack("R", 1).pass(100);
       e.peer("A", 1, 1, {.length = 3}).stack("R", 1);
     },
     [](E& e) {
       rfc_established(e), e.send(4).stack("A", 1, 1, {.length = 4}), abort(e);
       e.stack("R", 5).pass_quietly(1000).stack("A", 1, 1, {.length = 4});
     }},
    {"9293-3.10.5-f",
     [](E& e) { time_wait(e), abort(e), e.pass(10).peer("FA", 1, 2).stack("R", 2); },
     [](E& e) { time_wait(e), abort(e), e.stack("R", 2); }},
    {"9293-3.10.6-a", [](E& e) { rfc_established(e), status(e, TcpState::kEstablished); },
     [](E& e) { rfc_established(e), status(e, TcpState::kSynReceived); }},
};

}  // namespace

std::span<const Row> call_rows() { return kRows; }

}  // namespace synspect::judge
