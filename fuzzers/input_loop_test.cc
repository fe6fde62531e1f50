#include "fuzzers/input_loop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace synspect {
namespace {

// Changes one octet by chance, or makes four zeros.
std::size_t change_one(std::uint8_t* data, std::size_t size, std::size_t max, unsigned seed) {
  network::Prng chance{seed};
  if (size < 4 && max >= 4) {
    std::fill_n(data, 4, std::uint8_t{0});
    return 4;
  }
  data[chance.below(size)] = static_cast<std::uint8_t>(chance.below(256));
  return size;
}

InputLoop::Options options(std::uint64_t seed) {
  return {.seed = seed, .max_len = 16, .mutate = change_one};
}

// How many octets of the secret an input has, from the front: a state that is reached in steps.
std::size_t depth(std::span<const std::uint8_t> input) {
  constexpr std::uint8_t kSecret[] = {0xde, 0xad, 0xbe, 0xef};
  std::size_t octets = 0;
  while (octets < 4 && octets < input.size() && input[octets] == kSecret[octets]) ++octets;
  return octets;
}

// Executions until the secret is found; `most` where it is not.
std::uint64_t search(std::uint64_t seed, std::uint64_t most, bool steers) {
  InputLoop loop{options(seed)};
  std::size_t deepest = 0;
  for (std::uint64_t run = 1; run < most; ++run) {
    const std::size_t reached = depth(loop.next());
    if (reached == 4) return run;
    if (steers) {
      loop.showed_something_new(reached > deepest || run == 1);
    } else {
      loop.showed_nobody_knows();
    }
    deepest = std::max(deepest, reached);
  }
  return most;
}

TEST(InputLoop, FindsBySteeringWhatChanceDoesNot) {
  constexpr std::uint64_t kMost = 100'000;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    EXPECT_LT(search(seed, kMost, true), 20'000U) << seed;
    EXPECT_EQ(search(seed, kMost, false), kMost) << seed;
  }
}

TEST(InputLoop, SameSeedAndSameAnswersGiveTheSameInputs) {
  InputLoop one{options(7)}, same{options(7)}, other{options(8)};
  bool differs = false;
  for (int run = 0; run < 1'000; ++run) {
    const auto input = one.next();
    EXPECT_TRUE(std::ranges::equal(input, same.next()));
    differs = differs || !std::ranges::equal(input, other.next());
    for (InputLoop* loop : {&one, &same, &other}) loop->showed_something_new(run % 3 == 0);
  }
  EXPECT_TRUE(differs);
}

TEST(InputLoop, KeepsWhatIsNewAndOnlyThat) {
  InputLoop loop{options(1)};
  for (int run = 0; run < 100; ++run) {
    static_cast<void>(loop.next());
    loop.showed_something_new(run % 10 == 0);
  }
  EXPECT_EQ(loop.kept(), 10U);
}

TEST(InputLoop, NeverExceedsTheLengthThatWasAsked) {
  InputLoop loop{{.seed = 1, .max_len = 8}};  // no mutator: octets by chance
  loop.add(InputLoop::Octets(100));
  std::size_t longest = 0;
  for (int run = 0; run < 1'000; ++run) {
    longest = std::max(longest, loop.next().size());
    loop.showed_nobody_knows();
  }
  EXPECT_EQ(longest, 8U);
}

}  // namespace
}  // namespace synspect
