#include "harness/scenario/mutate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "harness/scenario/encoding.h"
#include "harness/scenario/fields.h"
#include "harness/scenario/generate.h"

namespace synspect::scenario {
namespace {

constexpr Shape kShapes[] = {Shape::kOneEndpoint, Shape::kTwoEndpoints};

TEST(Mutate, StaysWithinWhatTheEngineLends) {
  for (const Shape shape : kShapes) {
    for (const std::size_t most : {0UL, 1UL, 8UL, 9UL, 40UL, 400UL, 8192UL}) {
      std::vector<std::uint8_t> octets(most);
      std::size_t size = 0;
      for (std::uint64_t seed = 0; seed < 500; ++seed) {
        size = mutate(octets, size, shape, seed);
        ASSERT_LE(size, most);
        ASSERT_LE(decode(std::span{octets}.first(size), shape).events.size(), kMostEvents);
      }
    }
  }
}

// A long chain of mutations comes by every kind and never stops changing.
TEST(Mutate, ReachesEveryKindOfEvent) {
  for (const Shape shape : kShapes) {
    Scenario scenario;
    scenario.shape = shape;
    std::array<int, 6> seen{};
    int changed = 0;
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
      const Scenario before = scenario;
      mutate(scenario, seed);
      if (scenario != before) ++changed;
      for (const Event& event : scenario.events) {
        ASSERT_LT(kind_of(shape, event), kinds_of(shape));
        ++seen[kind_of(shape, event)];
      }
    }
    EXPECT_GT(changed, 1'900);
    for (std::size_t kind = 0; kind < kinds_of(shape); ++kind) EXPECT_GT(seen[kind], 0) << kind;
  }
}

TEST(Mutate, SameSeedSameChange) {
  Scenario first = generate(1, Shape::kOneEndpoint, 32);
  Scenario second = first;
  mutate(first, 99);
  mutate(second, 99);
  EXPECT_EQ(first, second);
  mutate(second, 100);
  EXPECT_NE(first, second);
}

TEST(Cross, TakesEventsOfBothAndNoOthers) {
  const Scenario first = generate(1, Shape::kOneEndpoint, 200);
  const Scenario second = generate(2, Shape::kOneEndpoint, 200);
  std::size_t mixed = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Scenario child;
    cross(first, second, seed, child);
    ASSERT_LE(child.events.size(), kMostEvents);
    std::size_t of_first = 0;
    std::size_t of_second = 0;
    for (const Event& event : child.events) {
      const bool one = std::ranges::find(first.events, event) != first.events.end();
      const bool two = std::ranges::find(second.events, event) != second.events.end();
      ASSERT_TRUE(one || two);
      of_first += one ? 1 : 0;
      of_second += two ? 1 : 0;
    }
    mixed += of_first > 0 && of_second > 0 ? 1 : 0;
  }
  EXPECT_GT(mixed, 80U);
}

TEST(Generate, SameSeedSameScenario) {
  for (const Shape shape : kShapes) {
    EXPECT_EQ(generate(7, shape, 64), generate(7, shape, 64));
    EXPECT_NE(generate(7, shape, 64), generate(8, shape, 64));
    EXPECT_EQ(generate(7, shape, 64).events.size(), 64U);
  }
}

// What one machine generates every machine generates: the octets of a few seeds, as one number.
TEST(Generate, GivesTheSameOctetsEverywhere) {
  std::uint64_t digest = 14'695'981'039'346'656'037ULL;  // FNV-1a
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    for (const std::uint8_t octet : encode(generate(seed, kShapes[seed % 2], 48))) {
      digest = (digest ^ octet) * 1'099'511'628'211ULL;
    }
  }
  EXPECT_EQ(digest, 16400891451419326147ULL);
}

}  // namespace
}  // namespace synspect::scenario
