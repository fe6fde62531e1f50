#include "reports/ladder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "reports/testing.h"

namespace synspect::reports {
namespace {

TEST(Ladder, ShowsCallsArrowsRelativeNumbersAndStates) {
  History history;
  testing::passive_open(history);
  EXPECT_EQ(
      ladder_text(history, {.style = {}, .width = 90}),
      R"(        time  line stack                                                            script
    0.000000     2               | socket() = 3                                          |
    0.000000     2               | listen(3, 5) = 0                                      |
    0.100000     4               |<------ S 0:0(0) isn 5000 win 65535 <mss 1460> --------|
    0.100000     4 SYN-RECEIVED  |---- S. 0:0(0) isn 9000 ack 1 win 65535 <mss 1460> --->|
    0.200000     6 ESTABLISHED   |<------------- . 1:1(0) ack 1 win 65535 ---------------|
    0.200000     6               |                   - the run ends -                    |
)");
}

TEST(Ladder, NamesTheRuleAtTheStepThatBrokeIt) {
  History history;
  history.begin(testing::header_of_two());
  testing::Step step{history};
  step.call(call::Socket{IpVersion::kV4}, 3);
  step.segment({.seq = 9000, .flags = kSyn, .bad_checksum = true}, true);
  step.observe(RunEnded{});
  const std::vector<Rung> all = rungs(history);
  const auto guilty = std::ranges::find_if(all, [](const Rung& r) { return !r.findings.empty(); });
  ASSERT_NE(guilty, all.end());
  EXPECT_EQ(guilty->kind, Rung::Kind::kRight);
  const std::string text = ladder_text(history);
  EXPECT_NE(text.find("*** broken MUST-2 (MUST): "), std::string::npos) << text;
  EXPECT_NE(text.find("bad checksum"), std::string::npos);
  EXPECT_NE(text.find("  expected  "), std::string::npos);
  EXPECT_NE(text.find("  observed  "), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "plain unless asked";
  EXPECT_NE(ladder_text(history, {.style = {.color = true}, .width = 100}).find("\x1b[31m"),
            std::string::npos);
}

TEST(Ladder, NumbersWithoutABeginningAreTheWires) {
  History history;
  history.begin(testing::header_of_two());
  testing::Step step{history};
  step.segment({.seq = 70, .ack = 80, .flags = kAck, .window = 5}, false);
  EXPECT_EQ(rungs(history).front().text, ". 70!:70!(0) ack 80! win 5");
}

// What the judge says has the numbers of the wire: a line below it ties them to those of the
// ladder.
TEST(Ladder, ASynNamesItsNumberOnceAndAFindingWhereTheyBegin) {
  History history;
  history.begin(testing::header_of_two());
  testing::Step step{history};
  step.segment({.seq = 9000, .flags = kSyn}, true);
  step.segment({.seq = 9000, .flags = kSyn}, true);
  step.segment({.seq = 500, .ack = 9001, .flags = kSyn | kAck}, false);
  step.segment({.seq = 9001, .ack = 501, .flags = kAck, .bad_checksum = true}, true);
  const std::vector<Rung> all = rungs(history);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].text, "S 0:0(0) isn 9000 win 65535");
  EXPECT_EQ(all[1].text, "S 0:0(0) win 65535") << "a repetition begins nothing";
  EXPECT_EQ(all[2].text, "S. 0:0(0) isn 500 ack 1 win 65535");
  EXPECT_EQ(all[3].text.substr(0, 14), ". 1:1(0) ack 1");
  EXPECT_EQ(all[3].numbers, "on the wire 0 of the stack is 9000, 0 of the script is 500");
  EXPECT_NE(ladder_text(history).find("numbers   on the wire 0 of the stack is 9000"),
            std::string::npos);
}

TEST(Ladder, ASynAmidAConnectionBeginsNothingUntilItIsTaken) {
  History history;
  history.begin(testing::header_of_two());
  testing::Step step{history};
  step.segment({.seq = 1000, .flags = kSyn}, false);
  step.segment({.seq = 70, .ack = 1001, .flags = kSyn | kAck}, true);
  step.segment({.seq = 1001, .ack = 71, .flags = kAck}, false);
  step.segment({.seq = 251000, .flags = kSyn}, false);
  step.segment({.seq = 71, .ack = 1001, .flags = kAck}, true);
  step.segment({.seq = 1001, .ack = 71, .flags = kAck}, false);
  step.segment({.seq = 251000, .flags = kSyn}, false);
  step.segment({.seq = 5070, .ack = 251001, .flags = kSyn | kAck}, true);
  step.segment({.seq = 251001, .ack = 5071, .flags = kAck}, false);
  const std::vector<Rung> all = rungs(history);
  ASSERT_EQ(all.size(), 9U);
  EXPECT_EQ(all[3].text, "S 0:0(0) isn 251000 win 65535");
  EXPECT_EQ(all[4].text, ". 1:1(0) ack 1 win 65535") << "a challenge, in the old numbers";
  EXPECT_EQ(all[5].text, ". 1:1(0) ack 1 win 65535");
  EXPECT_EQ(all[6].text, "S 0:0(0) win 65535");
  EXPECT_EQ(all[7].text, "S. 0:0(0) isn 5070 ack 1 win 65535");
  EXPECT_EQ(all[8].text, ". 1:1(0) ack 1 win 65535");
}

TEST(Ladder, KeepsToItsWidth) {
  History history;
  testing::passive_open(history);
  for (const int width : {80, 100, 120}) {
    std::istringstream lines{ladder_text(history, {.style = {}, .width = width})};
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), static_cast<std::size_t>(width)) << line;
    }
  }
}

TEST(Ladder, BothEndsOfAPairAndWhatTheNetworkLost) {
  History history;
  testing::lost_segment(history);
  const std::vector<Rung> all = rungs(history);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[1].kind, Rung::Kind::kLost);
  EXPECT_EQ(all[1].text, "lost: S 0:0(0) win 65535");
}

}  // namespace
}  // namespace synspect::reports
