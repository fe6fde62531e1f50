// What send and recv give: text, urgent text, the ends of both streams.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/stack_under_test/reference/test_bench.h"

namespace synspect::reference {
namespace {

using namespace test;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

TEST(Sockets, TextBothWays) {
  Bench bench;
  const Handle s = bench.connection();
  EXPECT_EQ(bench.call(call::Send{.socket = s, .data = octets_of("hello"), .to = {}}), "5");
  EXPECT_EQ(bench.out(), Lines{"P. 1001:1006(5) ack 5001 win 65535"});
  bench.arrives(".", kPeerIss + 1, kIss + 6, 80, "world");
  EXPECT_THAT(bench.out(), testing::Contains("4: readable"));
  const CallResult peeked = bench.stack->call(call::Receive{.socket = s, .max = 3, .peek = true});
  EXPECT_EQ(Bench::text_of(peeked), "wor");
  EXPECT_EQ(bench.read(s, 2), "wo");
  EXPECT_EQ(bench.read(s), "rld");
  EXPECT_EQ(bench.read(s), "EAGAIN");
  bench.arrives("F.", kPeerIss + 6, kIss + 6, 80);
  EXPECT_THAT(bench.out(), testing::Contains("4: peer closed"));
  EXPECT_EQ(bench.read(s), "<end>");
  EXPECT_EQ(bench.read(s), "<end>");
}

TEST(Sockets, UrgentTextIsToldAndStaysInLine) {  // MUST-32, MUST-33, 9293-3.9.1.3-a
  Bench bench;
  const Handle s = bench.connection();
  bench.arrives("U.", kPeerIss + 1, kIss + 1, 80, "now");
  const std::string name = std::to_string(static_cast<int>(s));
  EXPECT_EQ(bench.out(), (Lines{name + ": urgent", name + ": readable"}));
  bench.arrives(".", kPeerIss + 4, kIss + 1, 80, "then");
  const CallResult first = bench.stack->call(call::Receive{.socket = s, .max = 2});
  EXPECT_EQ(Bench::text_of(first), "no");
  EXPECT_EQ(first.urgent_ahead, 1U);
  const CallResult second = bench.stack->call(call::Receive{.socket = s, .max = 100});
  EXPECT_EQ(Bench::text_of(second), "w");
  EXPECT_EQ(second.urgent_ahead, 0U);
  const CallResult third = bench.stack->call(call::Receive{.socket = s, .max = 100});
  EXPECT_EQ(Bench::text_of(third), "then");
  EXPECT_FALSE(third.urgent_ahead);
}

TEST(Sockets, UrgentTextThatCameBeforeAccept) {  // MUST-32
  Bench bench;
  const Handle listener = bench.listener(80);
  bench.handshake(80);
  bench.arrives("U.", kPeerIss + 1, kIss + 1, 80, "now");
  static_cast<void>(bench.out());
  const std::string name = std::to_string(static_cast<int>(bench.accepted(listener)));
  EXPECT_EQ(bench.out(), (Lines{name + ": urgent", name + ": readable"}));
}

TEST(Sockets, HalfClose) {  // MAY-1: the other direction goes on
  Bench bench;
  const Handle s = bench.connection();
  EXPECT_EQ(bench.call(call::Shutdown{.socket = s, .how = call::ShutdownHow::kWrite}), "0");
  EXPECT_EQ(bench.out(), Lines{"F. 1001:1001(0) ack 5001 win 65535"});
  EXPECT_EQ(bench.call(call::Send{.socket = s, .data = octets_of("x"), .to = {}}), "EPIPE");
  bench.arrives(".", kPeerIss + 1, kIss + 2, 80, "more");
  EXPECT_EQ(bench.read(s), "more");
  bench.arrives("F.", kPeerIss + 5, kIss + 2, 80);
  EXPECT_EQ(bench.read(s), "<end>");
}

TEST(Sockets, TextBeforeTheFinIsReadInTimeWait) {
  Bench bench;
  const Handle s = bench.connection();
  ASSERT_EQ(bench.call(call::Shutdown{.socket = s, .how = call::ShutdownHow::kWrite}), "0");
  bench.arrives("F.", kPeerIss + 1, kIss + 2, 80, "last");
  EXPECT_EQ(bench.stack->info(s)->state, TcpState::kTimeWait);
  EXPECT_EQ(bench.read(s), "last<end>");
  EXPECT_EQ(bench.read(s), "<end>");
}

TEST(Sockets, AResetIsToldOnce) {  // to whoever asks first; POSIX: ECONNRESET, then EPIPE
  const auto write = [](Bench& bench, Handle s) {
    return bench.call(call::Send{.socket = s, .data = octets_of("x"), .to = {}});
  };
  for (const bool reads_first : {true, false}) {
    Bench bench;
    const Handle s = bench.connection();
    bench.arrives("R", kPeerIss + 1, 0, 80);
    EXPECT_EQ(bench.out(), Lines{"4: reset"});
    EXPECT_EQ(reads_first ? bench.read(s) : write(bench, s), "ECONNRESET");
    EXPECT_EQ(bench.read(s), "<end>");
    EXPECT_EQ(write(bench, s), "EPIPE");
    EXPECT_EQ(bench.call(call::Close{.socket = s}), "0");
    EXPECT_THAT(bench.out(), IsEmpty());
  }
}

TEST(Sockets, ResetWhileItWaitsInTheQueue) {
  Bench bench;
  const Handle l = bench.listener(80);
  bench.handshake(80);
  bench.arrives("R", kPeerIss + 1, 0, 80);
  const Handle s = bench.accepted(l);
  EXPECT_EQ(bench.read(s), "ECONNRESET");
  EXPECT_EQ(bench.read(s), "<end>");
}

TEST(Sockets, OutOfBandIsUrgent) {  // MUST-62
  Bench bench;
  const Handle c = bench.connection();
  const call::Send send{.socket = c, .data = octets_of("ab"), .to = {}, .urgent = true};
  EXPECT_EQ(bench.call(send), "2");
  EXPECT_EQ(bench.out(), Lines{"PU. 1001:1003(2) ack 5001 win 65535 urg 2"});
}

}  // namespace
}  // namespace synspect::reference
