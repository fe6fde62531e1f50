#include "harness/gate/assessment.h"

#include <gtest/gtest.h>

#include "harness/gate/testing.h"
#include "harness/gate/update.h"

namespace synspect::gate {
namespace {

using drive::Verdict;
using testing::found;
using testing::question;
using testing::result;

BaselineEntry entry(KnownOutcome outcome, std::string subject, const char* expires = "2026-12-31") {
  BaselineEntry one;
  one.stack = "reference";
  one.outcome = outcome;
  one.subject = std::move(subject);
  one.reason = "because";
  one.expires = *parse_date(expires);
  return one;
}

ClauseVerdict verdict_of(const Assessment& all, judge::ClauseId id) {
  for (const ClauseRow& row : all.clauses) {
    if (row.requirement->id == id) return row.verdict;
  }
  ADD_FAILURE() << "no row " << id.text();
  return ClauseVerdict::kNotExercised;
}

struct Row {
  const char* name;
  judge::ClauseId clause;
  bool strict;
  JudgeMode mode;
  ExitCode code;
  ClauseVerdict verdict;
};
constexpr Row kFindings[] = {
    {"MUST", "MUST-34", false, JudgeMode::kFail, ExitCode::kNonconformance, ClauseVerdict::kFail},
    {"MUST, only reported", "MUST-34", false, JudgeMode::kReport, ExitCode::kAsExpected,
     ClauseVerdict::kFail},
    {"SHOULD", "SHLD-14", false, JudgeMode::kFail, ExitCode::kAsExpected, ClauseVerdict::kAdvisory},
    {"SHOULD, strict", "SHLD-14", true, JudgeMode::kFail, ExitCode::kNonconformance,
     ClauseVerdict::kFail},
    {"MAY, strict", "MAY-5", true, JudgeMode::kFail, ExitCode::kAsExpected,
     ClauseVerdict::kRecorded},
};

TEST(Assessment, AFindingWeighsByItsLevel) {
  for (const Row& row : kFindings) {
    Question asked = question();
    asked.strict = row.strict;
    asked.judge_mode = row.mode;
    const Assessment all =
        assess({result("a.pkt", Verdict::kPass, {}, {found(row.clause, "x")})}, asked);
    EXPECT_EQ(exit_code(all.facts), row.code) << row.name;
    EXPECT_EQ(verdict_of(all, row.clause), row.verdict) << row.name;
  }
}

TEST(Assessment, AFailedTraceWeighsByItsHeader) {
  struct Case {
    std::vector<judge::ClauseId> clauses;
    bool strict, weigh;
    ExitCode code;
  };
  const Case cases[] = {
      {{}, false, true, ExitCode::kNonconformance},
      {{"MUST-34"}, false, true, ExitCode::kNonconformance},
      {{"MAY-5", "MUST-34"}, false, true, ExitCode::kNonconformance},
      {{"SHLD-14"}, false, true, ExitCode::kAsExpected},
      {{"SHLD-14"}, true, true, ExitCode::kNonconformance},
      {{"SHLD-14"}, false, false, ExitCode::kNonconformance},
      {{"MAY-5"}, true, true, ExitCode::kAsExpected},
  };
  for (const Case& each : cases) {
    Question asked = question();
    asked.strict = each.strict;
    asked.weigh_traces = each.weigh;
    const Assessment all = assess({result("a.pkt", Verdict::kFail, each.clauses)}, asked);
    EXPECT_EQ(exit_code(all.facts), each.code) << "case " << (&each - cases);
  }
}

TEST(Assessment, AFailedTraceAccusesOnlyWhatTheJudgeDidNotClear) {
  Result failed = result("a.pkt", Verdict::kFail, {"MUST-2", "MUST-34", "SHLD-14"});
  EXPECT_EQ(verdict_of(assess({failed}, question()), "MUST-2"), ClauseVerdict::kFail)
      << "nothing speaks for it";

  Result upheld = failed;
  upheld.runs[0].tallies = {{.clause = "MUST-2", .upheld = 3, .broken = 0}};
  const Assessment tested = assess({upheld}, question());
  EXPECT_EQ(verdict_of(tested, "MUST-2"), ClauseVerdict::kPass);
  EXPECT_EQ(verdict_of(tested, "MUST-34"), ClauseVerdict::kFail);

  Result explained = failed;
  explained.runs[0].findings = {found("MUST-34", "x")};
  const Assessment known = assess({explained}, question());
  EXPECT_EQ(verdict_of(known, "MUST-34"), ClauseVerdict::kFail);
  EXPECT_EQ(verdict_of(known, "MUST-2"), ClauseVerdict::kNotExercised);
}

TEST(Assessment, VerdictsToExitCodes) {
  EXPECT_EQ(exit_code(assess({}, question()).facts), ExitCode::kUsage);
  EXPECT_EQ(exit_code(assess({result("a", Verdict::kPass)}, question()).facts),
            ExitCode::kAsExpected);
  EXPECT_EQ(exit_code(assess({result("a", Verdict::kError)}, question()).facts), ExitCode::kUsage);
  EXPECT_EQ(exit_code(assess({result("a", Verdict::kUnsupported)}, question()).facts),
            ExitCode::kEnvironment);
  EXPECT_EQ(exit_code(assess({result("a", Verdict::kUnsupported), result("b", Verdict::kPass)},
                             question())
                          .facts),
            ExitCode::kAsExpected);
  EXPECT_EQ(
      exit_code(
          assess({result("a", Verdict::kFail), result("b", Verdict::kError)}, question()).facts),
      ExitCode::kUsage);
}

TEST(Assessment, ACrashIsAViolationWithoutAClause) {
  const Assessment all =
      assess({result("a", Verdict::kFail, {"MAY-5"}, {found({}, "crash f g")})}, question());
  EXPECT_EQ(exit_code(all.facts), ExitCode::kNonconformance);
}

TEST(Assessment, OneIssuePerIdentityHoweverOftenSeen) {
  Result twice = result("a", Verdict::kPass, {}, {found("MUST-2", "x"), found("MUST-2", "x")});
  twice.runs.push_back(twice.runs.front());
  const Assessment all =
      assess({twice, result("b", Verdict::kPass, {}, {found("MUST-2", "x"), found("MUST-2", "y")})},
             question());
  ASSERT_EQ(all.issues.size(), 2U);
  EXPECT_EQ(all.issues[0].found.identity, "x");
  EXPECT_EQ(all.issues[0].seen, 3U);
  EXPECT_EQ(all.issues[1].result, 1U);
}

TEST(Assessment, ClauseRowsCountRunsAndTraces) {
  Result one = result("a", Verdict::kPass, {"MUST-34"});
  one.runs.front().tallies = {{"MUST-2", 5, 0}};
  one.runs.push_back(one.runs.front());
  const Assessment all = assess({one}, question());
  ASSERT_EQ(all.clauses.size(), 4U);
  EXPECT_EQ(all.clauses[0].upheld, 10U);
  EXPECT_EQ(all.clauses[0].traces, 1U);
  EXPECT_EQ(verdict_of(all, "MUST-2"), ClauseVerdict::kPass);
  EXPECT_EQ(verdict_of(all, "MUST-34"), ClauseVerdict::kPass);  // its trace passes
  EXPECT_EQ(verdict_of(all, "SHLD-14"), ClauseVerdict::kNotExercised);
}

TEST(Assessment, TheBaselineExcusesWhatItNames) {
  const Baseline baseline{
      {entry(KnownOutcome::kFinding, "x"), entry(KnownOutcome::kFail, "a.pkt")}};
  Question asked = question();
  asked.baseline = &baseline;
  const Assessment all =
      assess({result("a.pkt", Verdict::kFail, {"MUST-34"}, {found("MUST-2", "x")})}, asked);
  EXPECT_EQ(exit_code(all.facts), ExitCode::kAsExpected);
  EXPECT_EQ(all.issues.front().reason, "because");
  EXPECT_EQ(verdict_of(all, "MUST-2"), ClauseVerdict::kKnown);
  EXPECT_EQ(verdict_of(all, "MUST-34"), ClauseVerdict::kKnown);

  const Assessment more = assess(
      {result("a.pkt", Verdict::kFail, {}, {found("MUST-2", "x"), found("MUST-2", "z")})}, asked);
  EXPECT_EQ(exit_code(more.facts), ExitCode::kNonconformance);
  EXPECT_EQ(verdict_of(more, "MUST-2"), ClauseVerdict::kFail);
}

// Chance reaches one fault in many states: one entry for all that generated scenarios show of it.
TEST(Assessment, OfGeneratedScenariosTheBaselineMayNameTheFamily) {
  const Baseline baseline{{entry(KnownOutcome::kFinding, "MUST-34 safety")}};
  Question asked = question();
  asked.baseline = &baseline;
  for (const bool generated : {true, false}) {
    std::vector<Result> results{result("fuzz/state_machine", Verdict::kPass, {},
                                       {found("MUST-34", "MUST-34 safety LISTEN timer"),
                                        found("MUST-34", "MUST-34 safety CLOSED timer")})};
    if (generated) results.front().target = "state_machine";
    const Assessment all = assess(std::move(results), asked);
    for (const Issue& issue : all.issues) {
      EXPECT_EQ(issue.standing, generated ? Standing::kKnown : Standing::kViolation);
    }
    EXPECT_EQ(all.troubles.size(), generated ? 0U : 1U) << "nothing else uses the entry";
  }
  // Written the same way.
  asked.baseline = nullptr;
  std::vector<Result> results{result("fuzz/state_machine", Verdict::kPass, {},
                                     {found("MUST-34", "MUST-34 safety LISTEN timer"),
                                      found("MUST-34", "MUST-34 safety CLOSED timer")})};
  results.front().target = "state_machine";
  const Assessment all = assess(std::move(results), asked);
  const Update update = update_baseline({}, std::span{&all, 1}, asked.today);
  ASSERT_EQ(update.baseline.entries.size(), 1U);
  EXPECT_EQ(update.baseline.entries.front().subject, "MUST-34 safety");
}

TEST(Assessment, EntriesThatNoLongerHold) {
  struct Case {
    const char* name;
    BaselineEntry known;
    Result seen;
    bool everything;
    std::vector<BaselineTrouble::Kind> troubles;
  };
  using Kind = BaselineTrouble::Kind;
  BaselineEntry foreign = entry(KnownOutcome::kFinding, "x");
  foreign.stack = "lwip";
  const Case cases[] = {
      {"passes now",
       entry(KnownOutcome::kFail, "a"),
       result("a", Verdict::kPass),
       true,
       {Kind::kUnexpectedPass}},
      {"passes now, a part",
       entry(KnownOutcome::kFail, "a"),
       result("a", Verdict::kPass),
       false,
       {Kind::kUnexpectedPass}},
      {"no such trace",
       entry(KnownOutcome::kFail, "b"),
       result("a", Verdict::kPass),
       true,
       {Kind::kStale}},
      {"not selected", entry(KnownOutcome::kFail, "b"), result("a", Verdict::kPass), false, {}},
      {"not found",
       entry(KnownOutcome::kFinding, "x"),
       result("a", Verdict::kPass),
       true,
       {Kind::kStale}},
      {"not found in a part",
       entry(KnownOutcome::kFinding, "x"),
       result("a", Verdict::kPass),
       false,
       {}},
      {"last day",
       entry(KnownOutcome::kFail, "a", "2026-06-15"),
       result("a", Verdict::kFail),
       true,
       {}},
      {"day after",
       entry(KnownOutcome::kFail, "a", "2026-06-14"),
       result("a", Verdict::kFail),
       true,
       {Kind::kExpired}},
      {"another stack's", foreign, result("a", Verdict::kPass), true, {}},
  };
  for (const Case& each : cases) {
    const Baseline baseline{{each.known}};
    Question asked = question();
    asked.baseline = &baseline;
    asked.everything = each.everything;
    const Assessment all = assess({each.seen}, asked);
    std::vector<Kind> kinds;
    for (const BaselineTrouble& trouble : all.troubles) kinds.push_back(trouble.kind);
    EXPECT_EQ(kinds, each.troubles) << each.name;
    EXPECT_EQ(exit_code(all.facts),
              each.troubles.empty() ? ExitCode::kAsExpected : ExitCode::kBaseline)
        << each.name;
  }
}

TEST(Update, WritesOnlyWhatAllRunsSaw) {
  const Assessment both =
      assess({result("a.pkt", Verdict::kFail, {"MUST-34"},
                     {found("MUST-2", "x"), found("MUST-2", "y"), found("SHLD-14", "advice")})},
             question());
  const Assessment one =
      assess({result("a.pkt", Verdict::kFail, {"MUST-34"}, {found("MUST-2", "x")})}, question());
  BaselineEntry foreign = entry(KnownOutcome::kFinding, "x");
  foreign.stack = "lwip";
  const Baseline old{{foreign, entry(KnownOutcome::kFinding, "x", "2026-07-01"),
                      entry(KnownOutcome::kFinding, "gone")}};
  const Assessment runs[] = {both, one, both};
  const Update update = update_baseline(old, runs, *parse_date("2026-06-15"));

  EXPECT_EQ(update.unsteady, std::vector<std::string>{"y"});
  EXPECT_EQ(update.without_reason, 1U);
  ASSERT_EQ(update.baseline.entries.size(), 3U);
  EXPECT_EQ(update.baseline.entries[0].stack, "lwip");
  EXPECT_EQ(update.baseline.entries[1].subject, "x");
  EXPECT_EQ(update.baseline.entries[1].reason, "because");
  EXPECT_EQ(to_string(update.baseline.entries[1].expires), "2026-07-01");
  EXPECT_EQ(update.baseline.entries[2].subject, "a.pkt");
  EXPECT_EQ(update.baseline.entries[2].clause, "MUST-34");
  EXPECT_EQ(to_string(update.baseline.entries[2].expires), "2026-09-13");

  const auto loaded =
      parse_baseline(print_baseline(update.baseline), Reasons::kRequired, testing::find);
  ASSERT_FALSE(loaded.has_value());
  EXPECT_NE(loaded.error().find("fill in the reason"), std::string::npos);
}

TEST(Update, AnEntryThatRanOutAndStillHoldsIsRenewedByName) {
  const Assessment seen =
      assess({result("a.pkt", Verdict::kFail), result("b.pkt", Verdict::kFail)}, question());
  const Baseline old{{entry(KnownOutcome::kFail, "a.pkt", "2026-06-14"),
                      entry(KnownOutcome::kFail, "b.pkt", "2026-06-15")}};
  const Assessment runs[] = {seen, seen, seen};
  const Update update = update_baseline(old, runs, *parse_date("2026-06-15"));
  EXPECT_EQ(update.renewed, std::vector<std::string>{"a.pkt"});
  ASSERT_EQ(update.baseline.entries.size(), 2U);
  EXPECT_EQ(to_string(update.baseline.entries[0].expires), "2026-09-13");
  EXPECT_EQ(update.baseline.entries[0].reason, "because");
  EXPECT_EQ(to_string(update.baseline.entries[1].expires), "2026-06-15");
}

}  // namespace
}  // namespace synspect::gate
