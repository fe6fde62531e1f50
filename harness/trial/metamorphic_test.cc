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

// A reference that cannot be set up as it is wanted.
class Refusing final : public StackUnderTest {
 public:
  const Capabilities& capabilities() const override { return stack_->capabilities(); }
  std::expected<void, Refusal> reset(const ResetConfig&) override {
    return std::unexpected(Refusal{"no such ISNs"});
  }
  Time now() const override { return stack_->now(); }
  std::optional<Time> next_deadline() const override { return stack_->next_deadline(); }
  Time advance_to(Time limit) override { return stack_->advance_to(limit); }
  void inject(std::span<const std::byte> datagram) override { stack_->inject(datagram); }
  bool poll(StackOutput& out) override { return stack_->poll(out); }
  CallResult call(const UserCall& call) override { return stack_->call(call); }
  std::optional<StackInfo> info(Handle handle) const override { return stack_->info(handle); }

 private:
  std::unique_ptr<StackUnderTest> stack_{make_reference_stack()};
};

TEST(Metamorphic, RunsThatDidNotTakePlaceAreNoAgreement) {
  Metamorphic metamorphic{[] { return std::make_unique<Refusing>(); }};
  ASSERT_TRUE(metamorphic.objects(scenario::generate(1, Shape::kOneEndpoint, 32)));
  EXPECT_NE(metamorphic.objections().front().says.find("no such ISNs"), std::string::npos);
}

TEST(Differential, TheReferenceAgreesWithItself) {
  Differential differential{make_reference_stack, make_reference_stack};
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const auto scenario = scenario::generate(seed, Shape::kOneEndpoint, 32);
    ASSERT_FALSE(differential.objects(scenario)) << seed << ": " << differential.explain(scenario);
  }
}

}  // namespace
}  // namespace synspect::trial
