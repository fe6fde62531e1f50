// The scenarios that the project was founded on, between two live endpoints. The same ones stand as
// scripts in corpus/traces/founding; here both ends are real and the network is between them.
#include <algorithm>
#include <array>
#include <utility>

#include "harness/drive/pair_entry.h"

namespace synspect::drive {
namespace {

using namespace std::chrono_literals;
using enum TcpState;
using network::Order;

constexpr std::uint16_t kPort = 8080;         // where the second end listens
constexpr std::uint16_t kClientPort = 40000;  // fixed where a pair must come again

struct Connection {
  Handle listener{Handle::kNone};
  Handle client{Handle::kNone};  // at the first end
  Handle server{Handle::kNone};  // at the second end
};

void accept_when_there(Pair& pair, Connection& c) {
  pair.run_until_state(kFirst, c.client, kEstablished, 10s);
  pair.run_for(100ms);
  c.server = pair.accept(kSecond, c.listener);
  pair.expect_state(kSecond, c.server, kEstablished);
}

Connection established(Pair& pair, std::uint16_t client_port = 0) {
  Connection c;
  c.listener = pair.listen(kSecond, kPort);
  c.client = pair.socket(kFirst, client_port);
  pair.connect(kFirst, c.client, kPort);
  pair.expect_state(kFirst, c.client, kSynSent);
  accept_when_there(pair, c);
  return c;
}

// The first end closes first; both are through once its 2MSL have passed.
void close_in_order(Pair& pair, Connection& c) {
  pair.shutdown_write(kFirst, c.client);
  pair.run_until_state(kSecond, c.server, kCloseWait, 10s);
  pair.shutdown_write(kSecond, c.server);
  pair.run_until_state(kFirst, c.client, kTimeWait, 10s);
  pair.run_until_state(kSecond, c.server, kClosed, 10s);
}

// Takes the nth (from 1) datagram that `from` emits with all of `flags` set and at least `octets`
// of payload, and does `order` to it.
network::Orders on_nth(EndpointId from, std::uint8_t flags, std::size_t octets, int nth,
                       Order order) {
  return [=, seen = 0](EndpointId end, const DecodedSegment& segment, Time) mutable -> Order {
    const bool hit = end == from && segment.has(flags) && segment.payload.size() >= octets;
    return hit && ++seen == nth ? order : Order{};
  };
}

void handshake(Pair& pair) {
  Connection c = established(pair);
  pair.write(kFirst, c.client, 100);
  pair.write(kSecond, c.server, 200);
  pair.run_for(1s);
  pair.read(kSecond, c.server, 100);
  pair.read(kFirst, c.client, 200);
  close_in_order(pair, c);
}

void old_duplicate_syn(Pair& pair) {
  // One more copy of the first SYN stays in the network until its connection is long gone.
  const Time late = pair.now() + 10min;
  pair.network().set_orders(
      on_nth(kFirst, kSyn, 0, 1, {.kind = Order::Kind::kDuplicate, .until = late}));
  Connection c = established(pair, kClientPort);
  close_in_order(pair, c);
  pair.close(kFirst, c.client);
  pair.close(kSecond, c.server);
  pair.run_for(late - pair.now() + 1s);  // SYN, SYN,ACK, RST: the server keeps nothing
  const Handle again = pair.socket(kFirst, kClientPort);
  pair.connect(kFirst, again, kPort);
  pair.run_until_state(kFirst, again, kEstablished, 10s);
  pair.run_for(100ms);
  // Exactly one connection waits: the one that was really opened.
  c.server = pair.accept(kSecond, c.listener);
  pair.expect_state(kSecond, c.server, kEstablished);
  c.client = again;
  close_in_order(pair, c);
}

void four_way_close(Pair& pair) {
  Connection c = established(pair);
  pair.shutdown_write(kFirst, c.client);
  pair.expect_state(kFirst, c.client, kFinWait1);
  pair.run_until_state(kSecond, c.server, kCloseWait, 1s);
  pair.run_until_state(kFirst, c.client, kFinWait2, 1s);
  pair.shutdown_write(kSecond, c.server);
  pair.expect_state(kSecond, c.server, kLastAck);
  pair.run_until_state(kFirst, c.client, kTimeWait, 1s);
  pair.run_until_state(kSecond, c.server, kClosed, 1s);
}

void half_close(Pair& pair) {
  Connection c = established(pair);
  pair.shutdown_write(kFirst, c.client);
  pair.run_until_state(kFirst, c.client, kFinWait2, 1s);
  pair.read(kSecond, c.server, 0, true);
  for (int round = 0; round < 3; ++round) {
    pair.write(kSecond, c.server, 5000);
    pair.run_for(2s);
    pair.read(kFirst, c.client, 5000);
  }
  pair.expect_state(kSecond, c.server, kCloseWait);
  pair.shutdown_write(kSecond, c.server);
  pair.run_until_state(kFirst, c.client, kTimeWait, 1s);
  pair.read(kFirst, c.client, 0, true);
}

void last_ack_lost(Pair& pair) {
  Connection c = established(pair);
  pair.shutdown_write(kFirst, c.client);
  pair.run_until_state(kFirst, c.client, kFinWait2, 1s);
  // The next segment of the first end is the ACK of the second end's FIN.
  pair.network().set_orders(on_nth(kFirst, kAck, 0, 1, {.kind = Order::Kind::kDrop, .until = {}}));
  pair.shutdown_write(kSecond, c.server);
  pair.run_until_state(kFirst, c.client, kTimeWait, 1s);
  const Time began = pair.now();
  pair.expect_state(kSecond, c.server, kLastAck);
  pair.run_until_state(kSecond, c.server, kClosed, 10s);  // the FIN came again and was acked again
  const Duration restarted = pair.now() - began;
  if (restarted < 500ms) pair.fail("the FIN was not retransmitted by its timer");
  // 2MSL count from the second FIN, not from the first.
  pair.run_for(pair.two_msl(kFirst) - 100ms);
  pair.expect_state(kFirst, c.client, kTimeWait);
  pair.run_for(1s);
  pair.expect_state(kFirst, c.client, kClosed);
}

void simultaneous_close(Pair& pair) {
  Connection c = established(pair);
  pair.shutdown_write(kFirst, c.client);
  pair.shutdown_write(kSecond, c.server);
  pair.expect_state(kFirst, c.client, kFinWait1);
  pair.expect_state(kSecond, c.server, kFinWait1);
  pair.run_until_state(kFirst, c.client, kClosing, 1s);
  pair.run_until_state(kSecond, c.server, kTimeWait, 1s);
  pair.run_until_state(kFirst, c.client, kTimeWait, 1s);
}

void two_msl_in_silence(Pair& pair) {
  Connection c = established(pair, kClientPort);
  close_in_order(pair, c);
  pair.run_for(pair.two_msl(kFirst) - 1s);
  pair.expect_state(kFirst, c.client, kTimeWait);
  pair.run_for(2s);
  pair.expect_state(kFirst, c.client, kClosed);
  pair.close(kFirst, c.client);
  pair.close(kSecond, c.server);
  c.client = pair.socket(kFirst, kClientPort);  // the pair is free again
  pair.connect(kFirst, c.client, kPort);
  accept_when_there(pair, c);
  close_in_order(pair, c);
}

void old_segment(Pair& pair) {
  // Here the listening end closes first, so that TIME-WAIT and the new SYN meet at one end.
  Connection c = established(pair, kClientPort);
  const Time in_time_wait = pair.now() + 30s;
  const Time in_new_connection = pair.now() + 60s;
  int copies = 0;
  pair.network().set_orders(
      [=, copies = copies](EndpointId end, const DecodedSegment& s, Time at) mutable -> Order {
        // The answer of TIME-WAIT is lost: the other end, long closed, would reset it (RFC 1337).
        if (end == kSecond && at >= in_time_wait && at < in_time_wait + 1s) {
          return {.kind = Order::Kind::kDrop, .until = {}};
        }
        if (end != kFirst || s.payload.empty() || copies == 2) return {};
        ++copies;
        return {.kind = Order::Kind::kDuplicate,
                .until = copies == 1 ? in_time_wait : in_new_connection};
      });
  pair.write(kFirst, c.client, 100);
  pair.run_for(1s);  // an ACK may take half a second (MUST-40), and Nagle waits for it
  pair.write(kFirst, c.client, 100);
  pair.run_for(1s);
  pair.read(kSecond, c.server, 200);
  pair.shutdown_write(kSecond, c.server);
  pair.run_until_state(kFirst, c.client, kCloseWait, 1s);
  pair.shutdown_write(kFirst, c.client);
  pair.run_until_state(kSecond, c.server, kTimeWait, 1s);
  pair.run_until_state(kFirst, c.client, kClosed, 1s);
  pair.run_for(in_time_wait - pair.now() + 1s);
  pair.expect_state(kSecond, c.server, kTimeWait);  // the old data changed nothing
  pair.read(kSecond, c.server, 0, true);
  pair.close(kFirst, c.client);

  c.client = pair.socket(kFirst, kClientPort);  // MAY-2: a higher SYN may reopen from TIME-WAIT
  pair.connect(kFirst, c.client, kPort);
  pair.run_until_state(kFirst, c.client, kEstablished, 10min);
  pair.run_for(100ms);
  c.server = pair.accept(kSecond, c.listener);
  pair.run_for(std::max<Duration>(Duration{0}, in_new_connection - pair.now()) + 1s);
  pair.read(kSecond, c.server, 0);  // nothing of the old incarnation
  pair.write(kFirst, c.client, 50);
  pair.run_for(1s);
  pair.read(kSecond, c.server, 50);
  close_in_order(pair, c);
}

void simultaneous_open(Pair& pair) {
  Connection c;
  c.client = pair.socket(kFirst, kClientPort);
  c.server = pair.socket(kSecond, kPort);
  pair.connect(kFirst, c.client, kPort);
  pair.connect(kSecond, c.server, kClientPort);
  pair.expect_state(kFirst, c.client, kSynSent);
  pair.expect_state(kSecond, c.server, kSynSent);
  pair.run_until_state(kFirst, c.client, kSynReceived, 1s);
  pair.run_until_state(kFirst, c.client, kEstablished, 10s);
  pair.run_until_state(kSecond, c.server, kEstablished, 10s);
  pair.write(kFirst, c.client, 300);
  pair.write(kSecond, c.server, 400);
  pair.run_for(1s);
  pair.read(kFirst, c.client, 400);
  pair.read(kSecond, c.server, 300);
  close_in_order(pair, c);
}

const std::vector<PairEntry>& founding() {
  static const std::vector<PairEntry> kEntries{
      {{"pair/handshake",
        "the three-way handshake: numbers x and y acknowledged as x+1 and y+1, data both ways",
        {"9293-3.5-a", "9293-3.5-b", "MUST-2", "9293-3.10.7.4-7a"}},
       handshake},
      {{"pair/old-duplicate-syn",
        "a SYN held up in the network arrives after its connection: answered, reset, forgotten",
        {"9293-3.5-e", "9293-3.10.7.1-d", "9293-3.10.7.4-2-synrcvd-passive"}},
       old_duplicate_syn},
      {{"pair/four-way-close",
        "FIN-WAIT-1, FIN-WAIT-2 and TIME-WAIT on one side, CLOSE-WAIT and LAST-ACK on the other",
        {"9293-3.6-d", "9293-3.6-e", "9293-3.6-i", "9293-3.10.7.4-8-estab"}},
       four_way_close},
      {{"pair/half-close",
        "the passive side sends on after it has acknowledged the FIN, and that data arrives",
        {"9293-3.6-a", "9293-3.6.1-a", "9293-3.10.7.4-7c"}},
       half_close},
      {{"pair/last-ack-lost",
        "the FIN comes again, TIME-WAIT acknowledges it again and starts 2MSL anew",
        {"MUST-13", "9293-3.10.8-c", "9293-3.10.7.4-8-timewait"}},
       last_ack_lost},
      {{"pair/simultaneous-close",
        "both sides close at once: FIN-WAIT-1, CLOSING, TIME-WAIT on both",
        {"9293-3.6-h", "9293-3.10.7.4-8-finwait1-unacked", "9293-3.10.7.4-5-closing"}},
       simultaneous_close},
      {{"pair/two-msl-in-silence",
        "2MSL pass without a segment, then the pair of sockets is free for a new connection",
        {"MUST-13", "9293-3.10.8-d"}},
       two_msl_in_silence},
      {{"pair/old-segment",
        "segments of an earlier incarnation arrive in TIME-WAIT and in the next connection: no "
        "effect",
        {"9293-3.10.7.4-1-timewait", "9293-3.6.1-b", "9293-3.10.7.4-1-estab"}},
       old_segment},
      {{"pair/simultaneous-open",
        "crossing SYNs make one connection, through SYN-RECEIVED on both sides",
        {"MUST-10", "9293-3.5-c", "9293-3.10.7.3-j"}},
       simultaneous_open},
  };
  return kEntries;
}

const std::vector<PairEntry>& entries() {
  static const std::vector<PairEntry> kAll = [] {
    std::vector<PairEntry> all = founding();
    const auto calls = call_scenarios();
    all.insert(all.end(), calls.begin(), calls.end());
    return all;
  }();
  return kAll;
}

}  // namespace

std::span<const PairScenario> pair_scenarios() {
  static const std::vector<PairScenario> kScenarios = [] {
    std::vector<PairScenario> scenarios;
    for (const PairEntry& entry : entries()) scenarios.push_back(entry.scenario);
    return scenarios;
  }();
  return kScenarios;
}

Outcome run_pair(const PairScenario& scenario, const ScriptRunOptions& options,
                 StackUnderTest& first, StackUnderTest& second, ObservationSink& sink) {
  const auto entry = std::ranges::find(entries(), scenario.name,
                                       [](const PairEntry& e) { return e.scenario.name; });
  Pair pair{first, second, sink};
  const bool both =
      first.capabilities().controls.rfc_calls && second.capabilities().controls.rfc_calls;
  if (entry->rfc_calls && !both) {
    return {.verdict = Verdict::kUnsupported,
            .message = "the stack does not offer the calls of RFC 9293 3.9.1",
            .construct = "call OPEN"};
  }
  if (std::string why = pair.start(options, scenario.name); !why.empty()) {
    return {.verdict = Verdict::kUnsupported, .message = why, .construct = "two-endpoint run"};
  }
  entry->play(pair);
  if (pair.failure().empty()) {
    pair.faults_stop();
    pair.run_for(pair.two_msl(kFirst) + 10min);
  }
  pair.end();
  Verdict verdict = pair.failure().empty() ? Verdict::kPass : Verdict::kFail;
  if (!pair.lacking().empty()) verdict = Verdict::kUnsupported;
  return {.verdict = verdict,
          .message = pair.failure(),
          .construct = pair.lacking(),
          .virtual_time = pair.now() - kRunStart};
}

}  // namespace synspect::drive
