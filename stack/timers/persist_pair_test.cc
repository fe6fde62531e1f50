// Two hosts and a window that stays shut: the reopening is heard of, whatever is lost.
#include <gtest/gtest.h>

#include <chrono>

#include "stack/host/test_connected.h"

namespace synspect::tcp {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// The server reads nothing for two hours while the client has more than fits (MUST-37, MAY-8). Then
// it reads, and the update is lost: a probe fetches the news (MUST-36, 9293-3.8.6.1-c).
TEST(ClosedWindow, LostUpdateIsFetchedByAProbe) {
  for (const std::uint32_t base : kIsnBases) {
    Connected c{base};
    const auto data = pattern(130'000);
    std::size_t sent = c.pair.hosts[0].send(c.client, {.data = data}, c.pair.now).octets;
    c.pair.run(seconds{2});
    sent +=
        c.pair.hosts[0].send(c.client, {.data = std::span{data}.subspan(sent)}, c.pair.now).octets;
    ASSERT_EQ(sent, data.size());
    c.pair.run(hours{2});
    ASSERT_EQ(c.client_state(), State::kEstablished);
    ASSERT_EQ(c.pair.hosts[0].find(c.client)->snd_wnd.n, 0U);

    const std::uint64_t update = c.pair.emitted;
    c.pair.lost = [update](std::uint64_t n) { return n == update; };
    std::vector<std::byte> got;
    read_all(c.pair.hosts[1], c.server, c.pair.now, got);
    c.pair.run(seconds{1});
    EXPECT_GT(c.pair.emitted, update) << "there was an update to lose";
    c.pair.run(minutes{2});
    read_all(c.pair.hosts[1], c.server, c.pair.now, got);
    EXPECT_EQ(got, data) << base;
  }
}

// Both sides stop reading with more to send than fits: each hears the other's probes.
TEST(ClosedWindow, BothWaysAtOnce) {
  for (const std::uint32_t base : kIsnBases) {
    Connected c{base};
    const auto data = pattern(130'000);
    const ConnectionId ids[] = {c.client, c.server};
    std::size_t sent[] = {0, 0};
    const auto write = [&] {
      for (std::size_t i = 0; i < 2; ++i) {
        sent[i] += c.pair.hosts[i]
                       .send(ids[i], {.data = std::span{data}.subspan(sent[i])}, c.pair.now)
                       .octets;
      }
      c.pair.run(seconds{5});
    };
    write();
    write();
    c.pair.run(hours{2});
    std::vector<std::byte> got[2];
    for (int round = 0; round < 100; ++round) {
      write();
      for (std::size_t i = 0; i < 2; ++i) read_all(c.pair.hosts[i], ids[i], c.pair.now, got[1 - i]);
    }
    EXPECT_EQ(got[0], data) << base;
    EXPECT_EQ(got[1], data) << base;
  }
}

// A peer that falls silent behind a closed window is given up after R2 (9293-3.8.3-b).
TEST(ClosedWindow, SilentPeerIsGivenUp) {
  Connected c{0};
  const auto data = pattern(130'000);
  (void)c.pair.hosts[0].send(c.client, {.data = data}, c.pair.now);
  c.pair.run(minutes{30});
  (void)c.pair.hosts[0].send(c.client, {.data = data}, c.pair.now);
  c.pair.run(minutes{30});
  ASSERT_EQ(c.client_state(), State::kEstablished);
  c.pair.lost = [](std::uint64_t) { return true; };
  c.pair.run(minutes{10});
  ASSERT_NE(c.pair.hosts[0].ending(c.client), nullptr);
  EXPECT_EQ(c.pair.hosts[0].ending(c.client)->why, Notice::kTimedOut);
}

}  // namespace
}  // namespace synspect::tcp
