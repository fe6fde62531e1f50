#include "harness/gate/loss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "harness/gate/whereabouts.h"

namespace synspect::gate {
namespace {

using ::testing::ElementsAre;
using How = worker::Ending::How;

worker::Ending ending(How how, const worker::Page& page, std::string words = {}) {
  worker::Ending ending;
  ending.how = how;
  ending.number = SIGSEGV;
  ending.words = std::move(words);
  for (std::size_t i = 0; i < worker::kNotes; ++i) ending.notes[i] = page.notes[i];
  return ending;
}

TEST(Loss, TellsWhereAndWhat) {
  worker::Page page;
  Notes notes{page};
  notes.variant({.ip_version = IpVersion::kV6, .stack_isn = 0xffff'fff0U, .peer_shift = 5});
  notes.line(12);
  notes.cause(Operation::kCall, 1, static_cast<std::uint8_t>(UserCall{call::Connect{}}.index()));
  notes.enter(Operation::kPoll);
  notes.states({TcpState::kEstablished, TcpState::kCloseWait});
  notes.observed({.at = Time{Duration{3}}, .script_line = 0, .what = TimeAdvanced{}});
  notes.observed({.at = Time{Duration{7}}, .script_line = 0, .what = TimeAdvanced{}});

  const gate::Run run = run_cut_short(ending(How::kSignal, page), {});
  EXPECT_EQ(run.variant.ip_version, IpVersion::kV6);
  EXPECT_EQ(run.variant.stack_isn, 0xffff'fff0U);
  EXPECT_EQ(run.variant.peer_shift, 5U);
  EXPECT_EQ(run.outcome.verdict, drive::Verdict::kFail);
  EXPECT_EQ(run.outcome.line, 12U);
  ASSERT_EQ(run.findings.size(), 1U);
  const judge::Finding& finding = run.findings[0].finding;
  EXPECT_EQ(finding.kind, judge::FindingKind::kCrash);
  EXPECT_EQ(finding.endpoint, 1);
  EXPECT_EQ(finding.state, "ESTABLISHED");
  EXPECT_EQ(finding.all_states, "ESTABLISHED|CLOSE-WAIT");
  EXPECT_EQ(finding.event_class, "call:connect");
  EXPECT_EQ(finding.observed, "it died in poll(): SIGSEGV");
  EXPECT_EQ(finding.at, Time{Duration{7}});
  EXPECT_EQ(finding.position, 1U);
  EXPECT_EQ(run.findings[0].identity, "crash ESTABLISHED call:connect");
}

TEST(Loss, ASegmentIsNamedByItsFlags) {
  worker::Page page;
  Notes notes{page};
  notes.variant({});
  SegmentSeen seen;
  seen.direction = Direction::kToStack;
  seen.segment.flags = kSyn | kAck;
  notes.observed({.at = {}, .script_line = 0, .what = seen});
  notes.cause(Operation::kInject, 0);
  EXPECT_EQ(run_cut_short(ending(How::kHang, page), {}).findings[0].identity,
            "hang - segment:SYN,ACK");
}

// A stack may write over the page: whatever stands there, something is told.
TEST(Loss, RubbishOnThePageIsHarmless) {
  for (const std::uint64_t rubbish : {~std::uint64_t{0}, std::uint64_t{0xffff'ff0a'ff0bU}}) {
    worker::Page page;
    for (auto& note : page.notes) note = rubbish;
    const gate::Run run = run_cut_short(ending(How::kHang, page), {});
    EXPECT_FALSE(run.findings[0].identity.empty());
    EXPECT_FALSE(run.outcome.message.empty());
  }
}

constexpr std::string_view kReport =
    "some chatter\n"
    "==4711==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000011 at pc 0x1\n"
    "READ of size 1 at 0x602000000011 thread T0\n"
    "    #0 0x7f3a2b in __interceptor_memcpy (/lib/libasan.so+0x1)\n"
    "    #1 0x55d2ab in tcp_input(pbuf*) /src/tcp_in.c:12:3\n"
    "    #2 0x55d2ac in ip_input /src/ip.c:7\n"
    "\n"
    "0x602000000011 is located here\n"
    "    #0 0x7f3a2c in malloc (/lib/libasan.so+0x2)\n";

TEST(Loss, ASanitizersReportIsReadFromItsHead) {
  worker::Page page;
  const gate::Run run = run_cut_short(ending(How::kExit, page, std::string{kReport}), {});
  const judge::Finding& finding = run.findings[0].finding;
  EXPECT_EQ(finding.observed,
            "it died outside of its operations: AddressSanitizer: heap-buffer-overflow");
  EXPECT_THAT(finding.frames, ElementsAre("tcp_input(pbuf*)", "ip_input"));
  EXPECT_EQ(finding.last_words.front(),
            "==PID==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x.. at pc 0x1");
}

TEST(Loss, OfOtherWordsTheLastCount) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "line " + std::to_string(i) + "\n";
  words += std::string(1000, 'x') + "\x1b[31m\xff";
  const std::vector<std::string> lines = lines_that_matter(words);
  ASSERT_EQ(lines.size(), 12U);
  EXPECT_EQ(lines.front(), "line 89");
  EXPECT_EQ(lines.back(), std::string(200, 'x'));
  EXPECT_THAT(lines_that_matter("a\x1b\xff"), ElementsAre("a??"));
  EXPECT_TRUE(lines_that_matter("").empty());
  EXPECT_TRUE(top_frames(words).empty());
}

}  // namespace
}  // namespace synspect::gate
