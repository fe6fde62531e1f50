// Generated scenarios under the judge: the reference keeps every rule, and every edge of figure 5
// is reached.
#include "harness/trial/judged_trial.h"

#include <gtest/gtest.h>

#include <set>

#include "harness/scenario/generate.h"
#include "harness/scenario/values.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect::trial {
namespace {

using scenario::Shape;

std::string name(const scenario::Triple& triple) {
  return std::string{to_string(triple.from)} + " by " + std::string{to_string(triple.event)} +
         " to " + std::string{to_string(triple.to)};
}

TEST(JudgedTrial, OneEndpointDrawsNoFindingAndReachesFigure5) {
  JudgedTrial trial{make_reference_stack, Shape::kOneEndpoint};
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    const auto scenario = scenario::generate(seed, Shape::kOneEndpoint, 40);
    ASSERT_FALSE(trial.objects(scenario)) << seed << '\n' << trial.explain(scenario);
  }
  const drive::StateCoverage& coverage = *trial.coverage();
  const std::vector<drive::ArrowReached> figure = drive::figure_5_reached(coverage);
  ASSERT_EQ(figure.size(), scenario::figure_5().size());
  for (const drive::ArrowReached& arrow : figure) EXPECT_GT(arrow.times, 0U) << name(arrow.arrow);
  EXPECT_EQ(coverage.unlisted(), 0U) << name(coverage.last_unlisted());
  EXPECT_GT(coverage.reached_of_all(), scenario::kTriples * 2 / 3);
}

// The judge is awake in these runs: what it is shown as the reference does not keep the rules.
TEST(JudgedTrial, AFindingIsToldWithItsScenario) {
  struct Deaf final : StackUnderTest {  // answers no SYN, whoever listens
    std::unique_ptr<StackUnderTest> inner{make_reference_stack()};
    const Capabilities& capabilities() const override { return inner->capabilities(); }
    std::expected<void, Refusal> reset(const ResetConfig& c) override { return inner->reset(c); }
    Time now() const override { return inner->now(); }
    std::optional<Time> next_deadline() const override { return inner->next_deadline(); }
    Time advance_to(Time limit) override { return inner->advance_to(limit); }
    void inject(std::span<const std::byte> datagram) override {
      if (!decode(datagram).has(kSyn)) inner->inject(datagram);
    }
    bool poll(StackOutput& out) override { return inner->poll(out); }
    CallResult call(const UserCall& what) override { return inner->call(what); }
    std::optional<StackInfo> info(Handle h) const override { return inner->info(h); }
  };
  JudgedTrial trial{[] { return std::make_unique<Deaf>(); }, Shape::kOneEndpoint};
  scenario::Scenario scenario;
  scenario.events = {scenario::Call{.kind = scenario::Call::Kind::kOpenPassive},
                     scenario::Move{.kind = scenario::Move::Kind::kSyn},
                     scenario::Wait{.amount = scenario::kDurations - 1}};
  ASSERT_TRUE(trial.objects(scenario));
  EXPECT_EQ(trial.objections().size(), trial.keep(scenario).findings.size());
  const std::string words = trial.explain(scenario);
  EXPECT_NE(words.find("lane 0: < SYN"), std::string::npos) << words;
  EXPECT_NE(words.find("9293-3.10.7.2"), std::string::npos) << words;
}

TEST(JudgedTrial, TwoEndpointsDrawNoFinding) {
  JudgedTrial trial{make_reference_stack, Shape::kTwoEndpoints};
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    const auto scenario = scenario::generate(seed, Shape::kTwoEndpoints, 40);
    ASSERT_FALSE(trial.objects(scenario)) << seed << '\n' << trial.explain(scenario);
  }
  EXPECT_EQ(trial.coverage()->unlisted(), 0U) << name(trial.coverage()->last_unlisted());
}

// Chance reaches one fault in any state: a family is what was broken. Two assertions are two
// faults.
TEST(Family, IsAClauseAndAKindOrWhatAStackDiedOf) {
  EXPECT_EQ(family_of("MUST-12", "safety", "17 octets"), "MUST-12 safety");
  EXPECT_EQ(family_of("", "crash", "the stack died: bad offset, a.c:1430 at 0x7ffe12"),
            "crash: the stack died: bad offset, a.c:N at N");
  EXPECT_LE(family_of("", "crash", std::string(5000, 'x')).size(), 120U);
}

}  // namespace
}  // namespace synspect::trial
