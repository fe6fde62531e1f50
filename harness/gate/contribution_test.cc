#include "harness/gate/contribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace synspect::gate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto bit(TcpState state) {
  return static_cast<std::uint16_t>(1U << static_cast<int>(state));
}

Result played(std::string path, std::vector<judge::ClauseTally> tallies) {
  Result result{std::move(path), {}, {}};
  result.runs.emplace_back();
  result.runs.front().tallies = std::move(tallies);
  return result;
}

Result failed(std::string path) {
  Result result = played(std::move(path), {});
  result.runs.front().outcome.verdict = drive::Verdict::kFail;
  return result;
}

TEST(Contribution, IsAClauseInAStateThatNoEarlierItemExercises) {
  const std::uint16_t established = bit(TcpState::kEstablished);
  const std::uint16_t both = established | bit(TcpState::kClosing);
  const std::vector<Result> results = {
      played("a", {{"MUST-2", 1, 0, established}}),
      played("b", {{"MUST-2", 7, 0, established}}),
      played("c", {{"MUST-2", 1, 0, both}, {"MUST-3", 0, 0, 0}}),
      played("d", {{"MUST-2", 1, 0, 0}}),
  };
  const std::vector<Contribution> all = contributions(results, {});
  ASSERT_EQ(all.size(), 4U);
  EXPECT_THAT(all[0].first, ElementsAre(Exercised{"MUST-2", "ESTABLISHED"}));
  EXPECT_TRUE(all[1].nothing());
  EXPECT_THAT(all[2].first, ElementsAre(Exercised{"MUST-2", "CLOSING"}));
  EXPECT_THAT(all[3].first, ElementsAre(Exercised{"MUST-2", "-"}));
}

TEST(Contribution, IsAClauseOfTheHeaderThatHasNoRule) {
  Result named = played("a", {});
  named.header.clauses = {"MUST-2", "MUST-4"};  // the first has a rule
  const std::vector<Result> results = {named, named};
  const std::vector<Contribution> all = contributions(results, {});
  EXPECT_THAT(all[0].first, ElementsAre(Exercised{"MUST-4", "-"}));
  EXPECT_TRUE(all[1].nothing());
}

TEST(Contribution, IsAFaultThatNoOtherItemCatches) {
  const std::vector<Result> results = {played("a", {}), played("b", {})};
  const std::vector<FaultRun> faults = {
      {"by-b-alone", {played("a", {}), failed("b")}},
      {"by-both", {failed("a"), failed("b")}},
      {"by-none", {played("a", {}), played("b", {})}},
  };
  const std::vector<Contribution> all = contributions(results, faults);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_THAT(all[0].alone, IsEmpty());
  EXPECT_THAT(all[1].alone, ElementsAre("by-b-alone"));
}

}  // namespace
}  // namespace synspect::gate
