#include "harness/cli/finds_summary.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace synspect::cli {
namespace {

Find find_of(const std::string& identity, std::uint64_t repeats, bool known = false) {
  Find find;
  find.identity = identity;
  find.says = "expected one thing; observed another";
  find.folder = "out/findings/" + clause_of(identity);
  find.repeats = repeats;
  find.known = known;
  return find;
}

const Reasons kKnown = {{"MUST-12 safety", "a close is told that did not come"},
                        {"6298-5.5 timing SYN-SENT timer", "a SYN comes every 3 s"},
                        {"crash ESTABLISHED timer", "an assertion"}};
const std::vector<Find> kFinds = {
    find_of("SHLD-30 timing ESTABLISHED timer", 900),
    find_of("MUST-12 safety", 5000, true),
    find_of("6298-5.5 timing CLOSE-WAIT timer", 800),
    find_of("MUST-34 liveness ESTABLISHED segment:ACK", 3),
    find_of("crash CLOSED segment:SYN", 1),
    find_of("MUST-3 safety ESTABLISHED segment:RST", 7),
    find_of("MUST-34 liveness CLOSE-WAIT segment:ACK", 5),
};

TEST(FindsSummary, TheGravestComesFirstAndWhatIsKnownElsewhereLast) {
  std::vector<std::string> order;
  for (const FindGroup& group : new_groups(kFinds, kKnown)) order.push_back(group.clause);
  EXPECT_EQ(order, (std::vector<std::string>{"crash", "MUST-34", "MUST-3", "SHLD-30", "6298-5.5"}));
  const std::vector<FindGroup> groups = new_groups(kFinds, kKnown);
  EXPECT_TRUE(groups[0].elsewhere.empty()) << "a death is not another one";
  EXPECT_EQ(groups[1].finds.size(), 2U);
  EXPECT_EQ(groups[1].repeats, 8U);
  EXPECT_EQ(groups[1].finds.front()->repeats, 5U) << "the one seen most often first";
  EXPECT_EQ(groups[4].elsewhere, std::vector<std::string>{"6298-5.5 timing SYN-SENT timer"});
}

TEST(FindsSummary, SaysWhatTheBaselineKnowsAndWhere) {
  const std::string text = findings_summary(kFinds, kKnown, "out", 12);
  const auto at = [&](const std::string& what) {
    const std::size_t place = text.find(what);
    EXPECT_NE(place, std::string::npos) << what << "\n" << text;
    return place;
  };
  EXPECT_LT(at("MUST-34 (MUST): A sender copes"), at("6298-5.5 (MUST): On expiry RTO doubles."));
  at("        5    liveness CLOSE-WAIT segment:ACK\n");
  at("expected one thing; observed another\n");
  at("    baseline: SYN-SENT timer: a SYN comes every 3 s\n");
  at("known to the baseline: 1 finding, seen 5000 times");
  EXPECT_EQ(text.find("MUST-12"), std::string::npos);
  EXPECT_EQ(findings_count(kFinds, kKnown),
            "7 distinct findings, 6 of them new, 1 of those a known deviation in another state");
}

TEST(FindsSummary, WhatIsTooMuchForAPersonIsCounted) {
  const std::string text = findings_summary(kFinds, kKnown, "out", 2);
  EXPECT_NE(text.find("MUST-34"), std::string::npos);
  EXPECT_EQ(text.find("MUST-3 "), std::string::npos);
  EXPECT_NE(text.find("and 3 more clauses: ./synspect show out tells all\n"), std::string::npos);
  EXPECT_EQ(findings_summary({}, kKnown, "out", 12), "");
}

TEST(KnownFindings, OfTheSameClauseElsewhere) {
  EXPECT_EQ(known_elsewhere(kKnown, "6298-5.5 timing LISTEN timer").size(), 1U);
  EXPECT_TRUE(known_elsewhere(kKnown, "6298-5.5 timing SYN-SENT timer").empty()) << "itself";
  EXPECT_TRUE(known_elsewhere(kKnown, "6298-5.6 timing SYN-SENT timer").empty());
  EXPECT_EQ(where_of("6298-5.5 timing SYN-SENT timer"), "SYN-SENT timer");
  EXPECT_EQ(where_of("MUST-12 safety"), "any state");
  EXPECT_EQ(where_of("crash ESTABLISHED timer"), "ESTABLISHED timer");
  EXPECT_EQ(clause_of("broken-interface: the stack died"), "broken-interface");
}

}  // namespace
}  // namespace synspect::cli
