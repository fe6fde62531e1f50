// TCP options, and settings of the stack, over whole scripts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/drive/fake_stack.h"
#include "harness/drive/line_options.h"
#include "harness/drive/script_run.h"
#include "harness/history/history.h"
#include "harness/script/script.h"

namespace synspect::drive {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::vector<std::byte> kFirst = from_hex("0101080a9000000000000000");   // TS val 0x90000000
const std::vector<std::byte> kSecond = from_hex("0101080a9000006400000000");  // 100 later

DatagramToWrite sent(std::uint8_t flags, std::uint32_t seq, std::span<const std::byte> options) {
  DatagramToWrite d;
  d.source = {IpAddress::v4(192, 168, 0, 1), 8080};
  d.destination = {IpAddress::v4(192, 0, 2, 1), 49152};
  d.flags = flags;
  d.seq = seq;
  d.ack = 1;
  d.options = options;
  return d;
}

Outcome play(const std::string& text, FakeStack& stack) {
  const auto script = script::parse(text);
  EXPECT_TRUE(script) << script.error().to_string("script");
  if (!script) return {};
  History history;
  return run_script(*script, {.path = "script", .variant = {}}, stack, history);
}

constexpr char kOpen[] =
    "0 < S 0:0(0) win 1000 <nop,nop,TS val 7 ecr 0>\n"
    "+0 > S. 0:0(0) ack 1 <nop,nop,TS val 100 ecr 7>\n";

void answer(FakeStack& stack) {
  stack.plan = {{kRunStart, sent(kSyn | kAck, 5000, kFirst)},
                {kRunStart + 100ms, sent(kAck, 5001, kSecond)}};
}

TEST(OptionRun, AnEchoIsWhatTheStackSentUnderThatName) {
  FakeStack stack;
  answer(stack);
  const Outcome outcome = play(std::string(kOpen) +
                                   "+.1 > . 1:1(0) ack 1 <nop,nop,TS val 300 ecr 0>\n"
                                   "+0 < . 1:1(0) ack 1 win 9 <nop,nop,TS val 8 ecr 300>\n"
                                   "+0 < . 1:1(0) ack 1 win 9 <nop,nop,TS val 8 ecr 100>\n",
                               stack);
  EXPECT_EQ(outcome.verdict, Verdict::kPass) << outcome.message;
  ASSERT_EQ(stack.injected.size(), 3U);
  EXPECT_EQ(stamps_of(decode(stack.injected[1]))->ecr, 0x9000'0064U);
  EXPECT_EQ(stamps_of(decode(stack.injected[2]))->ecr, 0x9000'0000U);
}

TEST(OptionRun, AnEchoOfWhatNoLineNamedFailsThere) {
  for (const char* line : {"+.1 > . 1:1(0) ack 1 <...>\n",
                           "+.1 > . 1:1(0) ack 1 <nop,nop,TS val "
                           "... ecr 0>\n"}) {
    FakeStack stack;
    answer(stack);
    const Outcome outcome =
        play(std::string(kOpen) + line + "+0 < . 1:1(0) ack 1 win 9 <nop,nop,TS val 8 ecr 300>\n",
             stack);
    EXPECT_EQ(outcome.verdict, Verdict::kFail);
    EXPECT_EQ(outcome.line, 4U);
    EXPECT_THAT(outcome.message, HasSubstr("ecr 300: no line before"));
  }
}

TEST(OptionRun, ScaledEchoesNeedNoName) {
  FakeStack stack;
  answer(stack);
  const Outcome outcome = play(std::string("--tcp_ts_ecr_scaled\n") + kOpen +
                                   "+0 < . 1:1(0) ack 1 win 9 <nop,nop,TS val 8 ecr 130>\n",
                               stack);
  EXPECT_EQ(outcome.verdict, Verdict::kPass) << outcome.message;
  EXPECT_EQ(stamps_of(decode(stack.injected.at(1)))->ecr, 0x9000'001eU);
}

TEST(OptionRun, AnotherSocketHasItsOwnTimestamps) {
  FakeStack stack;
  answer(stack);
  stack.answers = {CallResult::of(3)};
  const Outcome outcome = play(std::string(kOpen) +
                                   "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                                   "+0 < . 1:1(0) ack 1 win 9 <nop,nop,TS val 8 ecr 100>\n",
                               stack);
  EXPECT_THAT(outcome.message, HasSubstr("ecr 100: no line before"));
}

// The clock of the stack went 100 ticks in 0.1 s.
TEST(OptionRun, TheClockIsComparedOnlyWithATick) {
  struct Row {
    const char* options;
    const char* scripted;
    bool good;
  };
  const Row rows[] = {
      {"", "7", true},
      {"--tcp_ts_tick_usecs=0\n", "7", true},
      {"--tcp_ts_tick_usecs=1000\n", "200", true},
      {"--tcp_ts_tick_usecs=1000\n", "212", true},  // an eighth of 0.1 s
      {"--tcp_ts_tick_usecs=1000\n", "213", false},
      {"--tcp_ts_tick_usecs=1000\n", "187", false},
      {"--tcp_ts_tick_usecs=1000\n", "...", true},
      {"--tcp_ts_tick_usecs=1000\n--tolerance_usecs=13000\n", "213", true},
      {"--tcp_ts_tick_usecs=1000\n--tolerance_percent=0\n", "204", true},
      {"--tcp_ts_tick_usecs=1000\n--tolerance_percent=0\n", "205", false},
      {"--tcp_ts_tick_usecs=10\n", "1300", true},
      {"--tcp_ts_tick_usecs=10\n", "1500", false},
  };
  for (const Row& row : rows) {
    FakeStack stack;
    answer(stack);
    const Outcome outcome =
        play(std::string(row.options) + kOpen + "+.1 > . 1:1(0) ack 1 <nop,nop,TS val " +
                 row.scripted + " ecr 0>\n",
             stack);
    EXPECT_EQ(outcome.verdict == Verdict::kPass, row.good)
        << row.options << row.scripted << ": " << outcome.message;
    if (!row.good) {
      EXPECT_THAT(outcome.message, HasSubstr("TS val: expected " + std::string(row.scripted) +
                                             ", the stack's clock is 200"));
    }
  }
}

TEST(OptionRun, ADisagreementIsShownInTheNumbersOfTheScript) {
  const std::vector<std::byte> sack = from_hex("0101050a000000650000006f");  // 101:111
  FakeStack stack;
  stack.plan = {{kRunStart, sent(kSyn | kAck, 5000, {})}, {kRunStart, sent(kAck, 5001, sack)}};
  const Outcome outcome = play(
      "0 < S 90:90(0) win 1000\n"
      "+0 > S. 0:0(0) ack 1\n"
      "+0 > . 1:1(0) ack 4294967207 <nop,nop,sack 1:21>\n",
      stack);
  EXPECT_THAT(outcome.message, HasSubstr("expected <nop,nop,sack 1:21>, the stack sent "
                                         "<nop,nop,sack 11:21>; at 0.000000 s it sent . 1:1(0)"));
  EXPECT_THAT(outcome.message, HasSubstr("win 0 <nop,nop,sack 11:21>"));
}

// ---- settings of the stack

class Settable final : public StackUnderTest {  // takes `sack`, and the profile `linux`
 public:
  Settable() { inner_.capabilities_.features.timestamps = true; }
  [[nodiscard]] const Capabilities& capabilities() const override { return inner_.capabilities_; }
  [[nodiscard]] std::expected<void, Refusal> reset(const ResetConfig& config) override {
    asked = config;
    if (config.profile != "rfc" && config.profile != "linux") {
      return std::unexpected(Refusal{.what = "no such profile", .nonsense = nonsense});
    }
    for (const auto& [name, value] : config.knobs) {
      if (name != "sack") {
        return std::unexpected(Refusal{.what = "no field " + name, .nonsense = nonsense});
      }
    }
    return {};
  }
  [[nodiscard]] Time now() const override { return inner_.now(); }
  [[nodiscard]] std::optional<Time> next_deadline() const override { return std::nullopt; }
  [[nodiscard]] Time advance_to(Time limit) override { return inner_.advance_to(limit); }
  void inject(std::span<const std::byte>) override {}
  [[nodiscard]] bool poll(StackOutput&) override { return false; }
  [[nodiscard]] CallResult call(const UserCall& call) override { return inner_.call(call); }
  [[nodiscard]] std::optional<StackInfo> info(Handle) const override { return std::nullopt; }

  ResetConfig asked;
  bool nonsense{true};

 private:
  FakeStack inner_;
};

Outcome play(const std::string& options, StackUnderTest& stack, History& history) {
  const auto script = script::parse("--synspect=1\n" + options + "0 < S 0:0(0) win 1\n");
  EXPECT_TRUE(script) << script.error().to_string(options);
  return run_script(*script, {.path = "script", .variant = {}}, stack, history);
}

TEST(Settings, ReachTheStackInOrderAndStandInTheHeader) {
  Settable stack;
  History history;
  EXPECT_EQ(play("--set=sack=on\n--profile=linux\n--set=sack=a=b\n", stack, history).verdict,
            Verdict::kPass);
  const ResetConfig& reset = *history.header().endpoints.at(0).reset;
  EXPECT_EQ(reset, stack.asked);
  EXPECT_EQ(reset.profile, "linux");
  EXPECT_THAT(reset.knobs,
              testing::ElementsAre(testing::Pair("sack", "on"), testing::Pair("sack", "a=b")));
}

TEST(Settings, WhatTheStackDoesNotTakeIsToldWithItsPlace) {
  for (const bool nonsense : {true, false}) {
    Settable stack;
    stack.nonsense = nonsense;
    History history;
    const Outcome field = play("--set=sack=on\n--set=ecn=on\n", stack, history);
    EXPECT_EQ(field.verdict, nonsense ? Verdict::kError : Verdict::kUnsupported);
    EXPECT_EQ(field.line, 3U);
    EXPECT_EQ(field.message, "no field ecn");
    EXPECT_EQ(field.construct, nonsense ? "" : "setting ecn");
    const Outcome profile = play("--set=sack=on\n--profile=bsd\n", stack, history);
    EXPECT_EQ(profile.verdict, nonsense ? Verdict::kError : Verdict::kUnsupported);
    EXPECT_EQ(profile.line, 3U);
    EXPECT_EQ(profile.construct, nonsense ? "" : "profile");
  }
}

TEST(Settings, WhatTheStackIsAnywayNeedsNone) {
  Settable stack;
  History history;
  const Outcome outcome =
      play("--set=timestamps=on\n--set=sack=on\n--set=timestamps=on\n", stack, history);
  EXPECT_EQ(outcome.verdict, Verdict::kPass) << outcome.message;
  EXPECT_THAT(stack.asked.knobs, testing::ElementsAre(testing::Pair("sack", "on")));
  EXPECT_EQ(*history.header().endpoints.at(0).reset, stack.asked);
  EXPECT_EQ(play("--set=timestamps=off\n", stack, history).construct, "");
  stack.nonsense = false;
  EXPECT_EQ(play("--set=timestamps=off\n", stack, history).construct, "setting timestamps");
}

}  // namespace
}  // namespace synspect::drive
