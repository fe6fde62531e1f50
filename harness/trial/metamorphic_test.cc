// The reference does not care how a scenario is told, and agrees with itself behind another
// interface; a relation that does not hold is seen.
#include "harness/trial/metamorphic.h"

#include <gtest/gtest.h>

#include "harness/scenario/generate.h"
#include "harness/stack_under_test/reference/reference_stack.h"
#include "harness/trial/differential.h"

namespace synspect::trial {
namespace {

using scenario::Shape;

class Relations : public testing::TestWithParam<Relation> {};

TEST_P(Relations, HoldForTheReference) {
  Metamorphic metamorphic{make_reference_stack};
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    const auto scenario = scenario::generate(seed, Shape::kOneEndpoint, 32);
    const auto difference = metamorphic.compare(scenario, GetParam());
    ASSERT_FALSE(difference.has_value()) << seed << ": " << difference->says;
  }
}

INSTANTIATE_TEST_SUITE_P(Of, Relations, testing::ValuesIn(kRelations), [](const auto& relation) {
  return std::string{to_string(relation.param)};
});

TEST(Differential, TheReferenceAgreesWithItself) {
  Differential differential{make_reference_stack, make_reference_stack};
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const auto scenario = scenario::generate(seed, Shape::kOneEndpoint, 32);
    ASSERT_FALSE(differential.objects(scenario)) << seed << ": " << differential.explain(scenario);
  }
}

}  // namespace
}  // namespace synspect::trial
