// Sockets that open and listen, actively and passively; names and ports.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/stack_under_test/reference/test_bench.h"

namespace synspect::reference {
namespace {

using namespace test;
using testing::ElementsAre;
using Lines = std::vector<std::string>;

TEST(Sockets, ActiveOpen) {
  Bench bench;
  const Handle s = bench.socket();
  ASSERT_EQ(bench.call(call::Bind{.socket = s, .address = {kOurs, 1025}}), "0");
  EXPECT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  EXPECT_EQ(bench.out(), Lines{"S 1000:1000(0) win 65535 <mss 1460>"});
  EXPECT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EALREADY");
  EXPECT_EQ(bench.call(call::Send{.socket = s, .data = octets_of("x"), .to = {}}), "EAGAIN");
  EXPECT_EQ(bench.read(s), "EAGAIN");
  bench.arrives("S.", kPeerIss, kIss + 1, 1025);
  EXPECT_THAT(bench.out(), ElementsAre(". 1001:1001(0) ack 5001 win 65535", "3: connected"));
  EXPECT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EISCONN");
  EXPECT_EQ(bench.call(call::GetOption{.socket = s, .option = call::Option::kError}), "0");
  EXPECT_EQ(bench.stack->call(call::Name{.socket = s}).connection->to_string(),
            "192.0.2.1:1025 > 192.0.2.9:9000");
}

TEST(Sockets, RefusedShowsInSoErrorAndTheSocketCanTryAgain) {
  Bench bench;
  const Handle s = bench.socket();
  ASSERT_EQ(bench.call(call::Bind{.socket = s, .address = {kOurs, 1025}}), "0");
  for (int attempt = 0; attempt < 2; ++attempt) {
    ASSERT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
    static_cast<void>(bench.out());
    bench.arrives("R.", 0, kIss + 1, 1025);
    EXPECT_EQ(bench.out(), Lines{"3: refused"});
    const CallResult error =
        bench.stack->call(call::GetOption{.socket = s, .option = call::Option::kError});
    EXPECT_EQ(CallError{static_cast<std::uint8_t>(error.value)}, CallError::kConnectionRefused);
    EXPECT_EQ(bench.call(call::GetOption{.socket = s, .option = call::Option::kError}), "0");
    EXPECT_EQ(bench.read(s), "ENOTCONN");
  }
}

TEST(Sockets, PassiveOpen) {
  Bench bench;
  const Handle l = bench.listener(80);
  EXPECT_EQ(bench.call(call::Accept{.socket = l}), "EAGAIN");
  bench.arrives("S", kPeerIss, 0, 80);
  EXPECT_EQ(bench.out(), Lines{"S. 1000:1000(0) ack 5001 win 65535 <mss 1460>"});
  EXPECT_EQ(bench.call(call::Accept{.socket = l}), "EAGAIN") << "half open";
  bench.arrives(".", kPeerIss + 1, kIss + 1, 80);
  EXPECT_EQ(bench.out(), Lines{"3: acceptable"});
  bench.arrives(".", kPeerIss + 1, kIss + 1, 80, "early");
  const CallResult accepted = bench.stack->call(call::Accept{.socket = l});
  EXPECT_EQ(accepted.value, 4);
  EXPECT_EQ(accepted.connection->to_string(), "192.0.2.1:80 > 192.0.2.9:9000");
  EXPECT_THAT(bench.out(), testing::Contains("4: readable"));
  EXPECT_EQ(bench.read(Handle{4}), "early");
  EXPECT_EQ(bench.call(call::Accept{.socket = l}), "EAGAIN");
}

TEST(Sockets, TimedOutConnect) {
  Bench bench;
  const Handle s = bench.socket();
  ASSERT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  const Time limit = kRunStart + std::chrono::hours{1};
  while (bench.stack->advance_to(limit) < limit) {
  }
  EXPECT_THAT(bench.out(), testing::Contains("3: timed out"));
  EXPECT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "ETIMEDOUT");
  EXPECT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
}

TEST(Sockets, BindAndReuseAddress) {
  Bench bench;
  const Handle a = bench.socket();
  const Handle b = bench.socket();
  const SocketAddress any{.ip = IpAddress::v4(0, 0, 0, 0), .port = 80};
  const SocketAddress foreign{.ip = IpAddress::v4(192, 0, 2, 77), .port = 80};
  EXPECT_EQ(bench.call(call::Bind{.socket = a, .address = foreign}), "EADDRNOTAVAIL");
  EXPECT_EQ(bench.call(call::Bind{.socket = a, .address = {*IpAddress::parse("::1"), 80}}),
            "EINVAL");
  EXPECT_EQ(bench.call(call::Bind{.socket = a, .address = any}), "0");
  EXPECT_EQ(bench.call(call::Bind{.socket = a, .address = any}), "EINVAL") << "bound already";
  EXPECT_EQ(bench.call(call::Bind{.socket = b, .address = {kOurs, 80}}), "EADDRINUSE");
  EXPECT_EQ(bench.call(call::Bind{.socket = b, .address = {kOurs, 0}}), "0");
  EXPECT_GE(bench.stack->call(call::Name{.socket = b}).connection->local.port, 49152);
  const Handle c = bench.socket();
  EXPECT_EQ(
      bench.call(call::SetOption{.socket = c, .option = call::Option::kReuseAddress, .value = 1}),
      "0");
  EXPECT_EQ(bench.call(call::GetOption{.socket = c, .option = call::Option::kReuseAddress}), "1");
  EXPECT_EQ(bench.call(call::Bind{.socket = c, .address = any}), "EADDRINUSE") << "one side only";
  EXPECT_EQ(
      bench.call(call::SetOption{.socket = a, .option = call::Option::kReuseAddress, .value = 1}),
      "0");
  EXPECT_EQ(bench.call(call::Bind{.socket = c, .address = any}), "0");
  EXPECT_EQ(bench.call(call::Listen{.socket = a, .backlog = 1}), "0");
  EXPECT_EQ(bench.call(call::Listen{.socket = c, .backlog = 1}), "EADDRINUSE");
}

TEST(Sockets, TimeWaitHoldsThePortUnlessReused) {
  Bench bench;
  const Handle l = bench.listener(80);
  bench.handshake(80);
  const Handle s = bench.accepted(l);
  ASSERT_EQ(bench.call(call::Close{.socket = l}), "0");
  ASSERT_EQ(bench.call(call::Close{.socket = s}), "0");
  bench.arrives("F.", kPeerIss + 1, kIss + 2, 80);
  const Handle again = bench.socket();
  const call::Bind bind{.socket = again, .address = {kOurs, 80}};
  EXPECT_EQ(bench.call(bind), "EADDRINUSE");
  ASSERT_EQ(bench.call(call::SetOption{
                .socket = again, .option = call::Option::kReuseAddress, .value = 1}),
            "0");
  EXPECT_EQ(bench.call(bind), "0");
  EXPECT_EQ(bench.call(call::Listen{.socket = again, .backlog = 1}), "0");
}

TEST(Sockets, ListenOnThePortOfAHalfOpenConnection) {  // MUST-42
  Bench bench;
  const Handle a = bench.socket();
  ASSERT_EQ(bench.call(call::Bind{.socket = a, .address = {kOurs, 80}}), "0");
  ASSERT_EQ(bench.call(call::Connect{.socket = a, .remote = kPeer}), "EINPROGRESS");
  static_cast<void>(bench.listener(80));
  static_cast<void>(bench.out());
  bench.arrives("S", kPeerIss, 0, 80, {}, 9001);
  EXPECT_EQ(bench.out(), Lines{"S. 1000:1000(0) ack 5001 win 65535 <mss 1460>"});
}

TEST(Sockets, SendToConnects) {
  Bench bench;
  const Handle s = bench.socket();
  EXPECT_EQ(bench.call(call::Send{.socket = s, .data = octets_of("x"), .to = kPeer}),
            "EINPROGRESS");
  EXPECT_EQ(bench.out().size(), 1u);
}

TEST(Sockets, Ipv6) {
  Bench bench;
  const CallResult made = bench.stack->call(call::Socket{.version = IpVersion::kV6});
  const Handle s{static_cast<int>(made.value)};
  const SocketAddress peer{*IpAddress::parse("2001:db8::9"), 80};
  EXPECT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINVAL");
  EXPECT_EQ(bench.call(call::Connect{.socket = s, .remote = peer}), "EINPROGRESS");
  StackOutput output;
  ASSERT_TRUE(bench.stack->poll(output));
  const DecodedSegment syn = decode(output.octets);
  EXPECT_EQ(syn.source.ip.to_string(), "2001:db8::1");
  EXPECT_EQ(syn.destination, peer);
  EXPECT_EQ(syn.mss, 1440);  // MUST-67: forty octets of IPv6 header
  EXPECT_EQ(syn.tcp_checksum, ChecksumStatus::kCorrect);
}

TEST(Sockets, HandlesAreBounded) {
  Bench bench;
  std::string last;
  int made = 0;
  while ((last = bench.call(call::Socket{.version = IpVersion::kV6})) != "ENOBUFS" && made < 10'000)
    ++made;
  EXPECT_EQ(made, 4096);
}

TEST(Sockets, ConnectionsThatAreThereAlready) {  // 9293-3.10.1-h
  Bench bench;
  for (const char* answer : {"EINPROGRESS", "EADDRINUSE"}) {
    const Handle s = bench.socket();
    ASSERT_EQ(
        bench.call(call::SetOption{.socket = s, .option = call::Option::kReuseAddress, .value = 1}),
        "0");
    ASSERT_EQ(bench.call(call::Bind{.socket = s, .address = {kOurs, 1025}}), "0");
    EXPECT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), answer);
  }
}

TEST(Sockets, ListenAgainChangesTheBacklog) {
  Bench bench;
  const Handle l = bench.listener(80, 1);
  bench.handshake(80, 9001);
  static_cast<void>(bench.out());
  bench.arrives("S", kPeerIss, 0, 80, {}, 9002);
  EXPECT_EQ(bench.out(), Lines{}) << "the queue is full";
  EXPECT_EQ(bench.call(call::Listen{.socket = l, .backlog = 2}), "0");
  bench.arrives("S", kPeerIss, 0, 80, {}, 9002);
  EXPECT_EQ(bench.out().size(), 1U);
}

}  // namespace
}  // namespace synspect::reference
