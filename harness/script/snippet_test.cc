#include "harness/script/snippet.h"

#include <gtest/gtest.h>

#include <string>

namespace synspect::script {
namespace {

[[nodiscard]] std::optional<std::int64_t> sampled(std::string_view name) {
  if (name == "tcpi_state") return 1;
  if (name == "tcpi_snd_cwnd") return 10;
  return std::nullopt;
}

// "holds", or "line:column: message".
[[nodiscard]] std::string verdict(const std::string& text, Environment& environment) {
  const auto result = run(Snippet{text, {1, 1}}, environment, sampled);
  if (result) return "holds";
  const SnippetFailure& failure = result.error();
  return std::to_string(failure.at.line) + ":" + std::to_string(failure.at.column) + ": " +
         failure.message;
}
[[nodiscard]] std::string verdict(const std::string& text) {
  Environment environment;
  return verdict(text, environment);
}

TEST(Snippet, WhatHolds) {
  for (const char* text : {
           "",
           "# nothing",
           "assert tcpi_state == TCP_ESTABLISHED",
           "assert tcpi_state == TCPI_ESTABLISHED, tcpi_state",
           "assert 1, (\"a; b\", 'c)', x)",
           "\n  assert 1; assert 2 # one\n;;\nassert \\\n 3\r\n",
           "assert (tcpi_state ==\n 1)",
           "assert 1 + 2 * 3 == 7 and (1 + 2) * 3 == 9",
           "assert 1 | 6 & 2 == 3",
           "assert 7 % 4 == 3; assert -7 % 4 == 1; assert 7 % -4 == -1",
           "assert not 0 and not not 1",
           "assert 0 or 1 and 1",
           "assert 0 and nowhere or 1",
           "assert 1 or nowhere",
           "assert 5 - 2 - 1 == 2 and - -1 == 1 and 0x1F == 31",
           "assert 1 < 2; assert 2 <= 2; assert 3 > 2; assert 2 >= 2; assert 1 != 2",
           "a = 3; a += 4; assert a == 7",
           "print('cwnd', tcpi_snd_cwnd, [1, (2)]); assert True",
           "assert TCP_LISTEN == TCPI_LISTEN and TCP_FIN_WAIT2 == TCPI_FIN_WAIT_2",
       }) {
    EXPECT_EQ(verdict(text), "holds") << text;
  }
}

struct Row {
  const char* text;
  const char* expected;
};
constexpr Row kFailures[] = {
    {"assert tcpi_state == TCP_CLOSE",
     "1:1: assertion does not hold: tcpi_state == TCP_CLOSE; tcpi_state is 1"},
    {"assert 1\n  assert tcpi_snd_cwnd < 10, 'too big'",
     "2:3: assertion does not hold: tcpi_snd_cwnd < 10; tcpi_snd_cwnd is 10; 'too big'"},
    {"assert tcpi_rtt == 1", "1:8: unknown name 'tcpi_rtt'"},
    {"a += 1", "1:1: unknown name 'a'"},
    {"assert 1 % 0", "1:10: modulo zero"},
    {"assert 9223372036854775807 + 1", "1:28: a number leaves 64 bits"},
    {"assert 99999999999999999999",
     "1:8: expected an integer of at most 63 bits, found '99999999999999999999'"},
    {"assert", "1:7: expected a value, found the end of the file"},
    {"assert 1 2", "1:10: expected the end of the statement, found '2'"},
    {"assert (1", "1:10: expected ), found the end of the file"},
    {"assert 1,", "1:10: expected a message behind the comma"},
    {"assert 1 < 2 < 3", "1:14: comparisons do not chain here"},
    {"assert f(1)", "1:9: functions are not understood"},
    {"if a: assert 1", "1:1: expected assert, print or an assignment, found 'if'"},
    {"import os", "1:1: expected assert, print or an assignment, found 'import'"},
    {"print 1", "1:7: expected ( behind print"},
    {"print('a", "1:9: unterminated string"},
    {"print(1", "1:8: unbalanced brackets"},
    {"assert 1 / 2", "1:10: expected the end of the statement, found '/'"},
    {"assert and", "1:8: expected a value, found 'and'"},
};

TEST(Snippet, WhatDoesNot) {
  for (const Row& row : kFailures) EXPECT_EQ(verdict(row.text), row.expected) << row.text;
}

TEST(Snippet, VariablesLiveOn) {
  Environment environment;
  EXPECT_EQ(verdict("before = tcpi_snd_cwnd", environment), "holds");
  EXPECT_EQ(verdict("assert tcpi_snd_cwnd == before", environment), "holds");
  EXPECT_EQ(verdict("before += 1; assert before == 11", environment), "holds");
}

TEST(Snippet, LongAndDeepInputNeitherRecursesNorCrashes) {
  std::string sum = "assert 1";
  std::string nots = "assert ";
  std::string brackets = "assert ";
  for (int i = 0; i < 100'000; ++i) {
    sum += " + 1 and 1";
    nots += "not ";
    brackets += "(";
  }
  EXPECT_EQ(verdict(sum), "holds");
  EXPECT_EQ(verdict(nots + "1"), "holds");
  EXPECT_EQ(verdict(brackets), "1:73: parentheses are nested too deeply");
}

}  // namespace
}  // namespace synspect::script
