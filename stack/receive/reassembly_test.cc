// The store alone: overlap in every form, the FIN, the bounds of the header.
#include "stack/receive/reassembly.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <optional>
#include <vector>

#include "stack/hash.h"
#include "stack/tcb.h"
#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

std::vector<std::byte> octets(std::size_t count, std::uint8_t value) {
  return std::vector<std::byte>(count, std::byte{value});
}
Seq at(std::uint32_t base, std::uint32_t offset) { return Seq{base} + SeqLen{offset}; }

std::uint64_t hash_of(const Reassembly& held) {
  Hasher hasher;
  held.add_to(hasher);
  return hasher.digest();
}

struct Row {
  const char* name;
  std::uint32_t from, to;  // the second segment, 'b'; 'a' lies at [10, 20) and [30, 40)
  const char* stream;      // what [0, 50) holds in the end, '.' for a hole
};
constexpr Row kRows[] = {
    {"apart, below", 2, 8, "..bbbbbb..aaaaaaaaaa..........aaaaaaaaaa.........."},
    {"touches the front", 5, 10, ".....bbbbbaaaaaaaaaa..........aaaaaaaaaa.........."},
    {"overlaps the front", 5, 15, ".....bbbbbaaaaaaaaaa..........aaaaaaaaaa.........."},
    {"the same again", 10, 20, "..........aaaaaaaaaa..........aaaaaaaaaa.........."},
    {"inside", 12, 18, "..........aaaaaaaaaa..........aaaaaaaaaa.........."},
    {"covers", 8, 22, "........bbaaaaaaaaaabb........aaaaaaaaaa.........."},
    {"overlaps the tail", 15, 25, "..........aaaaaaaaaabbbbb.....aaaaaaaaaa.........."},
    {"touches the tail", 20, 25, "..........aaaaaaaaaabbbbb.....aaaaaaaaaa.........."},
    {"between", 22, 28, "..........aaaaaaaaaa..bbbbbb..aaaaaaaaaa.........."},
    {"joins exactly", 20, 30, "..........aaaaaaaaaabbbbbbbbbbaaaaaaaaaa.........."},
    {"joins with overlap", 15, 35, "..........aaaaaaaaaabbbbbbbbbbaaaaaaaaaa.........."},
    {"covers both", 5, 45, ".....bbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbb....."},
    {"apart, above", 42, 46, "..........aaaaaaaaaa..........aaaaaaaaaa..bbbb...."},
};

// Delivers the stream by filling each hole with '.'.
std::string drain(Reassembly held, std::uint32_t base, std::uint32_t length) {
  ByteQueue queue;
  Seq next = Seq{base};
  while (distance(next, Seq{base}).n != 0 || queue.empty()) {
    const std::uint32_t reached = distance(Seq{base}, next).n;
    if (reached >= length) break;
    next = held.deliver(next, octets(1, '.'), queue);
  }
  std::string text;
  for (const std::byte octet : queue.view()) text += static_cast<char>(octet);
  return text;
}

TEST(Reassembly, OverlapKeepsWhatCameFirst) {  // SHLD-31, 9293-3.10.7.4-1e
  for (const std::uint32_t base : kBases) {
    for (const Row& row : kRows) {
      Reassembly held;
      held.hold(at(base, 10), octets(10, 'a'));
      held.hold(at(base, 30), octets(10, 'a'));
      held.hold(at(base, row.from), octets(row.to - row.from, 'b'));
      EXPECT_EQ(drain(held, base, 50), row.stream) << row.name << " at base " << base;
    }
  }
}

TEST(Reassembly, InOrderTextYieldsToWhatIsHeld) {  // the held octets came first
  for (const std::uint32_t base : kBases) {
    Reassembly held;
    held.hold(at(base, 3), octets(2, 'a'));
    held.hold(at(base, 8), octets(4, 'a'));
    ByteQueue queue;
    const Seq next = held.deliver(Seq{base}, octets(10, 'b'), queue);
    std::string text;
    for (const std::byte octet : queue.view()) text += static_cast<char>(octet);
    EXPECT_EQ(text, "bbbaabbbaaaa");
    EXPECT_EQ(next, at(base, 12));
    EXPECT_TRUE(held.empty());
    EXPECT_EQ(held.memory(), 0U);
  }
}

TEST(Reassembly, LowestFinEndsTheStream) {
  for (const std::uint32_t base : kBases) {
    Reassembly held;
    held.hold(at(base, 10), octets(10, 'a'));
    held.hold(at(base, 30), octets(10, 'a'));
    held.hold_fin(at(base, 40));
    EXPECT_EQ(held.runs().size(), 2U);
    held.hold_fin(at(base, 45));
    EXPECT_EQ(held.fin(), at(base, 40)) << "a higher one says nothing new";
    EXPECT_EQ(held.before_fin(at(base, 36), octets(10, 'b')).size(), 4U);
    EXPECT_TRUE(held.before_fin(at(base, 40), octets(10, 'b')).empty());
    held.hold_fin(at(base, 15));
    ASSERT_EQ(held.runs().size(), 1U) << "what lay above it is gone";
    EXPECT_EQ(held.runs()[0].end, at(base, 15));
    held.hold_fin(at(base, 10));
    EXPECT_TRUE(held.runs().empty());
    EXPECT_FALSE(held.empty());
  }
}

// Random segments against the plainest model: an array of optional octets.
TEST(Reassembly, AgreesWithAnArray) {
  constexpr std::uint32_t kWindow = 300;
  std::uint64_t state = 0x9e37'79b9'7f4a'7c15U;
  const auto below = [&state](std::uint32_t limit) {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::uint32_t>((state >> 33U) % limit);
  };
  int joined = 0;
  for (int run = 0; run < 600; ++run) {
    const std::uint32_t base = kBases[run % 3] - below(kWindow);
    std::array<std::optional<std::byte>, kWindow> model;
    Reassembly held;
    Reassembly again;  // the same by another way must be equal
    for (int step = 0; step < 40; ++step) {
      const std::uint32_t from = below(kWindow);
      const std::uint32_t length = below(std::min(kWindow - from, 40U)) + 1;
      std::vector<std::byte> text(length);
      for (std::byte& octet : text) octet = static_cast<std::byte>(below(256));
      held.hold(at(base, from), text);
      for (std::uint32_t i = 0; i < length; ++i) {
        if (!model[from + i]) model[from + i] = text[i];
      }
      std::size_t runs = 0;
      for (std::uint32_t i = 0; i < kWindow; ++i) runs += model[i] && (i == 0 || !model[i - 1]);
      ASSERT_EQ(held.runs().size(), runs);
      joined += runs == 1;
      ASSERT_LE(held.memory(), std::bit_ceil(kWindow));
    }
    for (std::uint32_t i = kWindow; i-- > 0;) {
      if (model[i]) again.hold(at(base, i), std::span{&*model[i], 1});
    }
    ASSERT_EQ(held, again);
    ASSERT_EQ(hash_of(held), hash_of(again));
    ByteQueue queue;
    for (Seq next{base}; distance(Seq{base}, next).n < kWindow;) {
      next = held.deliver(next, octets(1, 0), queue);
    }
    ASSERT_GE(queue.size(), kWindow);
    for (std::uint32_t i = 0; i < kWindow; ++i) {
      ASSERT_EQ(queue.view()[i], model[i].value_or(std::byte{0})) << run << " " << i;
    }
  }
  EXPECT_GT(joined, 10);
}

TEST(Reassembly, OneOctetMakesTwoStoresDiffer) {
  Reassembly a, b;
  a.hold(Seq{5}, octets(9, 1));
  b.hold(Seq{5}, octets(8, 1));
  EXPECT_NE(a, b);
  b.hold(Seq{13}, octets(1, 2));
  EXPECT_NE(a, b);
  EXPECT_NE(hash_of(a), hash_of(b));
}

// The worst a peer can do to the number of runs: single octets, every second number, from the top.
TEST(Reassembly, RunsAreBoundedAndStillGrow) {
  for (const std::uint32_t base : kBases) {
    Reassembly held;
    for (std::uint32_t offset = 65'534; offset > 0; offset -= 2) {
      held.hold(at(base, offset), octets(1, 'a'));
      ASSERT_LE(held.runs().size(), Reassembly::kMostRuns);
      ASSERT_LE(held.memory(), 65'536U);
    }
    EXPECT_EQ(held.runs().size(), Reassembly::kMostRuns);
    // What joins two runs needs no place of its own.
    held.hold(held.runs()[0].end, octets(1, 'a'));
    EXPECT_EQ(held.runs().size(), Reassembly::kMostRuns - 1);
  }
}

}  // namespace
}  // namespace synspect::tcp
