// The reference does not care how a scenario is told, and agrees with itself behind another
// interface; a relation that does not hold is seen.
#include "fuzzers/metamorphic.h"

#include <gtest/gtest.h>

#include "fuzzers/differential.h"
#include "harness/scenario/generate.h"

namespace synspect {
namespace {

using scenario::Shape;

class Relations : public testing::TestWithParam<Relation> {};

TEST_P(Relations, HoldForTheReference) {
  Metamorphic metamorphic{stack_by_name("reference")};
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    const auto scenario = scenario::generate(seed, Shape::kOneEndpoint, 32);
    ASSERT_EQ(metamorphic.compare(scenario, GetParam()), "") << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Of, Relations, testing::ValuesIn(kRelations), [](const auto& relation) {
  return std::string{to_string(relation.param)};
});

TEST(Differential, TheReferenceAgreesWithItself) {
  Differential differential{stack_by_name("reference"), stack_by_name("reference")};
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const auto scenario = scenario::generate(seed, Shape::kOneEndpoint, 32);
    ASSERT_EQ(differential.compare(scenario), "") << seed;
  }
}

}  // namespace
}  // namespace synspect
