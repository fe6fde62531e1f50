// SO_RCVBUF, SO_SNDBUF, TCP_MAXSEG and TCP_CORK: what they do to the connection.
#include <gtest/gtest.h>

#include "harness/stack_under_test/reference/test_bench.h"

namespace synspect::reference {
namespace {

using namespace test;
using Lines = std::vector<std::string>;
using enum call::Option;

std::string set(Bench& bench, Handle s, call::Option option, std::int64_t value) {
  return bench.call(call::SetOption{.socket = s, .option = option, .value = value});
}
std::string get(Bench& bench, Handle s, call::Option option) {
  return bench.call(call::GetOption{.socket = s, .option = option});
}
std::string send(Bench& bench, Handle s, std::size_t octets, bool more = false) {
  const std::vector<std::byte> data(octets);
  return bench.call(call::Send{.socket = s, .data = data, .to = {}, .more = more});
}

TEST(SocketSizes, ReceiveBufferIsTheWindow) {
  Bench before;  // the connection
  const Handle s = before.socket();
  ASSERT_EQ(set(before, s, kReceiveBuffer, 4000), "0");
  ASSERT_EQ(before.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  EXPECT_EQ(before.out(), Lines{"S 1000:1000(0) win 4000 <mss 1460>"});

  Bench inherited;
  const Handle l = inherited.listener(80);
  ASSERT_EQ(set(inherited, l, kReceiveBuffer, 3000), "0");
  inherited.arrives("S", kPeerIss, 0, 80);
  EXPECT_EQ(inherited.out(), Lines{"S. 1000:1000(0) ack 5001 win 3000 <mss 1460>"});
  inherited.arrives(".", kPeerIss + 1, kIss + 1, 80);
  EXPECT_EQ(get(inherited, inherited.accepted(l), kReceiveBuffer), "3000");

  Bench late;
  const Handle c = late.connection();
  ASSERT_EQ(set(late, c, kReceiveBuffer, 4000), "0");
  EXPECT_EQ(late.out(), Lines{}) << "SHLD-14: the right edge stays";
  EXPECT_EQ(get(late, c, kReceiveBuffer), "4000");
  EXPECT_EQ(send(late, c, 1), "1");
  EXPECT_EQ(late.out(), Lines{"P. 1001:1002(1) ack 5001 win 65535"});
}

TEST(SocketSizes, WindowScaleFollowsTheBuffer) {  // 7323-2.3-3
  ResetConfig how = config();
  how.knobs = {{"window_scale", "on"}};
  Bench bench{how};
  const Handle s = bench.socket();
  ASSERT_EQ(set(bench, s, kReceiveBuffer, 1 << 20), "0");
  ASSERT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  EXPECT_EQ(bench.out(), Lines{"S 1000:1000(0) win 65535 <mss 1460,nop,wscale 5>"});
}

TEST(SocketSizes, SendBufferIsWhatSendTakes) {
  Bench bench;
  const Handle s = bench.connection();
  ASSERT_EQ(set(bench, s, kSendBuffer, 3000), "0");
  EXPECT_EQ(send(bench, s, 5000), "3000");
  EXPECT_EQ(send(bench, s, 1), "EAGAIN");
  static_cast<void>(bench.out());
  bench.arrives(".", kPeerIss + 1, kIss + 1 + 536, 80);
  EXPECT_EQ(bench.out().back(), "4: writable");
  EXPECT_EQ(send(bench, s, 5000), "536");
  ASSERT_EQ(set(bench, s, kSendBuffer, 4000), "0");
  EXPECT_EQ(bench.out().back(), "4: writable");
  EXPECT_EQ(send(bench, s, 5000), "1000");
}

TEST(SocketSizes, MaxSegmentIsAnnouncedAndKept) {
  Bench bench;
  const Handle s = bench.socket();
  EXPECT_EQ(get(bench, s, kMaxSegment), "536");
  ASSERT_EQ(set(bench, s, kMaxSegment, 400), "0");
  ASSERT_EQ(bench.call(call::Bind{.socket = s, .address = {kOurs, 1025}}), "0");
  ASSERT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  EXPECT_EQ(bench.out(), Lines{"S 1000:1000(0) win 65535 <mss 400>"});
  bench.arrives("S.", kPeerIss, kIss + 1, 1025);
  static_cast<void>(bench.out());
  EXPECT_EQ(get(bench, s, kMaxSegment), "400");
  EXPECT_EQ(send(bench, s, 500), "500");
  EXPECT_EQ(bench.out().front(), ". 1001:1401(400) ack 5001 win 65535");
  ASSERT_EQ(set(bench, s, kMaxSegment, 300), "0") << "for the next connection";
  EXPECT_EQ(get(bench, s, kMaxSegment), "400");

  Bench large;  // than the link
  const Handle t = large.socket();
  ASSERT_EQ(set(large, t, kMaxSegment, 9000), "0");
  ASSERT_EQ(large.call(call::Connect{.socket = t, .remote = kPeer}), "EINPROGRESS");
  EXPECT_EQ(large.out(), Lines{"S 1000:1000(0) win 65535 <mss 1460>"});
}

TEST(SocketSizes, CorkHoldsUntilItIsPulled) {
  Bench bench;
  const Handle s = bench.connection();
  ASSERT_EQ(set(bench, s, kCork, 1), "0");
  EXPECT_EQ(send(bench, s, 1), "1");
  EXPECT_EQ(send(bench, s, 1), "1");
  EXPECT_EQ(bench.out(), Lines{});
  ASSERT_EQ(set(bench, s, kCork, 0), "0");
  EXPECT_EQ(bench.out(), Lines{"P. 1001:1003(2) ack 5001 win 65535"});

  Bench before;  // the connection
  const Handle t = before.socket();
  ASSERT_EQ(set(before, t, kCork, 1), "0");
  ASSERT_EQ(before.call(call::Bind{.socket = t, .address = {kOurs, 1025}}), "0");
  ASSERT_EQ(before.call(call::Connect{.socket = t, .remote = kPeer}), "EINPROGRESS");
  before.arrives("S.", kPeerIss, kIss + 1, 1025);
  static_cast<void>(before.out());
  EXPECT_EQ(send(before, t, 1), "1");
  EXPECT_EQ(before.out(), Lines{});

  Bench listens;
  const Handle l = listens.listener(80);
  ASSERT_EQ(set(listens, l, kCork, 1), "0");
  listens.handshake(80);
  const Handle made = listens.accepted(l);
  static_cast<void>(listens.out());
  EXPECT_EQ(get(listens, made, kCork), "0");
  EXPECT_EQ(send(listens, made, 1), "1");
  EXPECT_EQ(listens.out().size(), 1U) << "no listener has text to hold";
}

}  // namespace
}  // namespace synspect::reference
