// The user calls of RFC 9293 3.9.1, state by state, between two live endpoints: what scripts, which
// speak of sockets, cannot say. The answers that are named here are the RFC's own.
#include <array>
#include <vector>

#include "harness/drive/pair_entry.h"
#include "harness/history/pattern.h"

namespace synspect::drive {
namespace {

using namespace std::chrono_literals;
using enum TcpState;
using network::Order;

// One end's user, who speaks the RFC's dialect.
class User {
 public:
  User(Pair& pair, EndpointId end) : pair_{pair}, end_{end} {}

  Handle open(std::uint16_t port, std::optional<SocketAddress> remote, bool active) {
    const CallResult made = pair_.ask(
        end_, call::Open{.local = pair_.address(end_, port), .remote = remote, .active = active});
    if (made.error != CallError::kNone) pair_.fail("OPEN failed: " + words(made.error));
    return Handle{static_cast<std::int32_t>(made.value)};
  }
  Handle listen(std::uint16_t port) { return open(port, std::nullopt, false); }
  Handle connect(std::uint16_t port, std::uint16_t remote) {
    return open(port, pair_.address(1 - end_, remote), true);
  }
  // `or_why`: where the first to ask may be told how it ended.
  void denied(const UserCall& call, CallError why, CallError or_why = CallError::kNone) {
    const CallResult result = pair_.ask(end_, call);
    if (result.error == why) return;
    if (or_why != CallError::kNone && result.error == or_why) return;
    pair_.fail(std::string(name_of(call)) + ": expected \"" + words(why) + "\", the stack gave " +
               (result.error == CallError::kNone ? "none" : "\"" + words(result.error) + "\""));
  }
  void send(Handle name, std::size_t octets, bool push = true) {
    std::vector<std::byte> data;
    for (std::size_t i = 0; i < octets; ++i) {
      data.push_back(pattern_octet(sent_++, kPatternSalts[end_]));
    }
    const CallResult result =
        pair_.ask(end_, call::RfcSend{.connection = name, .data = data, .push = push});
    if (result.error != CallError::kNone) pair_.fail("SEND failed: " + words(result.error));
  }
  void receive(Handle name, std::size_t octets) {
    const CallResult result = pair_.ask(end_, call::RfcReceive{name, octets});
    if (result.data.size() != octets) {
      pair_.fail("RECEIVE gave " + std::to_string(result.data.size()) + " octets, not " +
                 std::to_string(octets));
    }
  }
  void close(Handle name) { granted(call::RfcClose{name}); }
  void abort(Handle name) { granted(call::Abort{name}); }
  void status(Handle name, TcpState state) {
    const CallResult result = pair_.ask(end_, call::Status{name});
    if (result.state != state) {
      pair_.fail("STATUS: expected " + std::string(to_string(state)) + ", the stack said " +
                 (result.state ? std::string(to_string(*result.state)) : words(result.error)));
    }
  }
  void begin_stream() { sent_ = 0; }

 private:
  static std::string words(CallError error) { return std::string(to_string(error)); }
  void granted(const UserCall& call) {
    const CallResult result = pair_.ask(end_, call);
    if (result.error != CallError::kNone) {
      pair_.fail(std::string(name_of(call)) + " failed: " + words(result.error));
    }
  }

  Pair& pair_;
  EndpointId end_;
  std::uint32_t sent_{0};
};

struct Users {
  explicit Users(Pair& both) : pair{both}, first{both, kFirst}, second{both, kSecond} {}
  Pair& pair;
  User first, second;

  struct Names {
    Handle first, second;
  };
  // Both ends ESTABLISHED; the second opened passively.
  Names established(std::uint16_t port) {
    first.begin_stream();
    second.begin_stream();
    const Handle server = second.listen(port);
    const Handle client = first.connect(port, port);
    pair.run_for(1s);
    first.status(client, kEstablished);
    second.status(server, kEstablished);
    return {client, server};
  }
  // The second end in SYN-RECEIVED: the third segment of the handshake is lost once.
  Names half_open(std::uint16_t port) {
    first.begin_stream();
    second.begin_stream();
    drop_next(kFirst, kAck, 1);
    const Handle server = second.listen(port);
    const Handle client = first.connect(port, port);
    pair.run_for(500ms);
    second.status(server, kSynReceived);
    return {client, server};
  }
  // Loses the next `count` segments of `end` that have all of `flags`.
  void drop_next(EndpointId end, std::uint8_t flags, int count) {
    pair.network().set_orders(
        [=, left = count](EndpointId from, const DecodedSegment& segment, Time) mutable -> Order {
          if (from != end || !segment.has(flags) || left == 0) return {};
          --left;
          return {.kind = Order::Kind::kDrop, .until = {}};
        });
  }
  void lose_nothing() { pair.network().set_orders({}); }
};

void open_calls(Pair& pair) {
  Users u{pair};
  const Handle server = u.second.listen(80);
  u.second.status(server, kListen);
  u.second.denied(call::RfcReceive{server, 10}, CallError::kWouldBlock);  // 9293-3.10.3-b
  std::array<std::byte, 4> text{};
  u.second.denied(call::RfcSend{.connection = server, .data = text, .push = true},
                  CallError::kRemoteUnspecified);  // 9293-3.10.2-c
  u.second.denied(
      call::Open{.local = pair.address(kSecond, 80), .active = true, .existing = server},
      CallError::kRemoteUnspecified);  // 9293-3.10.1-g
  u.second.denied(call::Open{.local = pair.address(kSecond, 80), .remote = {}},
                  CallError::kAlreadyExists);  // MUST-41
  u.first.denied(call::Open{.local = pair.address(kFirst, 90), .active = true},
                 CallError::kRemoteUnspecified);  // 9293-3.10.1-b
  SocketAddress group = pair.address(kSecond, 80);
  group.ip = *IpAddress::parse(group.ip.version == IpVersion::kV4 ? "224.0.0.1" : "ff02::1");
  u.first.denied(call::Open{.local = pair.address(kFirst, 90), .remote = group, .active = true},
                 CallError::kIllegal);  // MUST-46
  const Handle client = u.first.connect(90, 80);
  u.first.status(client, kSynSent);
  u.first.denied(call::RfcReceive{client, 10}, CallError::kWouldBlock);
  pair.run_for(1500ms);
  u.first.status(client, kEstablished);
  u.second.status(server, kEstablished);
  u.first.denied(call::Open{.local = pair.address(kFirst, 90),
                            .remote = pair.address(kSecond, 80),
                            .active = true,
                            .existing = client},
                 CallError::kAlreadyExists);  // 9293-3.10.1-h
  u.first.send(client, 100);
  pair.run_for(1s);
  u.second.receive(server, 100);
  u.second.denied(call::RfcReceive{server, 10}, CallError::kWouldBlock);  // 9293-3.10.3-c
  u.first.close(client);
  pair.run_for(1s);
  u.first.status(client, kFinWait2);
  u.second.status(server, kCloseWait);
  u.second.denied(call::RfcReceive{server, 10}, CallError::kClosing);  // 9293-3.10.3-e
  u.second.close(server);
  pair.run_for(1s);
  u.first.status(client, kTimeWait);
  u.first.denied(call::RfcReceive{client, 10}, CallError::kClosing);  // 9293-3.10.3-f
  u.first.denied(call::RfcClose{client}, CallError::kClosing);        // 9293-3.10.4-i
  u.second.denied(call::Status{server}, CallError::kDoesNotExist);
  u.second.denied(call::RfcSend{.connection = server, .data = text, .push = true},
                  CallError::kDoesNotExist);                                // 9293-3.10.2-a
  u.second.denied(call::RfcReceive{server, 10}, CallError::kDoesNotExist);  // 9293-3.10.3-a
  u.second.denied(call::RfcClose{server}, CallError::kDoesNotExist);        // 9293-3.10.4-a
  u.second.denied(call::Abort{server}, CallError::kDoesNotExist);           // 9293-3.10.5-a
}

// A LISTEN whose user asks for a second one serves on (MUST-41); one that turns active
// (9293-3.10.1-f, 9293-3.10.2-b).
void listen_turns_active(Pair& pair) {
  Users u{pair};
  Handle server = u.second.listen(80);
  const Handle opened = u.first.listen(90);
  const CallResult turned = pair.ask(kFirst, call::Open{.local = pair.address(kFirst, 90),
                                                        .remote = pair.address(kSecond, 80),
                                                        .active = true,
                                                        .existing = opened});
  if (turned.error != CallError::kNone) pair.fail("OPEN on LISTEN failed");
  pair.run_for(1500ms);
  u.first.status(opened, kEstablished);
  u.second.status(server, kEstablished);

  u.first.begin_stream();
  server = u.second.listen(81);
  const Handle sending = u.first.open(91, pair.address(kSecond, 81), false);
  u.first.status(sending, kListen);
  u.first.send(sending, 50);  // 9293-3.10.2-b, -d
  pair.run_for(2s);
  u.first.status(sending, kEstablished);
  u.second.receive(server, 50);
}

void early_close(Pair& pair) {
  Users u{pair};
  // 9293-3.10.4-b: nobody listens any more.
  const Handle closed = u.second.listen(70);
  u.second.close(closed);
  const Handle refused = u.first.connect(70, 70);
  pair.run_for(1s);
  u.second.denied(call::RfcClose{closed}, CallError::kDoesNotExist);
  u.first.denied(call::RfcReceive{refused, 1}, CallError::kReset, CallError::kRefused);
  // 9293-3.10.4-c: the SYN,ACK that was on its way is refused.
  const Handle server = u.second.listen(71);
  const Handle client = u.first.connect(71, 71);
  u.first.close(client);
  pair.run_for(1s);
  u.second.status(server, kListen);
  // 9293-3.10.4-d: nothing to send, so the FIN leaves at once.
  Users::Names half = u.half_open(72);
  u.second.close(half.second);
  pair.run_for(600ms);
  u.lose_nothing();
  pair.run_for(5s);
  u.second.status(half.second, kFinWait2);
  // 9293-3.10.2-d: text waits for ESTABLISHED.
  half = u.half_open(74);
  u.second.send(half.second, 20);
  u.lose_nothing();
  pair.run_for(40s);
  u.first.receive(half.first, 20);
  // 9293-3.10.4-e: the text first, and that waits for ESTABLISHED.
  half = u.half_open(73);
  u.second.send(half.second, 30);
  u.second.close(half.second);
  u.lose_nothing();
  pair.run_for(10s);
  u.first.receive(half.first, 30);
  u.first.denied(call::RfcReceive{half.first, 1}, CallError::kClosing);
}

// 9293-3.10.5: ABORT where it sends a RST.
void abort_with_reset(Pair& pair) {
  Users u{pair};
  Users::Names names = u.established(80);
  // What is outstanding is forgotten (9293-3.10.5-e).
  u.drop_next(kFirst, kPsh, 1);
  u.first.send(names.first, 40);
  u.first.abort(names.first);
  u.lose_nothing();
  pair.run_for(2s);
  u.first.denied(call::RfcReceive{names.first, 1}, CallError::kDoesNotExist, CallError::kReset);
  u.second.denied(call::RfcReceive{names.second, 1}, CallError::kReset);
  // The peer, who does not hear of it, is told by the next refusal.
  names = u.established(81);
  u.drop_next(kFirst, kRst, 1);
  u.first.abort(names.first);
  pair.run_for(1s);
  u.second.send(names.second, 10);
  pair.run_for(1s);
  u.second.denied(call::RfcReceive{names.second, 1}, CallError::kReset);
  u.lose_nothing();
  // FIN-WAIT-2 and CLOSE-WAIT.
  names = u.established(82);
  u.first.close(names.first);
  pair.run_for(1s);
  u.first.abort(names.first);
  pair.run_for(1s);
  names = u.established(83);
  u.first.close(names.first);
  pair.run_for(1s);
  u.second.abort(names.second);
  pair.run_for(1s);
  // SYN-RECEIVED.
  names = u.half_open(84);
  u.second.abort(names.second);
  u.lose_nothing();
  pair.run_for(2s);
  u.first.denied(call::RfcReceive{names.first, 1}, CallError::kReset);
}

// 9293-3.10.5-b, -c, -f: ABORT where it is silent.
void abort_in_silence(Pair& pair) {
  Users u{pair};
  const Handle listener = u.second.listen(70);
  u.second.abort(listener);
  const Handle refused = u.first.connect(70, 70);
  pair.run_for(1s);
  u.second.denied(call::Abort{listener}, CallError::kDoesNotExist, CallError::kReset);
  u.first.denied(call::RfcReceive{refused, 1}, CallError::kReset, CallError::kRefused);
  const Handle server = u.second.listen(71);
  const Handle client = u.first.connect(71, 71);
  u.first.abort(client);
  pair.run_for(1s);
  u.second.status(server, kListen);
  // TIME-WAIT: the FIN whose ACK was lost comes again and is refused.
  const Users::Names names = u.established(72);
  u.first.close(names.first);
  pair.run_for(1s);
  u.drop_next(kFirst, kAck, 1);
  u.second.close(names.second);
  pair.run_for(500ms);
  u.first.status(names.first, kTimeWait);
  u.first.abort(names.first);
  pair.run_for(5s);
  u.second.denied(call::Status{names.second}, CallError::kDoesNotExist);
}

const std::vector<PairEntry>& entries() {
  static const std::vector<PairEntry> kEntries{
      {{"pair/calls-open",
        "OPEN, SEND, RECEIVE, CLOSE and STATUS of the RFC, from CLOSED to TIME-WAIT",
        {"9293-3.10.1-b", "9293-3.10.1-g", "9293-3.10.1-h", "9293-3.10.2-a", "9293-3.10.2-c",
         "9293-3.10.3-a", "9293-3.10.3-b", "9293-3.10.4-a", "9293-3.10.4-i", "9293-3.10.5-a",
         "9293-3.10.6-a", "MUST-41", "MUST-46"}},
       open_calls,
       true},
      {{"pair/calls-listen-turns-active",
        "LISTEN turns active by OPEN, or by SEND, whose text goes once the connection is there",
        {"9293-3.10.1-f", "9293-3.10.2-b", "9293-3.10.2-d"}},
       listen_turns_active,
       true},
      {{"pair/calls-close-early",
        "CLOSE in LISTEN, SYN-SENT and SYN-RECEIVED, text handed over before ESTABLISHED",
        {"9293-3.10.4-b", "9293-3.10.4-c", "9293-3.10.4-d", "9293-3.10.4-e", "9293-3.10.2-d"}},
       early_close,
       true},
      {{"pair/calls-abort-with-reset",
        "ABORT from SYN-RECEIVED to CLOSE-WAIT sends one RST and forgets everything",
        {"9293-3.10.5-d", "9293-3.10.5-e"}},
       abort_with_reset,
       true},
      {{"pair/calls-abort-in-silence",
        "ABORT in LISTEN, SYN-SENT and TIME-WAIT sends nothing",
        {"9293-3.10.5-b", "9293-3.10.5-c", "9293-3.10.5-f"}},
       abort_in_silence,
       true},
  };
  return kEntries;
}

}  // namespace

std::span<const PairEntry> call_scenarios() { return entries(); }

}  // namespace synspect::drive
