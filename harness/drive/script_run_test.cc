#include "harness/drive/script_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/drive/fake_stack.h"
#include "harness/history/history.h"
#include "harness/script/script.h"

namespace synspect::drive {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const SocketAddress kStack{IpAddress::v4(192, 168, 0, 1), 8080};
const SocketAddress kPeer{IpAddress::v4(192, 0, 2, 1), 49152};

// What the stack sends; numbers as on the wire.
DatagramToWrite sent(std::uint8_t flags, std::uint32_t seq, std::uint32_t ack,
                     std::span<const std::byte> payload = {}) {
  DatagramToWrite d;
  d.source = kStack;
  d.destination = kPeer;
  d.flags = flags;
  d.seq = seq;
  d.ack = ack;
  d.payload = payload;
  return d;
}

Outcome play(const std::string& text, FakeStack& stack, ScriptVariant variant = {}) {
  const auto script = script::parse(text);
  EXPECT_TRUE(script) << script.error().to_string("script");
  if (!script) return {};
  History history;
  return run_script(*script, {.path = "script", .variant = variant}, stack, history);
}

constexpr char kSynLine[] = "0 < S 0:0(0) win 1000\n";

TEST(ScriptRun, AnIcmpLineNeedsASegmentToQuote) {
  const std::string handshake = kSynLine + std::string("+1 > S. 0:0(0) ack 1\n");
  const std::string line = "+0 < icmp unreachable port_unreachable [0:0(0)]\n";
  FakeStack silent;
  const Outcome early = play(kSynLine + line, silent);
  EXPECT_EQ(early.verdict, Verdict::kFail);
  EXPECT_THAT(early.message, HasSubstr("nothing to quote"));
  FakeStack stack;
  stack.plan = {{kRunStart + 1s, sent(kSyn | kAck, 5000, 1)}};
  EXPECT_EQ(play(handshake + line, stack).verdict, Verdict::kPass);
  FakeStack other;
  other.plan = {{kRunStart + 1s, sent(kSyn | kAck, 5000, 1)}};
  const Outcome six = play(handshake + "+0 < icmp packet_too_big mtu 1280 [0:0(0)]\n", other);
  EXPECT_EQ(six.verdict, Verdict::kFail);
  EXPECT_THAT(six.message, HasSubstr("another IP version"));
}

TEST(ScriptRun, ALineThatIsMetPasses) {
  FakeStack stack;
  stack.plan = {{kRunStart + 1s, sent(kSyn | kAck, 5000, 1)}};
  EXPECT_EQ(play(std::string(kSynLine) + "+1 > S. 0:0(0) ack 1\n", stack).verdict, Verdict::kPass);
}

TEST(ScriptRun, SilenceIsToldWithTheLine) {
  FakeStack stack;
  const Outcome outcome = play(std::string(kSynLine) + "+0 > S. 0:0(0) ack 1\n", stack);
  EXPECT_EQ(outcome.verdict, Verdict::kFail);
  EXPECT_EQ(outcome.line, 2U);
  EXPECT_THAT(outcome.message, HasSubstr("sent nothing"));
}

TEST(ScriptRun, TooEarlyAndTooLateAreToldWithBothTimes) {
  for (const Duration at : {500ms, 1500ms}) {
    FakeStack stack;
    stack.plan = {{kRunStart + at, sent(kSyn | kAck, 5000, 1)}};
    const Outcome outcome = play(std::string(kSynLine) + "+1 > S. 0:0(0) ack 1\n", stack);
    EXPECT_EQ(outcome.verdict, Verdict::kFail);
    EXPECT_THAT(outcome.message, HasSubstr("expected at 1.000000 s"));
  }
}

TEST(ScriptRun, ToleranceIsAnEighthOfTheDistance) {
  FakeStack stack;
  stack.plan = {{kRunStart + 890ms, sent(kSyn | kAck, 5000, 1)}};
  EXPECT_EQ(play(std::string(kSynLine) + "+1 > S. 0:0(0) ack 1\n", stack).verdict, Verdict::kPass);
}

TEST(ScriptRun, AStarTakesWhatCameEarlierAndMovesTheBase) {
  FakeStack stack;
  stack.plan = {{kRunStart + 2s, sent(kSyn | kAck, 5000, 1)},
                {kRunStart + 3s, sent(kAck, 5001, 1)}};
  EXPECT_EQ(
      play(std::string(kSynLine) + "* > S. 0:0(0) ack 1\n+1 > . 1:1(0) ack 1\n", stack).verdict,
      Verdict::kPass);
}

TEST(ScriptRun, NumbersAreTranslatedInBothDirections) {
  FakeStack stack;
  stack.plan = {{kRunStart, sent(kSyn | kAck, 0xffff'ffff, 101)}};
  EXPECT_EQ(play("0 < S 100:100(0) win 1000\n"
                 "+0 > S. 7:7(0) ack 101\n"
                 "+0 < . 1:1(0) ack 1 win 1000\n",
                 stack)
                .verdict,
            Verdict::kPass);
  const DecodedSegment ack = decode(stack.injected.at(1));
  EXPECT_EQ(ack.seq, 101U) << "relative to the peer's ISN";
  EXPECT_EQ(ack.ack, 0U) << "relative to the stack's ISN, across the wrap";
}

TEST(ScriptRun, ThePeersNumbersCanBeShiftedUnseenByTheScript) {
  FakeStack stack;
  stack.plan = {{kRunStart, sent(kSyn | kAck, 9, 0x8000'0001)}};
  EXPECT_EQ(play(std::string(kSynLine) + "+0 > S. 0:0(0) ack 1\n", stack,
                 {.ip_version = {}, .stack_isn = {}, .peer_shift = 0x8000'0000})
                .verdict,
            Verdict::kPass);
  EXPECT_EQ(decode(stack.injected.at(0)).seq, 0x8000'0000U);
}

TEST(ScriptRun, SegmentsAreJoinedUnlessStrict) {
  const std::vector<std::byte> half(500);
  const std::string lines = std::string(kSynLine) +
                            "+0 > S. 0:0(0) ack 1\n"
                            "+0 > P. 1:1001(1000) ack 1\n";
  for (const bool strict : {false, true}) {
    FakeStack stack;
    stack.plan = {{kRunStart, sent(kSyn | kAck, 0, 1)},
                  {kRunStart, sent(kAck, 1, 1, half)},
                  {kRunStart, sent(kAck | kPsh, 501, 1, half)}};
    const Outcome outcome = play(strict ? "--strict_segments\n" + lines : lines, stack);
    EXPECT_EQ(outcome.verdict, strict ? Verdict::kFail : Verdict::kPass) << outcome.message;
  }
}

TEST(ScriptRun, SegmentsAreJoinedAcrossTheWrapOfTheirNumbers) {
  const std::vector<std::byte> half(500);
  FakeStack stack;
  stack.plan = {{kRunStart, sent(kSyn | kAck, 0xffff'fff0, 1)},
                {kRunStart, sent(kAck, 0xffff'fff1, 1, half)},
                {kRunStart, sent(kAck | kPsh, 0xffff'fff1 + 500, 1, half)}};
  const Outcome outcome = play(std::string(kSynLine) +
                                   "+0 > S. 0:0(0) ack 1\n"
                                   "+0 > P. 1:1001(1000) ack 1\n",
                               stack);
  EXPECT_EQ(outcome.verdict, Verdict::kPass) << outcome.message;
}

TEST(ScriptRun, MessagesSpeakInTheNumbersAndTimesOfTheScript) {
  FakeStack stack;
  stack.plan = {{kRunStart, sent(kSyn | kAck, 5000, 1)}, {kRunStart + 1s, sent(kAck, 5011, 1)}};
  const Outcome outcome =
      play(std::string(kSynLine) + "+0 > S. 0:0(0) ack 1\n+1 > . 1:1(0) ack 1\n", stack);
  EXPECT_THAT(outcome.message, HasSubstr("sequence number: expected 1, the stack sent 11; at "
                                         "1.000000 s it sent . 11:11(0) ack 1"));
}

TEST(ScriptRun, OtherConnectionsAreNotLookedAt) {
  FakeStack stack;
  DatagramToWrite other = sent(kAck, 1, 1);
  other.destination.port = 5;
  stack.plan = {{kRunStart, other}, {kRunStart, sent(kSyn | kAck, 0, 1)}};
  EXPECT_EQ(play(std::string(kSynLine) + "+0 > S. 0:0(0) ack 1\n", stack).verdict, Verdict::kPass);
}

TEST(ScriptRun, ACallThatWouldBlockIsAFailureNotAStall) {
  FakeStack stack;
  stack.answers = {CallResult::of(3), CallResult::failed(CallError::kWouldBlock)};
  const Outcome outcome = play(
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
      "+0 read(3, ..., 10) = 10\n",
      stack);
  EXPECT_EQ(outcome.verdict, Verdict::kFail);
  EXPECT_THAT(outcome.message, HasSubstr("would block"));
}

TEST(ScriptRun, WhatAStackDoesNotTellOfItselfIsUnsupported) {
  FakeStack stack;
  const Outcome outcome = play(
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
      "+0 %{ assert tcpi_state == TCP_ESTABLISHED; assert tcpi_rtt > 0 }%\n",
      stack);
  EXPECT_EQ(outcome.verdict, Verdict::kUnsupported);
  EXPECT_EQ(outcome.construct, "tcpi_rtt");
  EXPECT_EQ(outcome.message, "the stack does not tell tcpi_rtt");
}

struct CallRow {
  const char* line;
  std::optional<CallResult> answer;
  const char* message;  // empty: passes
};
const CallRow kCallRows[] = {
    {"+0 read(3, ..., 10) = 4", CallResult::of(4), ""},
    {"+0 read(3, ..., 10) = 5", CallResult::of(4), "expected 5, the stack returned 4"},
    {"+0 read(3, ..., 10) = -1 ECONNRESET (x)", CallResult::failed(CallError::kConnectionReset),
     ""},
    {"+0 read(3, ..., 10) = -1", CallResult::failed(CallError::kConnectionReset), ""},
    {"+0 read(3, ..., 10) = -1 ETIMEDOUT (x)", CallResult::failed(CallError::kConnectionReset),
     "expected errno ETIMEDOUT, the stack gave ECONNRESET"},
    {"+0 read(9, ..., 10) = -1 EBADF (x)", std::nullopt, ""},
    {"+0 listen(3) = 0", std::nullopt, "listen() takes 2 arguments, not 1"},
    {"+0 shutdown(3, 7) = 0", std::nullopt, "SHUT_RD"},
    {"+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0",
     CallResult::of(static_cast<std::int64_t>(CallError::kConnectionRefused)), ""},
    {"+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0",
     CallResult::of(static_cast<std::int64_t>(CallError::kConnectionRefused)), "ECONNREFUSED"},
    {"+0 getsockopt(3, SOL_SOCKET, SO_RCVBUF, [4096], [4]) = 0", CallResult::of(4096), ""},
    {"+0 getsockopt(3, SOL_SOCKET, SO_RCVBUF, ..., [4]) = 0", CallResult::of(4096), ""},
    {"+0 getsockopt(3, SOL_TCP, TCP_MAXSEG, [536], [4]) = 0", CallResult::of(1460),
     "getsockopt(TCP_MAXSEG): expected 536, the stack has 1460"},
    {"+0 getsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=5}, [8]) = 0", CallResult::of(5),
     ""},
    {"+0 getsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=0, linger=5}, [8]) = 0", CallResult::of(5),
     "expected -1, the stack has 5"},
    {"+0 getsockopt(3, SOL_SOCKET, SO_SNDBUF, 7, [4]) = 0", std::nullopt, "a value in brackets"},
    {"+0 setsockopt(3, SOL_TCP, TCP_CORK, ..., 4) = 0", std::nullopt, "a value in brackets"},
    {"+0 fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)", std::nullopt, ""},
    {"+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3", CallResult::of(4), "already in use"},
    {"+0 %{ assert tcpi_state == TCP_ESTABLISHED }%", std::nullopt, ""},
    {"+0 %{ assert tcpi_state == TCP_LISTEN }%", std::nullopt, "ESTABLISHED"},
};

TEST(ScriptRun, CallsAreComparedByValueAndErrno) {
  for (const CallRow& row : kCallRows) {
    FakeStack stack;
    stack.answers = {CallResult::of(3)};
    if (row.answer) stack.answers.push_back(*row.answer);
    const Outcome outcome =
        play(std::string("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n") + row.line + "\n", stack);
    EXPECT_THAT(outcome.message, HasSubstr(row.message)) << row.line;
    EXPECT_EQ(outcome.verdict == Verdict::kPass, *row.message == '\0')
        << row.line << ": " << outcome.message;
  }
}

TEST(ScriptRun, AStackThatNeverComesToRestEndsTheRun) {
  FakeStack stack;
  stack.endless = true;
  const Outcome outcome = play(kSynLine, stack);
  EXPECT_EQ(outcome.verdict, Verdict::kFail);
  EXPECT_THAT(outcome.message, HasSubstr("does not come to rest"));
}

TEST(ScriptRun, WhatTheStackLacksIsUnsupportedByName) {
  struct Row {
    void (*lack)(FakeStack&);
    const char* script;
    const char* construct;
  };
  const Row rows[] = {
      {[](FakeStack& s) { s.capabilities_.controls.socket_calls = false; }, kSynLine,
       "socket calls"},
      {[](FakeStack&) {}, "--ip_version=ipv6\n0 < S 0:0(0) win 1\n", "IP version"},
      {[](FakeStack& s) { s.capabilities_.features.ecn = false; },
       "--synspect=1\n--needs=sack\n--needs=ecn\n0 < S 0:0(0) win 1\n", "ecn"},
      {[](FakeStack&) {}, "--synspect=1\n--local_isn=5\n0 < S 0:0(0) win 1\n", "forced ISN"},
      {[](FakeStack&) {}, "--synspect=1\n0 < S 0:0(0) win 1\n+TWO_MSL < S 0:0(0) win 1\n",
       "time macro TWO_MSL"},
      {[](FakeStack& s) { s.answers.push_back(CallResult::failed(CallError::kNotSupported)); },
       "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n", "socket()"},
  };
  for (const Row& row : rows) {
    FakeStack stack;
    row.lack(stack);
    const Outcome outcome = play(row.script, stack);
    EXPECT_EQ(outcome.verdict, Verdict::kUnsupported) << row.construct;
    EXPECT_EQ(outcome.construct, row.construct);
  }
}

TEST(ScriptRun, AConstructThatCannotBeRunIsNamedAndNothingIsPlayed) {
  FakeStack stack;
  const Outcome outcome =
      play(std::string(kSynLine) + "+1 < S 0:0(0) win 1 <md5 valid>\n", stack);
  EXPECT_EQ(outcome.verdict, Verdict::kUnsupported);
  EXPECT_EQ(outcome.line, 2U);
  EXPECT_EQ(outcome.construct, "TCP option md5");
  EXPECT_TRUE(stack.injected.empty());
}

// Ranges are the parser's business; what only the whole configuration shows is told here.
TEST(ScriptRun, AnAddressOfTheOtherIpVersionIsAnError) {
  FakeStack stack;
  const Outcome outcome =
      play(std::string("--ip_version=ipv4\n--local_ip=fd3d::1\n") + kSynLine, stack);
  EXPECT_EQ(outcome.verdict, Verdict::kError);
  EXPECT_EQ(outcome.line, 2U);
  EXPECT_THAT(outcome.message, HasSubstr("not of the IP version in force"));
}

TEST(ScriptRun, EveryRunBeginsAndEndsAndTimeNeverGoesBack) {
  FakeStack stack;
  stack.plan = {{kRunStart + 1s, sent(kSyn | kAck, 5000, 1)}};
  const auto script = script::parse(std::string(kSynLine) + "+1 > S. 0:0(0) ack 2\n");
  History history;
  EXPECT_EQ(run_script(*script, {.path = "p", .variant = {}}, stack, history).verdict,
            Verdict::kFail);
  EXPECT_EQ(history.header().source, "p");
  ASSERT_FALSE(history.observations().empty());
  EXPECT_TRUE(std::holds_alternative<RunEnded>(history.observations().back().what));
  Time before = kRunStart;
  for (const Observation& seen : history.observations()) {
    EXPECT_GE(seen.at, before);
    before = seen.at;
  }
}

}  // namespace
}  // namespace synspect::drive
