// The host's tables against the standard containers.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "stack/host/connection_table.h"
#include "stack/host/deadlines.h"
#include "stack/host/flat_map.h"
#include "stack/host/notice_queue.h"
#include "stack/host/output_queue.h"

namespace synspect::tcp {
namespace {

struct Chance {  // the same on every machine
  std::uint64_t state{1};
  std::uint32_t below(std::uint32_t bound) {
    state += 0x9e37'79b9'7f4a'7c15;
    return static_cast<std::uint32_t>(mixed(state) % bound);
  }
};

// Few homes for many keys: long probes, wrapped round the end of the table.
struct CrowdedHash {
  std::uint64_t operator()(std::uint32_t key) const { return key % 5 + 6; }
};

template <typename HashOf>
void agrees_with_map() {
  FlatMap<std::uint32_t, std::uint32_t, HashOf> table;
  std::map<std::uint32_t, std::uint32_t> expected;
  Chance chance;
  for (std::uint32_t turn = 0; turn < 4000; ++turn) {
    const std::uint32_t key = chance.below(60);
    if (chance.below(2) == 0) {
      table[key] = turn;
      expected[key] = turn;
    } else {
      table.erase(key);
      expected.erase(key);
    }
    ASSERT_EQ(table.size(), expected.size());
    for (std::uint32_t k = 0; k < 60; ++k) {
      const auto found = expected.find(k);
      ASSERT_EQ(table.contains(k), found != expected.end());
      if (found == expected.end()) continue;
      ASSERT_EQ(*table.find(k), found->second);
    }
  }
}
struct PlainHash {
  std::uint64_t operator()(std::uint32_t key) const { return mixed(key); }
};
TEST(FlatMap, AgreesWithMap) { agrees_with_map<PlainHash>(); }
TEST(FlatMap, AgreesWithMapWhenCrowded) { agrees_with_map<CrowdedHash>(); }

TEST(FlatMap, EqualityAndSumKnowNoOrder) {
  FlatMap<std::uint32_t, int, CrowdedHash> up, down;
  for (std::uint32_t i = 0; i < 40; ++i) up[i] = 1;
  for (std::uint32_t i = 100; i-- > 0;) down[i] = 1;
  EXPECT_FALSE(up == down);
  for (std::uint32_t i = 40; i < 100; ++i) down.erase(i);
  EXPECT_TRUE(up == down);
  const auto number = [](std::uint32_t key, int value) { return key * 3 + std::uint64_t(value); };
  EXPECT_EQ(up.sum(number), down.sum(number));
  down[7] = 2;
  EXPECT_FALSE(up == down);
}

// Deadlines that come, move both ways and go: the earliest is always that of a set.
TEST(Deadlines, AgreeWithASet) {
  constexpr std::uint32_t kConnections = 50;
  Deadlines deadlines;
  std::set<std::pair<Instant, ConnectionId>> expected;
  std::vector<Connection> connections(kConnections);
  std::vector<std::optional<Instant>> due(kConnections);
  std::uint32_t next_id = 1;
  for (std::uint32_t i = 0; i < kConnections; ++i) {
    connections[i].id = ConnectionId{next_id++};
    connections[i].place.slot = Slot{i};
  }
  Chance chance;
  for (int turn = 0; turn < 20'000; ++turn) {
    const std::uint32_t i = chance.below(kConnections);
    if (due[i]) expected.erase({*due[i], connections[i].id});
    due[i].reset();
    const std::uint32_t what = chance.below(10);
    if (what == 0) {  // another connection in the same slot
      deadlines.remove(connections[i]);
      connections[i].id = ConnectionId{next_id++};
    } else if (what < 4) {
      deadlines.set(connections[i], std::nullopt);
    } else {
      due[i] = Instant{Duration{chance.below(30)}};  // so that several fall together
      deadlines.set(connections[i], due[i]);
      expected.emplace(*due[i], connections[i].id);
    }
    ASSERT_EQ(deadlines.earliest() == nullptr, expected.empty());
    if (expected.empty()) continue;
    ASSERT_EQ(deadlines.earliest()->due, expected.begin()->first);
    ASSERT_EQ(deadlines.earliest()->id, expected.begin()->second);
  }
}

TEST(ConnectionTable, KeepsTheOrderOfMakingThroughReuse) {
  ConnectionTable table;
  std::set<ConnectionId> expected;
  Chance chance;
  for (std::uint32_t id = 1; id < 1000; ++id) {
    Connection& made = table.add(ConnectionId{id});
    expected.insert(ConnectionId{id});
    ASSERT_EQ(&table[made.place.slot], &made);
    while (expected.size() > 20 || (!expected.empty() && chance.below(3) == 0)) {
      const auto victim =
          std::next(expected.begin(), chance.below(static_cast<std::uint32_t>(expected.size())));
      table.erase(*table.find(*victim));
      ASSERT_FALSE(table.contains(*victim));
      expected.erase(victim);
    }
    std::set<ConnectionId> seen;
    ConnectionId last{};
    for (const auto& [at, connection] : table) {
      ASSERT_LT(last, at);
      ASSERT_EQ(connection.id, at);
      last = at;
      seen.insert(at);
    }
    ASSERT_EQ(seen, expected);
  }
  // What a copy holds is its own, and the way there does not count.
  ConnectionTable other;
  for (const auto& [id, connection] : table) other.add(id).tcb = connection.tcb;
  EXPECT_TRUE(other == table);
  ConnectionTable copy{table};
  copy.add(ConnectionId{5000}).tcb.snd_mss = 1;
  EXPECT_FALSE(copy == table);
  EXPECT_EQ(copy.size(), table.size() + 1);
}

// Queues that are never read empty do not grow with what went through.
TEST(Queues, StaySmallWhenNeverEmpty) {
  NoticeQueue notices;
  OutputQueue output;
  const auto push = [&](std::uint32_t number) {
    notices.push({ConnectionId{number}, Notice::kReadable});
    std::fill_n(output.add(number % 7 + 1), number % 7 + 1, static_cast<std::byte>(number));
  };
  push(1);
  const std::byte* lowest = nullptr;
  const std::byte* highest = nullptr;
  for (std::uint32_t number = 2; number < 10'000; ++number) {
    push(number);
    ASSERT_EQ(notices.take()->connection, ConnectionId{number - 1});
    const auto datagram = output.take();
    ASSERT_EQ(datagram->size(), (number - 1) % 7 + 1);
    for (const std::byte octet : *datagram) ASSERT_EQ(octet, static_cast<std::byte>(number - 1));
    if (number == 100) lowest = highest = datagram->data();  // it has found its size
    if (number > 100) lowest = std::min(lowest, datagram->data());
    if (number > 100) highest = std::max(highest, datagram->data());
    ASSERT_EQ(notices.waiting().size(), 1U);
    ASSERT_EQ(output.waiting(), 1U);
  }
  EXPECT_LT(highest - lowest, 40);
}

}  // namespace
}  // namespace synspect::tcp
