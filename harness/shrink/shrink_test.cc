// With predicates whose smallest answers are known, and with any predicate that chance makes.
#include "harness/shrink/shrink.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>

#include "harness/scenario/encoding.h"
#include "harness/scenario/generate.h"
#include "harness/scenario/values.h"
#include "harness/shrink/plainness.h"

namespace synspect::shrink {
namespace {

using namespace scenario;  // NOLINT: the words of this test

template <class T, class Test>
std::size_t count(const Scenario& scenario, Test test) {
  return static_cast<std::size_t>(std::ranges::count_if(scenario.events, [&](const Event& event) {
    const auto* what = std::get_if<T>(&event);
    return what != nullptr && test(*what);
  }));
}

Craft crafted(std::uint8_t lane, std::uint8_t flags, Point seq) {
  Craft craft;
  craft.lane = lane;
  craft.flags = flags;
  craft.seq = seq;
  craft.options = 5;
  return craft;
}

// Seeds of which the first, at least, is of some use.
Scenario rich(std::uint64_t seed) { return generate(seed, Shape::kOneEndpoint, 120); }

TEST(Shrink, WhatShowsNothingIsNotShrunk) {
  EXPECT_FALSE(shrink(rich(1), [](const Scenario&) { return false; }));
}

TEST(Shrink, WhatAlwaysShowsBecomesNothing) {
  const auto shrunk = shrink(rich(1), [](const Scenario&) { return true; });
  ASSERT_TRUE(shrunk);
  EXPECT_EQ(shrunk->scenario, Scenario{});
  EXPECT_TRUE(shrunk->complete);
}

TEST(Shrink, KeepsTheEventsThatMatterInTheirOrder) {
  Scenario scenario = rich(3);
  scenario.events.resize(60);
  scenario.events[7] = Move{Move::Kind::kSyn, 1, 0, 0};
  scenario.events[31] = crafted(1, kRst, {Edge::kRcvNxt, false, 5});
  scenario.events[59] = Call{Call::Kind::kClose, 2, 3, 4};
  const auto shows = [](const Scenario& s) {
    const auto at = [&s](auto test) { return std::ranges::find_if(s.events, test); };
    const auto syn = at([](const Event& e) {
      const auto* move = std::get_if<Move>(&e);
      return move != nullptr && move->kind == Move::Kind::kSyn;
    });
    const auto rst = std::find_if(syn, s.events.end(), [](const Event& e) {
      const auto* craft = std::get_if<Craft>(&e);
      return craft != nullptr && (craft->flags & kRst) != 0 && craft->seq.offset > 2;
    });
    return std::any_of(rst, s.events.end(), [](const Event& e) {
      const auto* call = std::get_if<Call>(&e);
      return call != nullptr && call->kind == Call::Kind::kClose;
    });
  };
  const auto shrunk = shrink(scenario, shows);
  ASSERT_TRUE(shrunk);
  Scenario least;
  Craft rst;
  rst.flags = kAck | kRst;
  rst.seq = {Edge::kPeerNext, false, 3};
  rst.ack = {Edge::kSndNxt, false, 0};
  rst.length = 1;  // no text
  least.events = {Move{}, rst, Call{.kind = Call::Kind::kClose}};
  EXPECT_EQ(shrunk->scenario, least);
  EXPECT_TRUE(shrunk->complete);
}

// No single event can go: an open that nobody closes shows it as well as none at all does not.
TEST(Shrink, DropsPairsThatGoOnlyTogether) {
  Scenario scenario;
  for (int i = 0; i < 5; ++i) {
    scenario.events.emplace_back(Call{.kind = Call::Kind::kOpenActive});
    scenario.events.emplace_back(Call{.kind = Call::Kind::kClose});
  }
  const auto balanced = [](const Scenario& s) {
    const auto of = [&s](Call::Kind kind) {
      return count<Call>(s, [kind](const Call& call) { return call.kind == kind; });
    };
    return of(Call::Kind::kOpenActive) == of(Call::Kind::kClose) && of(Call::Kind::kClose) >= 2;
  };
  const auto shrunk = shrink(scenario, balanced);
  ASSERT_TRUE(shrunk);
  EXPECT_EQ(shrunk->scenario.events.size(), 4U);
}

TEST(Shrink, LanesMoveTogether) {
  Scenario scenario;
  scenario.events = {Call{Call::Kind::kOpenPassive, 3, 0, 0}, Move{Move::Kind::kSyn, 3, 0, 0},
                     Move{Move::Kind::kAck, 3, 0, 0}};
  const auto one_lane = [](const Scenario& s) {
    if (s.events.size() != 3) return false;
    const std::uint8_t lane = std::get<Call>(s.events[0]).lane;
    return std::get<Move>(s.events[1]).lane == lane && std::get<Move>(s.events[2]).lane == lane;
  };
  const auto shrunk = shrink(scenario, one_lane);
  ASSERT_TRUE(shrunk);
  EXPECT_EQ(std::get<Move>(shrunk->scenario.events[2]).lane, 0);
}

TEST(Shrink, CraftsBecomeMovesAndWaitsAmounts) {
  Scenario scenario;
  scenario.setup.mtu = 3;
  scenario.events = {crafted(1, kRst | kAck, {}), Wait{Wait::Kind::kTwoMsl, 3}};
  const auto shows = [](const Scenario& s) {
    if (s.events.size() != 2) return false;
    const auto* move = std::get_if<Move>(&s.events[0]);
    const auto* wait = std::get_if<Wait>(&s.events[1]);
    const bool reset = move == nullptr || move->kind == Move::Kind::kRst;
    return reset && wait != nullptr &&
           (wait->kind == Wait::Kind::kTwoMsl ||
            (wait->kind == Wait::Kind::kAmount &&
             duration(wait->amount) >= std::chrono::seconds{60}));
  };
  const auto shrunk = shrink(scenario, shows);
  ASSERT_TRUE(shrunk);
  EXPECT_EQ(shrunk->scenario.setup, scenario::Setup{});
  EXPECT_EQ(shrunk->scenario.events[0], (Event{Move{.kind = Move::Kind::kRst}}));
  const auto& wait = std::get<Wait>(shrunk->scenario.events[1]);
  EXPECT_EQ(wait.kind, Wait::Kind::kAmount);
  EXPECT_EQ(duration(wait.amount), std::chrono::seconds{60});
}

TEST(Shrink, StopsWithinItsBudgetWithSomethingThatShows) {
  const auto shows = [](const Scenario& s) { return s.events.size() >= 3; };
  for (std::uint64_t runs = 1; runs < 40; ++runs) {
    std::uint64_t asked = 0;
    const auto shrunk =
        shrink(rich(5), [&](const Scenario& s) { return ++asked, shows(s); }, {.runs = runs});
    ASSERT_TRUE(shrunk);
    EXPECT_LE(asked, runs);
    EXPECT_EQ(asked, shrunk->runs);
    EXPECT_TRUE(shows(shrunk->scenario));
  }
  const auto stopped = shrink(rich(5), shows, {.runs = 1000, .over = [] { return true; }});
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->runs, 1U);
  EXPECT_FALSE(stopped->complete);
}

// A predicate by chance, the same for the same scenario: some kinds of events must be there so
// often, the setup and the fields must sum up to no less than so much.
struct Wish {
  std::uint64_t seed{};
  bool operator()(const Scenario& s) const {
    const auto kinds = kinds_wanted();
    for (std::uint8_t kind = 0; kind < kinds.size(); ++kind) {
      const auto there =
          std::ranges::count_if(s.events, [kind](const Event& e) { return e.index() == kind; });
      if (there < kinds[kind]) return false;
    }
    const std::uint64_t odd = size_of(s).strangeness;
    return odd >= seed % 97 && (seed % 5 != 0 || odd % 2 == seed % 2);
  }
  [[nodiscard]] std::array<int, 5> kinds_wanted() const {
    return {static_cast<int>(seed / 7 % 3), static_cast<int>(seed / 21 % 2),
            static_cast<int>(seed / 42 % 2), static_cast<int>(seed / 84 % 3),
            static_cast<int>(seed / 252 % 2)};
  }
};

RC_GTEST_PROP(Shrink, TheResultShowsItIsNoLargerAndStaysAsItIs, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto shape = *rc::gen::element(Shape::kOneEndpoint, Shape::kTwoEndpoints);
  const Scenario start = generate(seed, shape, 60);
  const Wish wish{*rc::gen::inRange<std::uint64_t>(0, 100'000)};
  const auto shrunk = shrink(start, wish);
  RC_ASSERT(shrunk.has_value() == wish(start));
  if (!shrunk) return;
  RC_ASSERT(wish(shrunk->scenario));
  RC_ASSERT(size_of(shrunk->scenario) <= size_of(start));
  RC_ASSERT(decode(encode(shrunk->scenario), shape) == shrunk->scenario);
  RC_ASSERT(shrink(start, wish)->scenario == shrunk->scenario);
  if (!shrunk->complete) return;
  const auto again = shrink(shrunk->scenario, wish);
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->scenario == shrunk->scenario);
  // No event can be spared.
  for (std::size_t i = 0; i < shrunk->scenario.events.size(); ++i) {
    Scenario fewer = shrunk->scenario;
    fewer.events.erase(fewer.events.begin() + static_cast<std::ptrdiff_t>(i));
    RC_ASSERT(!wish(fewer));
  }
}

RC_GTEST_PROP(Plainness, WhatIsCalledPlainerIs, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto shape = *rc::gen::element(Shape::kOneEndpoint, Shape::kTwoEndpoints);
  const Scenario scenario = generate(seed, shape, 30);
  for (const Setup& setup : plainer(scenario.setup)) {
    RC_ASSERT(strangeness(setup) < strangeness(scenario.setup));
  }
  for (const Event& event : scenario.events) {
    for (const Event& other : plainer(event)) RC_ASSERT(strangeness(other) < strangeness(event));
  }
}

}  // namespace
}  // namespace synspect::shrink
