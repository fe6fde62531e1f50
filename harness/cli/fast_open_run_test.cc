// Openings that no profile has: Fast Open (RFC 7413) and SYN cookies (RFC 4987), switched on by
// knobs. The scripts say what the reference does, and the judge has nothing against it.
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/drive/datagram_writer.h"
#include "harness/drive/script_run.h"
#include "harness/history/decode/decoded_segment.h"
#include "harness/history/history.h"
#include "harness/judge/judge.h"
#include "harness/script/script.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect {
namespace {

using Knobs = std::vector<std::pair<std::string, std::string>>;

void run(const std::string& text, const Knobs& knobs, ObservationSink& sink) {
  const auto script = script::parse("--synspect=1\n--ip_version=ipv4\n" + text);
  ASSERT_TRUE(script) << script.error().message;
  const auto stack = make_reference_stack();
  drive::ScriptRunOptions options;
  options.variant.stack_isn = 0xffff'fff0;  // the numbers wrap
  options.knobs = knobs;
  const drive::Outcome outcome = drive::run_script(*script, options, *stack, sink);
  EXPECT_EQ(outcome.verdict, drive::Verdict::kPass) << outcome.line << ": " << outcome.message;
}

void expect_conforming(const std::string& text, const Knobs& knobs) {
  judge::Judge judge;
  run(text, knobs, judge);
  for (const judge::Finding& finding : judge.findings()) {
    ADD_FAILURE() << finding.clause.text() << ": expected " << finding.expected << ", observed "
                  << finding.observed;
  }
}

const Knobs kFastOpen = {{"fast_open", "on"}};

const std::string kClientWithCookie = R"(
0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0   fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0   sendto(3, ..., 100, MSG_FASTOPEN, ..., ...) = -1 EINPROGRESS
+0   > S 0:0(0) <mss 1460,FO,nop,nop>
+0.1 < S. 0:0(0) ack 1 win 8000 <mss 1000,FO 0102030405060708,nop,nop>
+0   > . 1:1(0) ack 1
+0.1 < R 1:1(0) win 0
+0.1 close(3) = 0
+0   socket(..., SOCK_STREAM, IPPROTO_TCP) = 4
+0   fcntl(4, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0   sendto(4, ..., 100, MSG_FASTOPEN, ..., ...) = 100
+0   > SP 0:100(100) <mss 1460,FO 0102030405060708,nop,nop>
)";

TEST(FastOpenRun, TextGoesWithTheSyn) {
  expect_conforming(kClientWithCookie + R"(
+0.1 < S. 0:0(0) ack 101 win 8000 <mss 1000>
+0   > . 101:101(0) ack 1
+0.1 < P. 1:51(50) ack 101 win 8000
+0.2 > . 101:101(0) ack 51
+0   read(4, ..., 100) = 50
+0   write(4, ..., 200) = 200
+0   > P. 101:301(200) ack 51
+0.1 < . 51:51(0) ack 301 win 8000
)",
                    kFastOpen);
}

TEST(FastOpenRun, TextThatWasNotTakenGoesWithTheFirstAck) {
  expect_conforming(kClientWithCookie + R"(
+0.1 < S. 0:0(0) ack 1 win 8000 <mss 1000>
+0   > P. 1:101(100) ack 1
+0.1 < . 1:1(0) ack 101 win 8000
)",
                    kFastOpen);
}

TEST(FastOpenRun, TheSynIsRepeatedBare) {
  expect_conforming(kClientWithCookie + R"(
+1   > S 0:0(0) <mss 1460>
+0.1 < S. 0:0(0) ack 1 win 8000 <mss 1000>
+0   > P. 1:101(100) ack 1
+0.1 < . 1:1(0) ack 101 win 8000
)",
                    kFastOpen);
}

std::string hex_of(std::span<const std::byte> octets) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const std::byte octet : octets) {
    hex += kDigits[std::to_integer<unsigned>(octet) >> 4];
    hex += kDigits[std::to_integer<unsigned>(octet) & 15U];
  }
  return hex;
}

const std::string kListens = R"(
0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0   fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0   bind(3, ..., ...) = 0
+0   setsockopt(3, SOL_TCP, TCP_FASTOPEN, [2], 4) = 0
+0   listen(3, 10) = 0
)";

// What the stack gives the peer of a script who asks: the same in each run.
std::string good_cookie() {
  History history;
  run(kListens + "+0.1 < S 0:0(0) win 8000 <FO,nop,nop>\n+0 > S. 0:0(0) ack 1 <...>\n", kFastOpen,
      history);
  for (const Observation& seen : history.observations()) {
    const auto* const segment = std::get_if<SegmentSeen>(&seen.what);
    if (segment == nullptr || segment->direction != Direction::kFromStack) continue;
    OptionReader reader{segment->segment.options};
    while (const auto option = reader.next()) {
      if (option->kind == 34) return hex_of(option->body);
    }
  }
  ADD_FAILURE() << "no cookie";
  return {};
}

TEST(FastOpenRun, TheTextOfASynIsTakenForAGoodCookie) {
  expect_conforming(kListens + "+0.1 < SP 0:100(100) win 8000 <mss 1000,FO " + good_cookie() +
                        R"(,nop,nop>
+0   > S. 0:0(0) ack 101 <mss 1460>
+0   accept(3, ..., ...) = 4
+0   read(4, ..., 1000) = 100
+0   write(4, ..., 50) = 50
+0   > P. 1:51(50) ack 101
+0.1 < . 101:101(0) ack 51 win 8000
+0.1 < P. 101:201(100) ack 51 win 8000
+0.2 > . 51:51(0) ack 201
+0   read(4, ..., 1000) = 100
+0   close(4) = 0
+0   > F. 51:51(0) ack 201
+0.1 < F. 201:201(0) ack 52 win 8000
+0   > . 52:52(0) ack 202
)",
                    kFastOpen);
}

TEST(FastOpenRun, AnEndBeforeTheHandshakeEnds) {
  expect_conforming(kListens + "+0.1 < SP 0:100(100) win 8000 <mss 1000,FO " + good_cookie() +
                        R"(,nop,nop>
+0   > S. 0:0(0) ack 101 <mss 1460>
+0   accept(3, ..., ...) = 4
+0   read(4, ..., 1000) = 100
+0   write(4, ..., 50) = 50
+0   > P. 1:51(50) ack 101
+0   close(4) = 0
+0   > F. 51:51(0) ack 101
+1   > S. 0:0(0) ack 101 <mss 1460>
+0.1 < . 101:101(0) ack 52 win 8000
+0.1 < F. 101:101(0) ack 52 win 8000
+0   > . 52:52(0) ack 102
)",
                    kFastOpen);
}

TEST(FastOpenRun, ARstBeforeTheHandshakeEndsIsTold) {
  expect_conforming(kListens + "+0.1 < SP 0:100(100) win 8000 <mss 1000,FO " + good_cookie() +
                        R"(,nop,nop>
+0   > S. 0:0(0) ack 101 <mss 1460>
+0   accept(3, ..., ...) = 4
+0.1 < R 101:101(0) win 0
+0   read(4, ..., 1000) = -1 ECONNRESET
)",
                    kFastOpen);
}

TEST(FastOpenRun, ABadCookieOpensInTheOrdinaryWay) {
  expect_conforming(kListens + R"(
+0.1 < SP 0:100(100) win 8000 <mss 1000,FO 0102030405060708,nop,nop>
+0   > S. 0:0(0) ack 1 <...>
+0   accept(3, ..., ...) = -1 EAGAIN
+0.1 < P. 1:101(100) ack 1 win 8000
+0   > . 1:1(0) ack 101
+0   accept(3, ..., ...) = 4
+0   read(4, ..., 1000) = 100
)",
                    kFastOpen);
}

TEST(FastOpenRun, IllegalCookiesAreIgnored) {  // 7413-4.1.1-a
  for (const char* const option : {"FO 010203,nop,nop,nop", "FO 0102,nop,nop,nop,nop",
                                   "FO 0102030405060708090a0b0c0d0e0f101112"}) {
    expect_conforming(kListens + "+0.1 < S 0:0(0) win 8000 <" + option + R"(>
+0   > S. 0:0(0) ack 1 <mss 1460>
+0.1 < . 1:1(0) ack 1 win 8000
+0   accept(3, ..., ...) = 4
)",
                      kFastOpen);
  }
}

// From a peer that will never answer: it takes the one place that there is.
std::string other_syn() {
  std::vector<std::byte> octets;
  drive::write_datagram({.source = {*IpAddress::parse("192.0.2.9"), 99},
                         .destination = {*IpAddress::parse("192.168.0.1"), 8080},
                         .flags = kSyn,
                         .options = {},
                         .payload = {}},
                        octets);
  return "+0.1 < raw " + hex_of(octets);
}

TEST(FastOpenRun, ASynCookieMakesAConnection) {
  expect_conforming(R"(
0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0   fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0   bind(3, ..., ...) = 0
+0   listen(3, 1) = 0
)" + other_syn() + R"(
+0.1 < S 0:0(0) win 8000 <mss 1000>
+0   > S. 0:0(0) ack 1 <mss 1460>
+5   < . 1:1(0) ack 1 win 8000
+0   accept(3, ..., ...) = 4
+0   write(4, ..., 50) = 50
+0   > P. 1:51(50) ack 1
+0.1 < . 1:1(0) ack 51 win 8000
)",
                    {{"syn_cookies", "on"}});
}

}  // namespace
}  // namespace synspect
