// Every rule has an exchange that satisfies it and one that breaks it, at several sequence bases
// and in both IP versions.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "harness/judge/requirements.h"
#include "harness/judge/rule.h"
#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

std::vector<Row> all_rows() {
  std::vector<Row> rows;
  for (const auto& part :
       {header_rows(), open_rows(), reset_rows(), state_rows(), stream_rows(), close_rows(),
        timer_rows(), rto_rows(), probe_rows(), limit_rows(), call_rows(), flow_rows(), data_rows(),
        urgent_rows(), ecn_rows(), option_rows()}) {
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return rows;
}

std::vector<Base> bases() {
  std::vector<Base> result;
  for (const IpVersion version : {IpVersion::kV4, IpVersion::kV6}) {
    result.push_back({version, 1000, 5000});
    result.push_back({version, 0xffff'fffc, 0xffff'fffe});
    result.push_back({version, 0x7fff'fffa, 0});
  }
  return result;
}

void expect_row(const Row& row, Base base) {
  const std::string where = std::string{row.clause} + " at peer " + std::to_string(base.peer_isn) +
                            " over IPv" + (base.version == IpVersion::kV4 ? "4" : "6");
  Exchange good{base};
  row.good(good);
  good.end();
  EXPECT_EQ(good.findings(), "") << where;
  EXPECT_GT(good.upheld(row.clause), 0U) << where;
  Exchange bad{base};
  row.bad(bad);
  bad.end();
  EXPECT_TRUE(bad.accused(row.clause)) << where << "\n" << bad.findings();
}

class Rules : public testing::TestWithParam<Row> {};

TEST_P(Rules, UpheldByOneExchangeAndBrokenByAnother) {
  for (const Base& base : bases()) expect_row(GetParam(), base);
}

INSTANTIATE_TEST_SUITE_P(Judge, Rules, testing::ValuesIn(all_rows()), [](const auto& row) {
  std::string name{row.param.clause};
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
});

TEST(RuleTable, LargestMssOfIpv4) { expect_row(row_for_ipv4(), {}); }

TEST(RuleTable, EveryJudgedClauseHasBothExchanges) {
  std::set<std::string_view> rows{row_for_ipv4().clause};
  for (const Row& row : all_rows()) EXPECT_TRUE(rows.insert(row.clause).second) << row.clause;
  for (const ClauseId clause : judged_clauses()) {
    EXPECT_TRUE(rows.contains(clause.text())) << clause.text();
  }
  EXPECT_EQ(rows.size(), judged_clauses().size());
}

TEST(RuleTable, EveryClauseStandsInTheRequirementTables) {
  for (const RuleEntry& row : kRules) {
    const Requirement* requirement = find_requirement(row.clause.text());
    ASSERT_NE(requirement, nullptr) << row.clause.text();
    EXPECT_EQ(requirement->id, row.clause);
  }
}

TEST(RuleTable, JudgedClausesComeInTableOrder) {
  const Requirement* last = nullptr;
  for (const ClauseId clause : judged_clauses()) {
    const Requirement* row = find_requirement(clause.text());
    if (last) {
      EXPECT_LT(last, row) << clause.text();
    }
    last = row;
  }
}

}  // namespace
}  // namespace synspect::judge
