#include "reports/sarif.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "harness/gate/testing.h"

namespace synspect::reports {
namespace {

using Json = nlohmann::json;
using gate::testing::found;
using gate::testing::question;
using gate::testing::result;

Json sarif_of(std::vector<gate::Result> results, const gate::Baseline* baseline = nullptr) {
  gate::Question asked = question();
  asked.baseline = baseline;
  return Json::parse(sarif(gate::assess(std::move(results), asked)));
}

TEST(Sarif, AResultPerFindingAndARulePerClause) {
  gate::Found first = found("MUST-34", "MUST-34 one");
  first.finding.script_line = 12;
  const Json document =
      sarif_of({result("corpus/a b.pkt", drive::Verdict::kPass, {},
                       {first, found("MUST-34", "MUST-34 two"), found("SHLD-14", "SHLD-14 one")})});
  EXPECT_EQ(document["version"], "2.1.0");
  EXPECT_EQ(document["runs"].size(), 1U);
  const Json& run = document["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["name"], "synspect");
  EXPECT_EQ(run["automationDetails"]["id"], "synspect/reference/rfc");
  EXPECT_EQ(run["invocations"][0]["exitCode"], 1);
  const Json& rules = run["tool"]["driver"]["rules"];
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0]["id"], "MUST-34");
  EXPECT_EQ(rules[0]["defaultConfiguration"]["level"], "error");
  EXPECT_TRUE(rules[0]["helpUri"].get<std::string>().starts_with(
      "https://www.rfc-editor.org/rfc/rfc9293#section-"));
  ASSERT_EQ(run["results"].size(), 3U);
  const Json& one = run["results"][0];
  EXPECT_EQ(one["ruleId"], "MUST-34");
  EXPECT_EQ(one["ruleIndex"], 0);
  EXPECT_EQ(one["level"], "error");
  EXPECT_EQ(one["partialFingerprints"]["synspectIdentity/v1"], "MUST-34 one");
  const Json& place = one["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "corpus/a%20b.pkt");
  EXPECT_EQ(place["region"]["startLine"], 12);
  EXPECT_FALSE(run["results"][1]["locations"][0]["physicalLocation"].contains("region"));
  EXPECT_EQ(run["results"][2]["level"], "warning");
  EXPECT_EQ(run["results"][2]["ruleIndex"], 1);
}

TEST(Sarif, WhatTheBaselineKnowsIsSuppressed) {
  gate::Baseline baseline;
  gate::BaselineEntry entry;
  entry.stack = "reference";
  entry.clause = "MUST-34";
  entry.subject = "MUST-34 one";
  entry.reason = "an old habit";
  entry.expires = *gate::parse_date("2026-12-31");
  baseline.entries.push_back(entry);
  const Json document = sarif_of(
      {result("a.pkt", drive::Verdict::kPass, {}, {found("MUST-34", "MUST-34 one")})}, &baseline);
  const Json& one = document["runs"][0]["results"][0];
  EXPECT_EQ(one["suppressions"][0]["kind"], "external");
  EXPECT_EQ(one["suppressions"][0]["justification"], "an old habit");
  EXPECT_EQ(one["level"], "error");
}

TEST(Sarif, FailedTracesAndScenarios) {
  const Json document = sarif_of({result("a.pkt", drive::Verdict::kFail, {"MUST-2"}),
                                  result("pair/x", drive::Verdict::kFail)});
  const Json& results = document["runs"][0]["results"];
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0]["ruleId"], "MUST-2");
  EXPECT_EQ(results[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 4);
  EXPECT_EQ(results[0]["message"]["text"], "not as written");
  EXPECT_EQ(results[1]["ruleId"], "trace");
  EXPECT_EQ(results[1]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "pair/x");
}

TEST(Sarif, IsBounded) {
  std::vector<gate::Found> many;
  for (std::size_t i = 0; i < kMostSarifResults + 3; ++i) {
    many.push_back(found("MUST-34", "MUST-34 " + std::to_string(i)));
  }
  const Json document = sarif_of({result("a.pkt", drive::Verdict::kPass, {}, many)});
  const Json& run = document["runs"][0];
  EXPECT_EQ(run["results"].size(), kMostSarifResults);
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
            "3 further results are left out");
}

TEST(Sarif, NothingFoundIsARunWithoutResults) {
  const Json document = sarif_of({result("a.pkt", drive::Verdict::kPass)});
  EXPECT_TRUE(document["runs"][0]["results"].is_array());
  EXPECT_TRUE(document["runs"][0]["results"].empty());
}

}  // namespace
}  // namespace synspect::reports
