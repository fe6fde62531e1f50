#include "fuzzers/codec/datagram_inputs.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <vector>

#include "harness/history/decode/decoded_segment.h"
#include "stack/wire/codec.h"

namespace synspect::codec {
namespace {

using Octets = std::vector<std::uint8_t>;

std::span<const std::byte> bytes(const Octets& octets) { return std::as_bytes(std::span{octets}); }

Octets changed(Octets from, std::size_t max, std::uint64_t seed) {
  const std::size_t size = from.size();
  from.resize(max);
  from.resize(mutate_datagram(from, size, seed));
  return from;
}

TEST(DatagramInputs, OutOfNothingComesAGoodSegment) {
  std::set<unsigned> versions;
  int taken = 0;
  constexpr int kSeeds = 1000;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Octets made = changed({}, 2048, seed);
    ASSERT_GE(made.size(), 40U) << seed;
    versions.insert(made[0] / 16U);
    taken += tcp::parse_datagram(bytes(made)) ? 1 : 0;
  }
  EXPECT_EQ(versions, (std::set<unsigned>{4, 6}));
  EXPECT_GT(taken, kSeeds * 3 / 4);
}

TEST(DatagramInputs, ChangesReachEveryAnswerAndEveryOption) {
  std::map<int, int> answers;  // -1: a segment
  std::set<int> kinds;
  Octets datagram;
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    datagram = changed(datagram, 512, seed);
    const auto read = tcp::parse_datagram(bytes(datagram));
    ++answers[read ? -1 : static_cast<int>(read.error())];
    OptionReader options{decode(bytes(datagram)).options};
    while (const auto option = options.next()) kinds.insert(option->kind);
  }
  EXPECT_EQ(answers.size(), 8U);
  for (const auto& [answer, count] : answers) EXPECT_GT(count, 5) << answer;
  EXPECT_GT(answers[-1], 500);
  for (const int kind : {0, 1, 2, 3, 4, 5, 8, 19, 29, 34, 254}) {
    EXPECT_TRUE(kinds.contains(kind)) << kind;
  }
}

TEST(DatagramInputs, CrossTakesHeadersOfOneAndTextOfTheOther) {
  int taken = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Octets first = changed({}, 512, seed), second = changed({}, 512, seed + 1000);
    Octets child(256);
    child.resize(cross_datagrams(first, second, child, seed));
    ASSERT_LE(child.size(), 256U);
    taken += tcp::parse_datagram(bytes(child)) ? 1 : 0;
  }
  EXPECT_GT(taken, 100);
  Octets child(64);
  EXPECT_EQ(cross_datagrams({}, {}, child, 1), 0U);
}

}  // namespace
}  // namespace synspect::codec
