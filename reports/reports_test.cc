#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "harness/gate/assessment.h"
#include "harness/gate/testing.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/ktap.h"
#include "reports/markdown.h"
#include "reports/text.h"

namespace synspect::reports {
namespace {

using drive::Verdict;
using gate::testing::found;
using gate::testing::result;

// One of everything: a pass, a failure, an unsupported trace, an error and a finding.
gate::Assessment sample() {
  gate::Found finding = found("MUST-34", "MUST-34 id");
  finding.finding.differences = {{"seq", "1001", "1002"}};
  finding.finding.script_line = 12;
  finding.finding.position = 7;
  finding.finding.at = Time{Duration{250}};
  gate::Result passed = result("a.pkt", Verdict::kPass, {"MUST-2"}, {finding});
  passed.runs.front().tallies = {{"MUST-2", 3, 0}, {"MUST-34", 0, 1}};
  passed.runs.front().variant.ip_version = IpVersion::kV6;
  passed.runs.front().variant.stack_isn = 0x7fff'fff0;
  gate::Result unsupported = result("c #1.pkt", Verdict::kUnsupported);
  unsupported.runs.front().outcome.construct = "icmp packet";
  unsupported.runs.front().outcome.message = "cannot be run";
  unsupported.runs.front().wall_us = 9;
  return gate::assess({passed, result("b.pkt", Verdict::kFail, {"SHLD-14"}), unsupported,
                       gate::not_run("d.pkt", "<not> \x01 a \"script\"", 2, 5)},
                      gate::testing::question());
}

std::string kind() { return std::string(judge::to_string(judge::FindingKind::kSafety)); }
std::string summary(std::string_view id) {  // of the real table, which the finding quotes
  return std::string(judge::find_requirement(id)->summary);
}

TEST(ReplayJsonl, Golden) {
  EXPECT_EQ(
      replay_jsonl(sample(), false),
      R"({"version":1,"format":"synspect-replay","stack":"reference","profile":"rfc","scripts":4})"
      "\n"
      R"({"script":"a.pkt","verdict":"pass","stack":"reference","profile":"rfc","line":0,)"
      R"("clause":"MUST-2","message":"","findings":[{"clause":"MUST-34","level":"MUST","kind":")" +
          kind() +
          R"(","identity":"MUST-34 id","state":"ESTABLISHED","event":"segment:ACK","line":12,)"
          R"("at_us":250,"position":7,"expected":"an ACK","observed":"a RST",)"
          R"("differences":[{"field":"seq","expected":"1001","observed":"1002"}]}],)"
          R"("virtual_us":1500})"
          "\n"
          R"({"script":"b.pkt","verdict":"fail","stack":"reference","profile":"rfc","line":4,)"
          R"("clause":"SHLD-14","message":"not as written","findings":[],"virtual_us":1500})"
          "\n"
          R"({"script":"c #1.pkt","verdict":"unsupported","stack":"reference","profile":"rfc",)"
          R"("line":4,"clause":null,"message":"icmp packet: cannot be run","findings":[],)"
          R"("virtual_us":1500})"
          "\n"
          R"({"script":"d.pkt","verdict":"error","stack":"reference","profile":"rfc","line":2,)"
          R"("clause":null,"message":"<not> \u0001 a \"script\"","findings":[],"virtual_us":0})"
          "\n");
}

TEST(ReplayJsonl, WallTimeOnlyOnDemand) {
  EXPECT_NE(replay_jsonl(sample(), true).find(R"("virtual_us":1500,"wall_us":9})"),
            std::string::npos);
}

TEST(FindingText, Golden) {
  const gate::Assessment all = sample();
  EXPECT_EQ(finding_text(all, all.issues.front(), {}),
            "FAIL MUST-34 (MUST): " + summary("MUST-34") +
                "\n"
                "  at        a.pkt:12 (ipv6,isn=0x7ffffff0), 250 us, observation 7\n"
                "  state     ESTABLISHED, on segment:ACK\n"
                "  expected  an ACK\n"
                "  observed  a RST\n"
                "  differs   seq      expected 1001, observed 1002\n"
                "  seen in   1 run\n"
                "  identity  MUST-34 id\n"
                "  replay    ./synspect replay a.pkt --stack reference"
                " --variant ipv6,isn=0x7ffffff0 --judge=fail\n");
}

TEST(FindingText, WhoeverReplaysABrokenShouldAsksForItStrictly) {
  gate::Assessment all = sample();
  all.issues.front().found.finding.level = judge::Level::kShould;
  EXPECT_NE(finding_text(all, all.issues.front(), {}).find("--judge=fail --strict\n"),
            std::string::npos);
  all.issues.front().found.finding.clause = {};  // a death is no advice
  EXPECT_EQ(finding_text(all, all.issues.front(), {}).find("--strict"), std::string::npos);
}

TEST(FindingText, WhoeverReplaysNeedsTheMacros) {
  gate::Assessment all = sample();
  all.macros = {{"port", "8080"}, {"text", "\"a b\""}};
  EXPECT_NE(finding_text(all, all.issues.front(), {})
                .find("--stack reference -D port=8080 -D 'text=\"a b\"' --variant"),
            std::string::npos);
}

TEST(GateText, TableIsAlignedAndPlain) {
  const std::string text = gate_text(sample(), {});
  EXPECT_NE(
      text.find(
          "\nverdict        clause                    level         upheld  broken  traces  "
          "summary\n"
          "pass           MUST-2                    MUST               3       0       1  "
          "Checksums are right.\n"
          "FAIL           MUST-34                   MUST               0       1       1  "
          "Windows shrink not.\n"
          "advisory       SHLD-14                   SHOULD             0       0       1  "
          "Edges stay put.\n"
          "3 of the 4 clauses of the tables put to the test, 0 of them by traces alone; 4 have "
          "a rule, 1 of them not exercised\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("fail        b.pkt:4: not as written [advisory]\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("1 passed, 1 failed, 1 unsupported, 1 errors in 4 runs; exit 2\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(gate_text(sample(), {.color = true}).find("\x1b[31m"), std::string::npos);
}

TEST(GateText, AClauseThatOnlyTracesTestIsNoPassOfTheJudge) {
  const gate::Assessment all =
      gate::assess({result("a.pkt", Verdict::kPass, {"MUST-2"})}, gate::testing::question());
  const std::string text = gate_text(all, {});
  EXPECT_NE(text.find("\npasses traces  MUST-2                    MUST               -       0  "),
            std::string::npos)
      << text;
  EXPECT_NE(
      text.find("1 of the 4 clauses of the tables put to the test, 1 of them by traces alone"),
      std::string::npos)
      << text;
  EXPECT_NE(markdown(all).find("| passes traces | MUST-2 | MUST | - | 0 |"), std::string::npos);
}

// What `pass` of a script leaves out stands in the last line, with what the exit code makes of it.
TEST(ReplayText, TheLastLineTellsOfObjections) {
  const auto last_line = [](std::vector<gate::Found> found, gate::JudgeMode mode) {
    gate::Question question = gate::testing::question();
    question.judge_mode = mode;
    const gate::Assessment all =
        gate::assess({result("a.pkt", Verdict::kPass, {}, std::move(found))}, question);
    const std::string text = replay_text(all, {}, false);
    return text.substr(text.rfind('\n', text.size() - 2) + 1);
  };
  const std::string passed = "1 passed, 0 failed, 0 unsupported, 0 errors";
  const gate::Found must = gate::testing::found("MUST-34", "one");
  gate::Found should = gate::testing::found("SHLD-14", "two");
  should.finding.level = judge::Level::kShouldNot;
  using enum gate::JudgeMode;
  EXPECT_EQ(last_line({}, kReport), passed + "\n");
  EXPECT_EQ(last_line({must}, kReport),
            passed + "; 1 objection of the judge (not counted: --judge=fail counts it)\n");
  EXPECT_EQ(last_line({must, should}, kReport),
            passed + "; 2 objections of the judge (not counted: --judge=fail counts 1 of them)\n");
  EXPECT_EQ(last_line({should}, kReport),
            passed + "; 1 objection of the judge (not counted: --judge=fail --strict counts it)\n");
  EXPECT_EQ(last_line({must}, kFail), passed + "; 1 objection of the judge (counted)\n");
  EXPECT_EQ(last_line({gate::testing::found({}, "crash")}, kReport),
            passed + "; 1 failure of the stack itself (counted)\n");
  EXPECT_EQ(last_line({must, should}, kFail),
            passed +
                "; 2 objections of the judge (1 counted: --strict counts a broken SHOULD, "
                "too)\n");
  EXPECT_EQ(last_line({should}, kFail),
            passed +
                "; 1 objection of the judge (not counted: --strict counts a broken SHOULD, "
                "too)\n");
}

TEST(ReplayKtap, Golden) {
  EXPECT_EQ(replay_ktap(sample(), false),
            "KTAP version 1\n"
            "1..4\n"
            "# finding MUST-34 (MUST): a RST\n"
            "ok 1 a.pkt\n"
            "# b.pkt:4: not as written\n"
            "not ok 2 b.pkt\n"
            "ok 3 c _1.pkt # SKIP icmp packet: cannot be run\n"
            "# d.pkt:2:5: <not>   a \"script\"\n"
            "not ok 4 d.pkt\n");
}

TEST(JUnit, Golden) {
  gate::Assessment all = sample();
  all.issues.clear();  // their text has its own test
  EXPECT_EQ(junit(all), R"(<?xml version="1.0"?>
<testsuites name="synspect">
 <testsuite name="synspect.traces" tests="4" failures="0" errors="1" skipped="2">
  <testcase classname="synspect.reference.traces" name="a.pkt" />
  <testcase classname="synspect.reference.traces" name="b.pkt">
   <skipped message="advisory: b.pkt:4: not as written">advisory: b.pkt:4: not as written</skipped>
  </testcase>
  <testcase classname="synspect.reference.traces" name="c #1.pkt">
   <skipped message="unsupported: c #1.pkt:4: icmp packet: cannot be run">unsupported: c #1.pkt:4: icmp packet: cannot be run</skipped>
  </testcase>
  <testcase classname="synspect.reference.traces" name="d.pkt">
   <error message="d.pkt:2:5: &lt;not>   a &quot;script&quot;">d.pkt:2:5: &lt;not&gt; ? a "script"</error>
  </testcase>
 </testsuite>
 <testsuite name="synspect.clauses" tests="4" failures="1" errors="0" skipped="1">
  <testcase classname="synspect.reference.clauses" name="MUST-2" />
  <testcase classname="synspect.reference.clauses" name="MUST-34">
   <failure message="MUST: Windows shrink not.">MUST: Windows shrink not.
</failure>
  </testcase>
  <testcase classname="synspect.reference.clauses" name="SHLD-14">
   <system-out>b.pkt:4: not as written
</system-out>
  </testcase>
  <testcase classname="synspect.reference.clauses" name="MAY-5">
   <skipped message="not exercised: MAY: Keep-alives.">not exercised: MAY: Keep-alives.</skipped>
  </testcase>
 </testsuite>
</testsuites>
)");
}

TEST(JUnit, NamesAreUniqueAndChargesStandInTheText) {
  const gate::Assessment all =
      gate::assess({result("a.pkt", Verdict::kPass, {}, {found("MUST-34", "x")}),
                    result("a.pkt", Verdict::kPass), result("a.pkt", Verdict::kPass)},
                   gate::testing::question());
  const std::string text = junit(all);
  for (const char* name : {"name=\"a.pkt\"", "name=\"a.pkt (2)\"", "name=\"a.pkt (3)\""}) {
    EXPECT_NE(text.find(name), std::string::npos) << name;
  }
  EXPECT_NE(text.find("  observed  a RST\n"), std::string::npos) << text;
}

TEST(Markdown, EscapesCells) {
  const std::string text = markdown(sample());
  EXPECT_NE(text.find("| FAIL | MUST-34 (MUST) | a.pkt:12 | a RST |\n"), std::string::npos) << text;
  EXPECT_NE(text.find("| advisory | SHLD-14 | b.pkt:4 | not as written |\n"), std::string::npos);
  const gate::Assessment pipes =
      gate::assess({result("x|y.pkt", Verdict::kFail)}, gate::testing::question());
  EXPECT_NE(markdown(pipes).find("x\\|y.pkt:4"), std::string::npos);
}

TEST(GateJson, NamesVersionVerdictsAndReplay) {
  const std::string text = gate_json(sample());
  for (const char* piece : {"\"version\": 1,\n \"format\": \"synspect-gate\"", "\"exit_code\": 2",
                            "\"standing\": \"FAIL\"", "\"verdict\": \"not exercised\"",
                            "\"replay\": \"./synspect replay a.pkt --stack reference --variant"}) {
    EXPECT_NE(text.find(piece), std::string::npos) << piece << "\n" << text;
  }
}

// Every key, however deep, stands in reports/FORMATS.md.
void expect_documented(const nlohmann::json& value, const std::string& formats) {
  if (value.is_array()) {
    for (const nlohmann::json& item : value) expect_documented(item, formats);
  }
  if (!value.is_object()) return;
  for (const auto& item : value.items()) {
    EXPECT_NE(formats.find("`" + item.key() + "`"), std::string::npos) << item.key();
    expect_documented(item.value(), formats);
  }
}

TEST(Json, EveryFieldIsDocumented) {
  std::ifstream file{SYNSPECT_SOURCE_DIR "/reports/FORMATS.md"};
  const std::string formats{std::istreambuf_iterator<char>{file}, {}};
  gate::Assessment all = sample();
  all.troubles.push_back({});
  expect_documented(nlohmann::json::parse(gate_json(all)), formats);
  expect_documented(nlohmann::json::parse(finding_json(all, all.issues.front())), formats);
  std::istringstream lines{replay_jsonl(all, true)};
  for (std::string line; std::getline(lines, line);) {
    expect_documented(nlohmann::json::parse(line), formats);
  }
}

TEST(Json, OctetsThatAreNoUtf8DoNotStopAReport) {
  const gate::Assessment all =
      gate::assess({result("\xff\xfe.pkt", Verdict::kPass)}, gate::testing::question());
  EXPECT_NE(replay_jsonl(all, false).find("\"verdict\":\"pass\""), std::string::npos);
}

TEST(ShellWord, QuotesWhatAShellWouldRead) {
  EXPECT_EQ(shell_word("corpus/a-b_c.pkt"), "corpus/a-b_c.pkt");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's;x"), "'it'\\''s;x'");
}

}  // namespace
}  // namespace synspect::reports
