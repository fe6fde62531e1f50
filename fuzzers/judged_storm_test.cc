// As many seeds as a few seconds hold; `judged_storm` runs any number by hand.
#include "fuzzers/judged_storm.h"

#include <gtest/gtest.h>

#include <set>

#include "harness/history/history.h"
#include "harness/judge/judge.h"

namespace synspect::storm {
namespace {

TEST(JudgedStorm, HostilePeerDrawsNoFinding) {
  for (std::uint64_t seed = 1; seed <= 1'500; ++seed) EXPECT_EQ(judged(hostile, seed), "");
}

TEST(JudgedStorm, LossyNetworkDrawsNoFindingAndBothEndsEnd) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) EXPECT_EQ(judged(lossy, seed), "");
}

TEST(JudgedStorm, SameSeedSameRun) {
  for (const Storm storm : {hostile, lossy}) {
    History first;
    History second;
    static_cast<void>(storm(7, first));
    static_cast<void>(storm(7, second));
    EXPECT_GT(first.observations().size(), 20U);
    EXPECT_EQ(first.digest(), second.digest());
  }
}

// Every combination of extensions at both ends, and each run the same when repeated.
TEST(JudgedStorm, EveryMixOfExtensionsBringsAllTextThroughHeavyLoss) {
  for (std::uint64_t mix = 0; mix < 1U << kMixBits; ++mix) {
    EXPECT_EQ(judged(mixed, mix), "");
    History first, second;
    EXPECT_EQ(mixed(mix, first), "");
    EXPECT_EQ(mixed(mix, second), "");
    EXPECT_EQ(first.digest(), second.digest()) << mix;
  }
}

// A storm that never puts a rule to the test proves nothing about it.
TEST(JudgedStorm, PutsMostRulesToTheTest) {
  std::set<std::string_view> exercised;
  judge::Judge judge;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    static_cast<void>(hostile(seed, judge));
    for (const judge::ClauseTally& tally : judge.tallies()) {
      if (tally.upheld > 0) exercised.insert(tally.clause.text());
    }
  }
  EXPECT_GT(exercised.size(), judge::judged_clauses().size() / 2);
}

}  // namespace
}  // namespace synspect::storm
