// The RFC's own calls: RFC 9293 3.10.1 to 3.10.6.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/stack_under_test/reference/test_bench.h"

namespace synspect::reference {
namespace {

using namespace test;
using Lines = std::vector<std::string>;

TcpState state_of(Bench& bench, Handle name) {
  return bench.stack->call(call::Status{.connection = name}).state.value_or(TcpState::kClosed);
}
std::string receive(Bench& bench, Handle name) {
  return Bench::text_of(bench.stack->call(call::RfcReceive{.connection = name, .max = 100}));
}
Handle open_passive(Bench& bench, std::uint16_t port) {
  const CallResult opened = bench.stack->call(call::Open{.local = {kOurs, port}, .remote = {}});
  EXPECT_EQ(opened.error, CallError::kNone);
  return Handle{static_cast<int>(opened.value)};
}
Handle open_active(Bench& bench, std::uint16_t port) {
  const CallResult opened =
      bench.stack->call(call::Open{.local = {kOurs, port}, .remote = kPeer, .active = true});
  EXPECT_EQ(opened.error, CallError::kNone);
  return Handle{static_cast<int>(opened.value)};
}

TEST(RfcCalls, APassiveNameGoesThroughTheStates) {
  Bench bench;
  const Handle c = open_passive(bench, 80);
  EXPECT_EQ(state_of(bench, c), TcpState::kListen);
  EXPECT_EQ(receive(bench, c), "EAGAIN");
  EXPECT_EQ(bench.call(call::RfcSend{.connection = c, .data = octets_of("x")}),
            "remote socket unspecified");
  bench.arrives("S", kPeerIss, 0, 80);
  EXPECT_EQ(state_of(bench, c), TcpState::kSynReceived);
  bench.arrives("R", kPeerIss + 1, 0, 80);
  EXPECT_EQ(state_of(bench, c), TcpState::kListen) << "back to LISTEN";
  bench.handshake(80);
  EXPECT_EQ(state_of(bench, c), TcpState::kEstablished);
  EXPECT_EQ(bench.stack->call(call::Status{.connection = c}).connection->to_string(),
            "192.0.2.1:80 > 192.0.2.9:9000");
  bench.arrives("F.", kPeerIss + 1, kIss + 1, 80, "bye");
  EXPECT_EQ(state_of(bench, c), TcpState::kCloseWait);
  EXPECT_EQ(receive(bench, c), "bye<end>");
  EXPECT_EQ(receive(bench, c), "connection closing");
  EXPECT_EQ(bench.call(call::RfcClose{.connection = c}), "0");
  EXPECT_EQ(state_of(bench, c), TcpState::kLastAck);
  bench.arrives(".", kPeerIss + 5, kIss + 2, 80);
  EXPECT_EQ(bench.call(call::Status{.connection = c}), "connection does not exist");
}

TEST(RfcCalls, ActiveOpenAndPush) {
  Bench bench;
  const Handle c = open_active(bench, 1025);
  EXPECT_EQ(state_of(bench, c), TcpState::kSynSent);
  bench.arrives("S.", kPeerIss, kIss + 1, 1025);
  EXPECT_THAT(bench.out(), testing::Contains("3: connected"));
  EXPECT_EQ(bench.call(call::RfcSend{.connection = c, .data = octets_of("abc"), .push = true}),
            "3");
  EXPECT_EQ(bench.out(), Lines{"P. 1001:1004(3) ack 5001 win 65535"});
  bench.arrives(".", kPeerIss + 1, kIss + 4, 1025);
  EXPECT_EQ(bench.call(call::RfcSend{.connection = c, .data = octets_of("xy"), .urgent = true}),
            "2");
  EXPECT_EQ(bench.out(), Lines{"PU. 1004:1006(2) ack 5001 win 65535 urg 2"});
}

TEST(RfcCalls, ReceiveTellsOfUrgentText) {  // 9293-3.10.3-d, MUST-33
  Bench bench;
  const Handle c = open_passive(bench, 80);
  bench.handshake(80);
  bench.arrives("U.", kPeerIss + 1, kIss + 1, 80, "now");
  const CallResult part = bench.stack->call(call::RfcReceive{.connection = c, .max = 1});
  EXPECT_EQ(Bench::text_of(part), "n");
  EXPECT_EQ(part.urgent_ahead, 2U);
  EXPECT_EQ(bench.stack->call(call::RfcReceive{.connection = c, .max = 100}).urgent_ahead, 0U);
  EXPECT_FALSE(bench.stack->call(call::RfcReceive{.connection = c, .max = 100}).urgent_ahead);
}

TEST(RfcCalls, ResetIsToldOnceThenThereIsNoConnection) {  // MUST-12
  Bench bench;
  const Handle c = open_passive(bench, 80);
  bench.handshake(80);
  bench.arrives("R", kPeerIss + 1, 0, 80);
  EXPECT_EQ(receive(bench, c), "connection reset");
  EXPECT_EQ(receive(bench, c), "connection does not exist");
  EXPECT_EQ(bench.call(call::RfcClose{.connection = c}), "connection does not exist");
}

TEST(RfcCalls, OpenAttemptsThatFail) {
  Bench bench;
  const Handle reset = open_active(bench, 1025);
  bench.arrives("R.", 0, kIss + 1, 1025);
  EXPECT_EQ(receive(bench, reset), "connection reset");  // 9293-3.10.7.3-d
  const Handle refused = open_active(bench, 1027);
  bench.arrives("S", kPeerIss, 0, 1027);
  EXPECT_EQ(state_of(bench, refused), TcpState::kSynReceived);
  bench.arrives("R", kPeerIss + 1, 0, 1027);
  EXPECT_EQ(receive(bench, refused), "connection refused");  // 9293-3.10.7.4-2-synrcvd-active
  const Handle late = open_active(bench, 1026);
  const Time limit = kRunStart + std::chrono::hours{1};
  while (bench.stack->advance_to(limit) < limit) {
  }
  EXPECT_EQ(receive(bench, late), "connection aborted due to user timeout");
}

TEST(RfcCalls, OpenOnAnExistingName) {  // 9293-3.10.1-f, -g, -h
  Bench bench;
  const Handle c = open_passive(bench, 80);
  const auto reopen = [&](bool active, std::optional<SocketAddress> remote) {
    return bench.call(call::Open{.local = {}, .remote = remote, .active = active, .existing = c});
  };
  EXPECT_EQ(reopen(false, std::nullopt), "connection already exists");
  EXPECT_EQ(reopen(true, std::nullopt), "remote socket unspecified");
  EXPECT_EQ(reopen(true, kPeer), "3");
  EXPECT_EQ(bench.out(), Lines{"S 1000:1000(0) win 65535 <mss 1460>"});
  EXPECT_EQ(state_of(bench, c), TcpState::kSynSent);
  EXPECT_EQ(reopen(true, kPeer), "connection already exists");
}

TEST(RfcCalls, Refusals) {
  Bench bench;
  const Handle c = open_passive(bench, 80);
  const SocketAddress multicast{IpAddress::v4(224, 0, 0, 1), 80};
  const struct {
    const char* name;
    UserCall call;
    const char* answer;
  } rows[] = {
      {"same LISTEN (MUST-41)", call::Open{.local = {kOurs, 80}, .remote = {}},
       "connection already exists"},
      {"active without remote", call::Open{.local = {kOurs, 81}, .remote = {}, .active = true},
       "remote socket unspecified"},
      {"MUST-46", call::Open{.local = {kOurs, 81}, .remote = multicast, .active = true},
       "connection illegal for this process"},
      {"foreign local address",
       call::Open{.local = {kPeer.ip, 81}, .remote = kPeer, .active = true},
       "connection illegal for this process"},
      {"unknown SEND", call::RfcSend{.connection = Handle{9}, .data = {}},
       "connection does not exist"},
      {"unknown RECEIVE", call::RfcReceive{.connection = Handle{9}}, "connection does not exist"},
      {"unknown CLOSE", call::RfcClose{.connection = Handle{9}}, "connection does not exist"},
      {"unknown ABORT", call::Abort{.connection = Handle{9}}, "connection does not exist"},
      {"unknown STATUS", call::Status{.connection = Handle{9}}, "connection does not exist"},
      {"socket call on a name", call::Receive{.socket = c, .max = 1}, "EBADF"},
  };
  for (const auto& row : rows) EXPECT_EQ(bench.call(row.call), row.answer) << row.name;
  EXPECT_TRUE(bench.out().empty());
}

TEST(RfcCalls, OpenTimeoutIsR2) {  // MUST-21
  Bench bench;
  const CallResult opened = bench.stack->call(call::Open{.local = {kOurs, 1025},
                                                         .remote = kPeer,
                                                         .active = true,
                                                         .timeout = std::chrono::seconds{200}});
  ASSERT_EQ(opened.value, 3);
  const Time limit = kRunStart + std::chrono::seconds{230};
  while (bench.stack->advance_to(limit) < limit) {
  }
  EXPECT_THAT(bench.out(), testing::Contains("3: timed out"));
}

}  // namespace
}  // namespace synspect::reference
