// What every maker of inputs owes its engine.
#include "fuzzers/inputs.h"

#include <gtest/gtest.h>

#include <vector>

#include "fuzzers/codec/datagram_inputs.h"
#include "fuzzers/scenario_inputs.h"
#include "fuzzers/text/script_inputs.h"

namespace synspect {
namespace {

using Octets = std::vector<std::uint8_t>;

struct Maker {
  const char* name;
  Inputs inputs;
};
const Maker kMakers[] = {
    {"datagrams", {codec::mutate_datagram, codec::cross_datagrams}},
    {"scripts", {text::mutate_script, text::cross_scripts}},
    {"scenarios of one endpoint", scenario_inputs(scenario::Shape::kOneEndpoint)},
    {"scenarios of two endpoints", scenario_inputs(scenario::Shape::kTwoEndpoints)},
};

constexpr std::uint8_t kNotLent = 0xa5;

Octets changed(const Maker& maker, Octets from, std::uint64_t seed) {
  const std::size_t size = from.size();
  from.resize(4096);
  from.resize(maker.inputs.mutate(from, size, seed));
  return from;
}

TEST(Inputs, NeverMoreThanIsLent) {
  for (const Maker& maker : kMakers) {
    for (std::size_t max = 1; max < 120; ++max) {
      Octets lent(max + 8, kNotLent), other = lent;
      std::size_t size = 0;
      for (std::uint64_t seed = 0; seed < 30; ++seed) {
        size = maker.inputs.mutate(std::span{lent}.first(max), size, seed * 131 + max);
        ASSERT_LE(size, max) << maker.name;
        const auto half = std::span{lent}.first(size);
        ASSERT_LE(maker.inputs.cross(half, half, std::span{other}.first(max), seed), max);
      }
      for (std::size_t i = max; i < lent.size(); ++i) {
        ASSERT_EQ(lent[i], kNotLent) << maker.name << " " << max;
        ASSERT_EQ(other[i], kNotLent) << maker.name << " " << max;
      }
    }
  }
}

TEST(Inputs, SameSeedSameOctets) {
  for (const Maker& maker : kMakers) {
    const Octets first = changed(maker, {}, 7);
    EXPECT_FALSE(first.empty()) << maker.name;
    EXPECT_EQ(first, changed(maker, {}, 7)) << maker.name;
    EXPECT_EQ(changed(maker, first, 8), changed(maker, first, 8)) << maker.name;
    EXPECT_NE(changed(maker, first, 8), changed(maker, first, 9)) << maker.name;
  }
}

}  // namespace
}  // namespace synspect
