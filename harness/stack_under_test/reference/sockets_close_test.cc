// How sockets let go: close, abort, what becomes of the connection and of unread octets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/stack_under_test/reference/test_bench.h"

namespace synspect::reference {
namespace {

using namespace test;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

TEST(Sockets, CloseLetsTheConnectionRunOut) {
  Bench bench;
  const Handle s = bench.connection();
  EXPECT_EQ(bench.call(call::Close{.socket = s}), "0");
  EXPECT_EQ(bench.out(), Lines{"F. 1001:1001(0) ack 5001 win 65535"});
  EXPECT_EQ(bench.read(s), "EBADF");
  bench.arrives("F.", kPeerIss + 1, kIss + 2, 80);
  EXPECT_EQ(bench.out(), Lines{". 1002:1002(0) ack 5002 win 65535"});
  EXPECT_EQ(bench.stack->advance_to(kRunStart + std::chrono::minutes{5}),
            kRunStart + std::chrono::minutes{5});
  EXPECT_FALSE(bench.stack->next_deadline()) << "TIME-WAIT is over";
}

TEST(Sockets, CloseWithUnreadTextResets) {  // SHLD-3
  Bench bench;
  const Handle s = bench.connection();
  bench.arrives(".", kPeerIss + 1, kIss + 1, 80, "unread");
  static_cast<void>(bench.out());
  EXPECT_EQ(bench.call(call::Close{.socket = s}), "0");
  const Lines lines = bench.out();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].substr(0, 1), "R");
}

TEST(Sockets, TextAfterCloseResets) {  // SHLD-3
  Bench bench;
  const Handle s = bench.connection();
  ASSERT_EQ(bench.call(call::Close{.socket = s}), "0");
  static_cast<void>(bench.out());
  bench.arrives(".", kPeerIss + 1, kIss + 2, 80, "late");
  const Lines lines = bench.out();
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.back().substr(0, 1), "R");
  EXPECT_FALSE(bench.stack->next_deadline());
}

TEST(Sockets, CloseOfAListener) {
  Bench bench;
  const Handle l = bench.listener(80);
  bench.handshake(80, 9001);
  const Handle s = bench.accepted(l);
  bench.handshake(80, 9002);                      // waits in the queue
  bench.arrives("S", kPeerIss, 0, 80, {}, 9003);  // half open
  static_cast<void>(bench.out());
  EXPECT_EQ(bench.call(call::Close{.socket = l}), "0");
  const Lines lines = bench.out();
  ASSERT_EQ(lines.size(), 2u) << "one RST each";
  for (const std::string& line : lines) EXPECT_EQ(line.substr(0, 1), "R");
  EXPECT_EQ(bench.call(call::Send{.socket = s, .data = octets_of("on"), .to = {}}), "2");
  bench.arrives("S", kPeerIss, 0, 80, {}, 9004);
  EXPECT_EQ(bench.out().back().substr(0, 1), "R") << "nobody listens";
}

TEST(Sockets, AbortSendsAReset) {
  Bench bench;
  const Handle s = bench.connection();
  EXPECT_EQ(bench.call(call::Abort{.connection = s}), "0");
  const Lines lines = bench.out();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].substr(0, 1), "R");
  EXPECT_EQ(bench.call(call::Close{.socket = s}), "EBADF");
}

TEST(Sockets, CloseWhileConnecting) {
  Bench bench;
  const Handle s = bench.socket();
  ASSERT_EQ(bench.call(call::Bind{.socket = s, .address = {kOurs, 1025}}), "0");
  ASSERT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  static_cast<void>(bench.out());
  EXPECT_EQ(bench.call(call::Close{.socket = s}), "0");
  EXPECT_THAT(bench.out(), IsEmpty());
  EXPECT_FALSE(bench.stack->next_deadline());
  bench.arrives("S.", kPeerIss, kIss + 1, 1025);
  EXPECT_EQ(bench.out(), Lines{"R 1001:1001(0) win 0"});
}

std::string set_linger(Bench& bench, Handle s, std::int64_t seconds) {
  return bench.call(
      call::SetOption{.socket = s, .option = call::Option::kLinger, .value = seconds});
}

TEST(Sockets, LingerWithoutTimeResets) {
  Bench bench;
  const Handle s = bench.connection();
  ASSERT_EQ(bench.call(call::Send{.socket = s, .data = octets_of("x"), .to = {}}), "1");
  static_cast<void>(bench.out());
  EXPECT_EQ(set_linger(bench, s, 0), "0");
  EXPECT_EQ(bench.call(call::Close{.socket = s}), "0");
  EXPECT_EQ(bench.out(), Lines{"R 1002:1002(0) win 0"});
  EXPECT_FALSE(bench.stack->next_deadline());

  Bench inherited;
  const Handle l = inherited.listener(80);
  ASSERT_EQ(set_linger(inherited, l, 0), "0");
  inherited.handshake(80);
  const Handle made = inherited.accepted(l);
  static_cast<void>(inherited.out());
  EXPECT_EQ(inherited.call(call::Close{.socket = made}), "0");
  EXPECT_EQ(inherited.out(), Lines{"R 1001:1001(0) win 0"});
}

TEST(Sockets, LingerWithTimeIsAnOrderlyClose) {  // no call blocks here
  for (const std::int64_t seconds : {-1, 5}) {
    Bench bench;
    const Handle s = bench.connection();
    EXPECT_EQ(set_linger(bench, s, seconds), "0");
    EXPECT_EQ(bench.call(call::Close{.socket = s}), "0");
    EXPECT_EQ(bench.out(), Lines{"F. 1001:1001(0) ack 5001 win 65535"});
  }
}

TEST(Sockets, TimeWaitOutlastsACloseWithUnreadText) {  // MUST-13
  Bench bench;
  const Handle s = bench.connection();
  ASSERT_EQ(bench.call(call::Shutdown{.socket = s, .how = call::ShutdownHow::kWrite}), "0");
  bench.arrives("F.", kPeerIss + 1, kIss + 2, 80, "last");
  ASSERT_EQ(bench.stack->info(s)->state, TcpState::kTimeWait);
  static_cast<void>(bench.out());
  EXPECT_EQ(bench.call(call::Close{.socket = s}), "0");
  EXPECT_THAT(bench.out(), IsEmpty());
  bench.arrives("F.", kPeerIss + 5, kIss + 2, 80);
  EXPECT_EQ(bench.out(), Lines{". 1002:1002(0) ack 5006 win 65531"});
}

}  // namespace
}  // namespace synspect::reference
