#include "stack/byte_queue.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>

namespace synspect::tcp {
namespace {

std::vector<std::byte> contents(const ByteQueue& queue) {
  return {queue.view().begin(), queue.view().end()};
}

// Against std::deque: whatever is appended comes out in order, once.
TEST(ByteQueue, AgreesWithADeque) {
  for (const std::size_t longest : {1U, 7U, 100U, 5000U}) {
    ByteQueue queue;
    std::deque<std::byte> expected;
    std::uint32_t chance = 1;
    std::uint8_t next = 0;
    for (int turn = 0; turn < 2000; ++turn) {
      chance = chance * 1'664'525U + 1'013'904'223U;
      const std::size_t count = (chance >> 8) % (longest + 1);
      if ((chance >> 30) != 0 && queue.size() < 4 * longest) {
        std::vector<std::byte> octets(count);
        for (std::byte& octet : octets) octet = std::byte{next++};
        queue.append(octets);
        expected.insert(expected.end(), octets.begin(), octets.end());
      } else {
        const std::size_t taken = std::min(count, queue.size());
        queue.drop_front(taken);
        expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(taken));
      }
      ASSERT_EQ(queue.size(), expected.size());
      ASSERT_EQ(queue.empty(), expected.empty());
      ASSERT_TRUE(std::ranges::equal(queue.view(), expected)) << "turn " << turn;
    }
  }
}

TEST(ByteQueue, ComparesByContentAndCopiesIt) {
  const std::vector<std::byte> octets(10, std::byte{7});
  ByteQueue plain, worn;
  plain.append(octets);
  worn.append(octets);
  worn.drop_front(3);
  worn.append(std::span{octets}.first(3));
  EXPECT_EQ(plain, worn);
  ByteQueue copy{worn};
  copy.drop_front(1);
  EXPECT_NE(copy, worn);
  copy = worn;
  EXPECT_EQ(contents(copy), octets);
  ByteQueue moved{std::move(copy)};
  EXPECT_EQ(moved, plain);
  EXPECT_TRUE(copy.empty());  // NOLINT(bugprone-use-after-move): empty and ready for use
  copy.append(octets);
  EXPECT_EQ(copy, plain);
}

// A queue that never runs empty stays where it is: its memory does not follow what went through.
TEST(ByteQueue, StaysSmall) {
  const std::vector<std::byte> octets(100);
  ByteQueue queue;
  queue.append(octets);
  const auto pass_on = [&] {
    queue.append(octets);
    queue.drop_front(100);
    return queue.view().data();
  };
  for (int i = 0; i < 10; ++i) (void)pass_on();  // it has found its size
  const std::byte* lowest = pass_on();
  const std::byte* highest = lowest;
  for (int i = 0; i < 100'000; ++i) {
    const std::byte* const at = pass_on();
    lowest = std::min(lowest, at);
    highest = std::max(highest, at);
  }
  EXPECT_LE(highest - lowest, 400);
}

}  // namespace
}  // namespace synspect::tcp
