// poll(), readv(), writev() and recvfrom() of a script.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/drive/fake_stack.h"
#include "harness/drive/script_run.h"
#include "harness/history/history.h"
#include "harness/script/script.h"

namespace synspect::drive {
namespace {

using testing::HasSubstr;

Outcome play(const std::string& line, std::vector<CallResult> answers, History& history) {
  const auto script = script::parse("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n" + line);
  EXPECT_TRUE(script) << script.error().to_string("script");
  if (!script) return {};
  EXPECT_EQ(find_unsupported(*script), std::nullopt);
  FakeStack stack;
  stack.answers = {CallResult::of(3)};
  stack.answers.insert(stack.answers.end(), answers.begin(), answers.end());
  return run_script(*script, {.path = "script", .variant = {}}, stack, history);
}

struct Row {
  const char* line;
  std::vector<CallResult> answers;
  const char* problem;  // empty: it passes
};

TEST(PollRun, Table) {
  const CallResult nothing = CallResult::of(0);
  const CallResult readable = CallResult::of(call::kPollIn);
  const Row rows[] = {
      {"+0 poll([{fd=3, events=POLLIN, revents=POLLIN}], 1, 0) = 1\n", {readable}, ""},
      {"+0 poll([{fd=3, events=POLLIN}], 1, 0) = 0\n", {nothing}, ""},
      {"+0 poll([{fd=3, events=POLLIN, revents=0}], 1, 50) = 0\n", {nothing}, ""},
      {"+0 poll([{fd=3, events=POLLIN|POLLOUT, revents=POLLOUT}], 1, 0) = 1\n",
       {readable},
       "descriptor 3 expected POLLOUT, the stack says POLLIN"},
      {"+0 poll([{fd=3, events=POLLIN, revents=POLLIN}], 1, 0) = 1\n",
       {nothing},
       "expected POLLIN, the stack says 0"},
      {"+0 poll([{fd=3, events=POLLIN, revents=POLLIN}], 1, 50) = 1\n", {nothing}, "would block"},
      {"+0 poll([{fd=9, events=POLLIN, revents=POLLNVAL}], 1, 0) = 1\n", {}, ""},
      {"+0 poll([{fd=-1, events=POLLIN}], 1, 0) = 0\n", {}, ""},
      {"+0 poll([{fd=3, events=POLLIN, revents=POLLIN}], 1, 0) = 2\n",
       {readable},
       "expected 2, the stack returned 1"},
      {"+0 poll([{fd=3, events=POLLIN}], 2, 0) = 0\n", {}, "how many"},
      {"+0 poll([{fd=3, wishes=POLLIN}], 1, 0) = 0\n", {}, "an entry is"},
      {"+0 writev(3, [{..., 10}, {..., 20}], 2) = 30\n", {CallResult::of(30)}, ""},
      {"+0 readv(3, [{iov_base=..., iov_len=10}], 1) = 4\n", {CallResult::of(4)}, ""},
      {"+0 readv(3, [{..., 10}], 2) = 4\n", {}, "a list of {..., OCTETS}"},
      {"+0 writev(3, [{..., -1}], 1) = 4\n", {}, "a list of {..., OCTETS}"},
      {"+0 recvfrom(3, ..., 100, 0, ..., ...) = 5\n", {CallResult::of(5)}, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.line);
    History history;
    const Outcome outcome = play(row.line, row.answers, history);
    if (*row.problem == '\0') {
      EXPECT_EQ(outcome.verdict, Verdict::kPass) << outcome.message;
    } else {
      EXPECT_EQ(outcome.verdict, Verdict::kFail);
      EXPECT_THAT(outcome.message, HasSubstr(row.problem));
    }
  }
}

TEST(PollRun, WhatIsAskedOfTheStack) {
  History history;
  static_cast<void>(
      play("+0 writev(3, [{..., 10}, {..., 20}], 2) = 30\n"
           "+0 poll([{fd=3, events=POLLIN|POLLRDHUP}], 1, 0) = 0\n",
           {CallResult::of(30), CallResult::of(0)}, history));
  std::vector<UserCall> asked;
  for (const Observation& seen : history.observations()) {
    if (const auto* call = std::get_if<CallSeen>(&seen.what)) asked.push_back(call->call);
  }
  ASSERT_GE(asked.size(), 3U);
  EXPECT_EQ(std::get<call::Send>(asked[1]).data.size(), 30U);
  EXPECT_EQ(std::get<call::Poll>(asked[2]).events, call::kPollIn | call::kPollRdHup);
}

}  // namespace
}  // namespace synspect::drive
