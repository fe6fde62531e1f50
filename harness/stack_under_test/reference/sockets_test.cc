// The socket dialect against POSIX's words, call by call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/stack_under_test/reference/keep_alive.h"
#include "harness/stack_under_test/reference/test_bench.h"
#include "stack/wire/test_icmp.h"

namespace synspect::reference {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
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

TEST(Sockets, AfterAResetReadTellsOnce) {
  Bench bench;
  const Handle s = bench.connection();
  bench.arrives("R", kPeerIss + 1, 0, 80);
  EXPECT_EQ(bench.out(), Lines{"4: reset"});
  EXPECT_EQ(bench.call(call::Send{.socket = s, .data = octets_of("x"), .to = {}}), "EPIPE");
  EXPECT_EQ(bench.read(s), "ECONNRESET");
  EXPECT_EQ(bench.read(s), "<end>");
  EXPECT_EQ(bench.call(call::Send{.socket = s, .data = octets_of("x"), .to = {}}), "EPIPE");
  EXPECT_EQ(bench.call(call::Close{.socket = s}), "0");
  EXPECT_THAT(bench.out(), IsEmpty());
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

TEST(Sockets, WhatIsNotConnected) {
  Bench bench;
  const Handle s = bench.socket();
  const Handle l = bench.listener(80);
  const struct {
    const char* name;
    UserCall call;
    const char* answer;
  } rows[] = {
      {"recv", call::Receive{.socket = s, .max = 1}, "ENOTCONN"},
      {"send", call::Send{.socket = s, .data = octets_of("x"), .to = {}}, "ENOTCONN"},
      {"shutdown", call::Shutdown{.socket = s, .how = call::ShutdownHow::kBoth}, "ENOTCONN"},
      {"accept", call::Accept{.socket = s}, "EINVAL"},
      {"recv of a listener", call::Receive{.socket = l, .max = 1}, "ENOTCONN"},
      {"send of a listener", call::Send{.socket = l, .data = octets_of("x"), .to = {}}, "ENOTCONN"},
      {"connect of a listener", call::Connect{.socket = l, .remote = kPeer}, "EOPNOTSUPP"},
      {"bind of a listener", call::Bind{.socket = l, .address = {kOurs, 81}}, "EINVAL"},
      {"connect to port 0", call::Connect{.socket = s, .remote = {kPeer.ip, 0}}, "EADDRNOTAVAIL"},
      {"connect to multicast (MUST-46)",
       call::Connect{.socket = s, .remote = {IpAddress::v4(224, 0, 0, 1), 80}}, "ENETUNREACH"},
      {"connect across versions",
       call::Connect{.socket = s, .remote = {*IpAddress::parse("2001:db8::9"), 80}}, "EINVAL"},
      {"fast open", call::Send{.socket = s, .data = {}, .to = kPeer, .fast_open = true},
       "EOPNOTSUPP"},
      {"STATUS of a socket", call::Status{.connection = s}, "connection does not exist"},
  };
  for (const auto& row : rows) EXPECT_EQ(bench.call(row.call), row.answer) << row.name;
  EXPECT_THAT(bench.out(), IsEmpty());
}

TEST(Sockets, OptionsThatItDoesNotHave) {
  Bench bench;
  const Handle s = bench.socket();
  for (int number = 0; number <= 14; ++number) {
    const auto option = static_cast<call::Option>(number);
    const bool has = option == call::Option::kReuseAddress || option == call::Option::kNoDelay ||
                     option == call::Option::kUserTimeout || option == call::Option::kDiffserv ||
                     is_keep_alive(option);
    const bool readable = has || option == call::Option::kError;
    EXPECT_EQ(bench.call(call::SetOption{.socket = s, .option = option, .value = 1}),
              has ? "0" : "ENOPROTOOPT");
    EXPECT_EQ(bench.call(call::GetOption{.socket = s, .option = option}) == "ENOPROTOOPT",
              !readable);
  }
}

TEST(Sockets, NoDelayReachesTheConnection) {  // MUST-17
  const auto on = [](Handle h, int value) {
    return call::SetOption{.socket = h, .option = call::Option::kNoDelay, .value = value};
  };
  const auto writes = [](Bench& bench, Handle h) {
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(bench.call(call::Send{.socket = h, .data = octets_of("x"), .to = {}}), "1");
    }
    return bench.out().size();
  };
  Bench held;
  const Handle c = held.connection();
  EXPECT_EQ(writes(held, c), 1U) << "SHLD-7";
  EXPECT_EQ(held.call(on(c, 1)), "0");
  EXPECT_EQ(held.out().size(), 1U);
  EXPECT_EQ(writes(held, c), 2U);
  EXPECT_EQ(held.call(on(c, 0)), "0");
  EXPECT_EQ(writes(held, c), 0U);

  Bench inherited;
  const Handle l = inherited.listener(80);
  EXPECT_EQ(inherited.call(on(l, 1)), "0");
  inherited.handshake(80);
  const Handle made = inherited.accepted(l);
  static_cast<void>(inherited.out());
  EXPECT_EQ(writes(inherited, made), 2U);
  const call::GetOption get{.socket = made, .option = call::Option::kNoDelay};
  EXPECT_EQ(inherited.call(get), "1");

  Bench before;  // the connection
  const Handle s = before.socket();
  EXPECT_EQ(before.call(on(s, 1)), "0");
  ASSERT_EQ(before.call(call::Bind{.socket = s, .address = {kOurs, 1025}}), "0");
  ASSERT_EQ(before.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  before.arrives("S.", kPeerIss, kIss + 1, 1025);
  static_cast<void>(before.out());
  EXPECT_EQ(writes(before, s), 2U);
}

TEST(Sockets, OutOfBandIsUrgent) {  // MUST-62
  Bench bench;
  const Handle c = bench.connection();
  const call::Send send{.socket = c, .data = octets_of("ab"), .to = {}, .urgent = true};
  EXPECT_EQ(bench.call(send), "2");
  EXPECT_EQ(bench.out(), Lines{"PU. 1001:1003(2) ack 5001 win 65535 urg 2"});
}

constexpr Time kFarAway{std::chrono::hours{24}};

TEST(Sockets, UserTimeoutIsR2) {  // MUST-21, MUST-20
  const auto set = [](Handle h, std::int64_t ms) {
    return call::SetOption{.socket = h, .option = call::Option::kUserTimeout, .value = ms};
  };
  const auto ends_after = [](Bench& bench, Handle h) {
    EXPECT_EQ(bench.call(call::Send{.socket = h, .data = octets_of("x"), .to = {}}), "1");
    const Time start = bench.stack->now();
    while (bench.read(h) == "EAGAIN") static_cast<void>(bench.stack->advance_to(kFarAway));
    return std::chrono::duration_cast<std::chrono::seconds>(bench.stack->now() - start).count();
  };
  Bench standard;
  EXPECT_EQ(ends_after(standard, standard.connection()), 300);
  Bench set_late;
  const Handle c = set_late.connection();
  EXPECT_EQ(set_late.call(set(c, 5'000)), "0");
  EXPECT_EQ(ends_after(set_late, c), 5);
  Bench inherited;
  const Handle l = inherited.listener(80);
  EXPECT_EQ(inherited.call(set(l, -1)), "EINVAL");
  EXPECT_EQ(inherited.call(set(l, 7'000)), "0");
  inherited.handshake(80);
  const Handle made = inherited.accepted(l);
  const call::GetOption get{.socket = made, .option = call::Option::kUserTimeout};
  EXPECT_EQ(inherited.call(get), "7000");
  EXPECT_EQ(ends_after(inherited, made), 7);
  Bench before;  // the connection
  const Handle s = before.socket();
  EXPECT_EQ(before.call(set(s, 9'000)), "0");
  ASSERT_EQ(before.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  const Time start = before.stack->now();
  while (before.read(s) == "EAGAIN") static_cast<void>(before.stack->advance_to(kFarAway));
  EXPECT_EQ(before.stack->now() - start, std::chrono::seconds{9});
}

TEST(Sockets, KeepAlivesAreAnOption) {  // MUST-24, MUST-27
  using enum call::Option;
  const auto set = [](Bench& bench, Handle h, call::Option option, std::int64_t value) {
    return bench.call(call::SetOption{.socket = h, .option = option, .value = value});
  };
  const auto probed_after = [](Bench& bench) -> std::int64_t {
    const Time start = bench.stack->now();
    const Time end = bench.stack->advance_to(kFarAway);
    if (bench.out() != Lines{". 1000:1000(0) ack 5001 win 65535"}) return -1;
    return std::chrono::duration_cast<std::chrono::seconds>(end - start).count();
  };
  Bench standard;
  const Handle c = standard.connection();
  EXPECT_EQ(probed_after(standard), -1) << "MUST-25";
  Bench asked;
  const Handle a = asked.connection();
  EXPECT_EQ(set(asked, a, kKeepAlive, 1), "0");
  EXPECT_EQ(probed_after(asked), 7200);
  EXPECT_EQ(probed_after(asked), 75);
  EXPECT_EQ(set(asked, a, kKeepAlive, 0), "0");
  EXPECT_EQ(probed_after(asked), -1);
  Bench inherited;
  const Handle l = inherited.listener(80);
  EXPECT_EQ(set(inherited, l, kKeepAlive, 1), "0");
  EXPECT_EQ(set(inherited, l, kKeepIdle, 30), "0");
  inherited.handshake(80);
  const Handle made = inherited.accepted(l);
  static_cast<void>(inherited.out());
  EXPECT_EQ(inherited.call(call::GetOption{.socket = made, .option = kKeepIdle}), "30");
  EXPECT_EQ(probed_after(inherited), 30);
  const struct {
    call::Option option;
    std::int64_t value;
    const char* answer;
  } rows[] = {{kKeepIdle, 0, "EINVAL"},      {kKeepIdle, 32'768, "EINVAL"},
              {kKeepInterval, -1, "EINVAL"}, {kKeepInterval, 32'767, "0"},
              {kKeepCount, 128, "EINVAL"},   {kKeepCount, 127, "0"}};
  for (const auto& row : rows) {
    EXPECT_EQ(set(standard, c, row.option, row.value), row.answer) << row.value;
  }
  EXPECT_EQ(standard.call(call::GetOption{.socket = c, .option = kKeepCount}), "127");
  EXPECT_EQ(standard.call(call::GetOption{.socket = c, .option = kKeepIdle}), "7200");
}

// What a router says of the latest datagram that the stack sent; the datagram itself is passed
// over.
void hears_of_latest(Bench& bench, const tcp::IcmpMessage& message) {
  StackOutput output, latest;
  while (bench.stack->poll(output)) {
    if (output.kind == StackOutput::Kind::kDatagram) latest = output;
  }
  ASSERT_FALSE(latest.octets.empty());
  bench.stack->inject(tcp::icmp_about(latest.octets, message));
}

TEST(Sockets, AHardErrorEndsAConnect) {  // SHLD-26, 9293-3.8.3-d
  Bench bench;
  const Handle s = bench.socket();
  ASSERT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  hears_of_latest(bench, {3, 3});
  EXPECT_EQ(bench.out(), Lines{std::to_string(static_cast<int>(s)) + ": refused"});
  const call::GetOption error{.socket = s, .option = call::Option::kError};
  EXPECT_EQ(bench.stack->call(error).value, static_cast<int>(CallError::kConnectionRefused));
  EXPECT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS") << "and again";
}

TEST(Sockets, SoftErrorsAreToldWithTheirReason) {  // MUST-47, SHLD-25, MUST-56
  const struct {
    tcp::IcmpMessage message;
    CallError reason;
  } rows[] = {{{3, 0}, CallError::kNetworkUnreachable},
              {{3, 1}, CallError::kHostUnreachable},
              {{11, 0}, CallError::kHostUnreachable},
              {{12, 0}, CallError::kNoProtocolOption},
              {{3, 3}, CallError::kConnectionRefused}};
  for (const auto& row : rows) {
    Bench bench;
    const Handle c = bench.connection();
    ASSERT_EQ(bench.call(call::Send{.socket = c, .data = octets_of("x"), .to = {}}), "1");
    hears_of_latest(bench, row.message);
    StackOutput told;
    ASSERT_TRUE(bench.stack->poll(told));
    EXPECT_EQ(told.kind, StackOutput::Kind::kSignal);
    EXPECT_EQ(told.handle, c);
    EXPECT_EQ(told.signal, Signal::kSoftError);
    EXPECT_EQ(told.reason, row.reason);
    EXPECT_FALSE(bench.stack->poll(told));
    const call::GetOption error{.socket = c, .option = call::Option::kError};
    EXPECT_EQ(bench.stack->call(error).value, 0) << "it goes on";
    bench.arrives(".", kPeerIss + 1, kIss + 2, 80);
    EXPECT_EQ(bench.call(call::Send{.socket = c, .data = octets_of("y"), .to = {}}), "1");
    EXPECT_EQ(bench.out().size(), 1U);
  }
}

TEST(Sockets, NagleIsAKnob) {
  ResetConfig how = config();
  how.knobs = {{"nagle", "off"}};
  Bench bench{how};
  const Handle c = bench.connection();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(bench.call(call::Send{.socket = c, .data = octets_of("x"), .to = {}}), "1");
    EXPECT_EQ(bench.out().size(), 1U);
  }
  how.knobs = {{"nagle", "perhaps"}};
  EXPECT_FALSE(make_reference_stack()->reset(how));
}

TEST(Sockets, UnknownHandles) {
  Bench bench;
  for (const Handle h : {Handle::kNone, Handle{0}, Handle{3}, Handle{999}}) {
    const UserCall calls[] = {call::Bind{.socket = h, .address = {}},
                              call::Listen{.socket = h},
                              call::Accept{.socket = h},
                              call::Connect{.socket = h, .remote = kPeer},
                              call::Send{.socket = h, .data = {}, .to = {}},
                              call::Receive{.socket = h},
                              call::Shutdown{.socket = h},
                              call::Close{.socket = h},
                              call::SetOption{.socket = h},
                              call::GetOption{.socket = h},
                              call::Name{.socket = h}};
    for (const UserCall& call : calls) EXPECT_EQ(bench.call(call), "EBADF") << name_of(call);
    EXPECT_FALSE(bench.stack->info(h));
  }
}

TEST(Sockets, SendToConnects) {
  Bench bench;
  const Handle s = bench.socket();
  EXPECT_EQ(bench.call(call::Send{.socket = s, .data = octets_of("x"), .to = kPeer}),
            "EINPROGRESS");
  EXPECT_EQ(bench.out().size(), 1u);
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
  EXPECT_EQ(syn.mss(), 1440);  // MUST-67: forty octets of IPv6 header
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

}  // namespace
}  // namespace synspect::reference
