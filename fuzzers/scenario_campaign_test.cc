// Generated scenarios under the judge: the reference keeps every rule, and every edge of figure 5
// is reached.
#include "fuzzers/scenario_campaign.h"

#include <gtest/gtest.h>

#include <set>

#include "harness/scenario/generate.h"

namespace synspect {
namespace {

using scenario::Shape;

std::string name(const scenario::Triple& triple) {
  return std::string{to_string(triple.from)} + " by " + std::string{to_string(triple.event)} +
         " to " + std::string{to_string(triple.to)};
}

TEST(ScenarioCampaign, OneEndpointDrawsNoFindingAndReachesFigure5) {
  ScenarioCampaign campaign{stack_by_name("reference"), Shape::kOneEndpoint};
  for (std::uint64_t seed = 1; seed <= 2'400; ++seed) {
    ASSERT_EQ(campaign.run(scenario::generate(seed, Shape::kOneEndpoint, 40)), "") << seed;
  }
  drive::StateCoverage& coverage = campaign.coverage();
  for (const scenario::Triple& edge : scenario::figure_5()) {
    EXPECT_GT(coverage.count(edge), 0U) << name(edge);
  }
  EXPECT_EQ(coverage.unlisted(), 0U) << name(coverage.last_unlisted());
  EXPECT_GT(coverage.reached_of_all(), scenario::kTriples * 3 / 4);
}

TEST(ScenarioCampaign, TwoEndpointsDrawNoFinding) {
  ScenarioCampaign campaign{stack_by_name("reference"), Shape::kTwoEndpoints};
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    ASSERT_EQ(campaign.run(scenario::generate(seed, Shape::kTwoEndpoints, 40)), "") << seed;
  }
  EXPECT_EQ(campaign.coverage().unlisted(), 0U) << name(campaign.coverage().last_unlisted());
}

}  // namespace
}  // namespace synspect
