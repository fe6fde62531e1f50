#include "harness/cli/loosen.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/script/script.h"

namespace synspect::cli {
namespace {

std::string loose(const std::string& text, Looseness looseness) {
  const auto script = script::parse(text);
  EXPECT_TRUE(script.has_value()) << text;
  return script ? script::print(loosened(*script, looseness)) : std::string{};
}

constexpr const char* kRun =
    "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
    "+0 < S 1000:1000(0) win 65535 <mss 1460>\n"
    "+0 > S. 0:0(0) ack 1001 win 65535 <mss 1440>\n"
    "+0.1 < . 1:1(0) ack 1 win 65535\n"
    "+2.75 > P. 1:2(1) ack 1 win 65534\n";

TEST(Loosen, ExactIsTheScriptItself) { EXPECT_EQ(loose(kRun, Looseness::kExact), kRun); }

TEST(Loosen, FieldsThatTheStackChoosesAreLeftOut) {
  EXPECT_EQ(loose(kRun, Looseness::kFields),
            "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
            "+0 < S 1000:1000(0) win 65535 <mss 1460>\n"
            "+0 > S. 0:0(0) ack 1001 <...>\n"
            "+0.1 < . 1:1(0) ack 1 win 65535\n"
            "+2.75 > P. 1:2(1) ack 1\n");
}

TEST(Loosen, WhatIsExpectedMayComeSoonerOrTakeTwiceAsLong) {
  EXPECT_EQ(loose(kRun, Looseness::kTimes),
            "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
            "+0 < S 1000:1000(0) win 65535 <mss 1460>\n"
            "+0~+0.5 > S. 0:0(0) ack 1001 <...>\n"
            "+0.1 < . 1:1(0) ack 1 win 65535\n"
            "+0~+5.5 > P. 1:2(1) ack 1\n");
}

TEST(Loosen, PushIsLeftOutWhereTheLanguageLetsItBe) {
  const std::string text = loose(std::string{"--synspect=1\n"} + kRun, Looseness::kFields);
  EXPECT_NE(text.find("+2.75 > . 1:2(1) ack 1\n"), std::string::npos) << text;
}

// Later lines name the stack's timestamps by what they are called here.
TEST(Loosen, TimestampsStay) {
  const std::string line = "+0 > S. 0:0(0) ack 1001 <mss 1460,nop,nop,TS val 7 ecr 1>\n";
  EXPECT_NE(loose("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n" + line, Looseness::kFields)
                .find("<mss 1460,nop,nop,TS val 7 ecr 1>"),
            std::string::npos);
}

}  // namespace
}  // namespace synspect::cli
