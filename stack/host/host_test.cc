// Two hosts talk: handshake, text both ways, every kind of close, and each of them under loss.
#include "stack/host/host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>

#include "stack/host/test_connected.h"

namespace synspect::tcp {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(Hosts, ShakeHandsCarryTextAndClose) {
  for (const std::uint32_t base : kIsnBases) {
    Connected c{base};
    ASSERT_EQ(c.client_state(), State::kEstablished) << base;
    ASSERT_EQ(c.server_state(), State::kEstablished) << base;
    const auto data = pattern(200'000);
    EXPECT_EQ(carry(c.pair, 0, c.client, c.server, data), data) << base;
    EXPECT_EQ(carry(c.pair, 1, c.server, c.client, data), data) << base;
    EXPECT_EQ(c.pair.hosts[0].close(c.client, c.pair.now), CallStatus::kOk);
    c.pair.run(seconds{1});
    EXPECT_EQ(c.client_state(), State::kFinWait2);
    EXPECT_EQ(c.server_state(), State::kCloseWait);
    // 9293-3.6.1-a: the other direction goes on.
    EXPECT_EQ(carry(c.pair, 1, c.server, c.client, data), data) << base;
    EXPECT_EQ(c.pair.hosts[1].close(c.server, c.pair.now), CallStatus::kOk);
    c.pair.run(seconds{1});
    EXPECT_EQ(c.client_state(), State::kTimeWait);
    EXPECT_EQ(c.server_state(), State::kClosed);
    c.pair.run(minutes{4});
    EXPECT_EQ(c.client_state(), State::kClosed);
    ASSERT_NE(c.pair.hosts[0].ending(c.client), nullptr);
    EXPECT_EQ(c.pair.hosts[0].ending(c.client)->why, Notice::kClosed);
    EXPECT_EQ(c.pair.hosts[0].ending(c.client)->in, State::kTimeWait);
    c.pair.hosts[0].forget(c.client);
    EXPECT_EQ(c.pair.hosts[0].ending(c.client), nullptr);
  }
}

TEST(Hosts, ALimitCountsForWhatIsOutAlready) {  // MUST-21
  Host host{options_of(1, 0)};
  const auto at = [](int s) { return Instant{seconds{s}}; };
  const OpenResult open = host.open({.remote = Socket{v4(2), Port{80}}, .active = true}, at(0));
  host.advance(at(8));  // sent at 0, 1, 3 and 7 s
  ASSERT_EQ(host.next_deadline(), at(15));
  (void)host.set_timeout(open.connection, seconds{10});
  EXPECT_EQ(host.next_deadline(), at(10));
  (void)host.set_timeout(open.connection, seconds{5});
  ASSERT_NE(host.ending(open.connection), nullptr);
  EXPECT_EQ(host.ending(open.connection)->why, Notice::kTimedOut);
  EXPECT_EQ(host.next_deadline(), std::nullopt);
}

TEST(Hosts, CloseAtOnceSimultaneously) {  // 9293-3.6-h
  for (const std::uint32_t base : kIsnBases) {
    Connected c{base};
    (void)c.pair.hosts[0].close(c.client, c.pair.now);
    (void)c.pair.hosts[1].close(c.server, c.pair.now);
    c.pair.run(seconds{1});
    EXPECT_EQ(c.client_state(), State::kTimeWait);
    EXPECT_EQ(c.server_state(), State::kTimeWait);
    c.pair.run(minutes{4});
    EXPECT_EQ(c.client_state(), State::kClosed);
    EXPECT_EQ(c.server_state(), State::kClosed);
  }
}

TEST(Hosts, OpenSimultaneously) {  // MUST-10
  for (const std::uint32_t base : kIsnBases) {
    TestPair pair{base};
    const Socket one{v4(1), Port{1000}};
    const Socket two{v4(2), Port{2000}};
    const auto a = pair.hosts[0].open({.local = one, .remote = two, .active = true}, pair.now);
    const auto b = pair.hosts[1].open({.local = two, .remote = one, .active = true}, pair.now);
    pair.run(seconds{1});
    EXPECT_EQ(pair.hosts[0].status(a.connection).state, State::kEstablished);
    EXPECT_EQ(pair.hosts[1].status(b.connection).state, State::kEstablished);
    EXPECT_EQ(pair.emitted, 6U) << "two SYNs, two SYN,ACKs and an answer to each; then silence";
  }
}

// Loses every subset of eight datagrams in a row, early and late: whatever is lost, all text
// arrives and both ends come to CLOSED. (Nine losses of one segment reach R2.)
void under_every_loss(const std::function<void(TestPair&, ConnectionId&, ConnectionId&)>& open,
                      bool close_together) {
  for (std::uint64_t round = 0; round < 4 * 256; ++round) {
    const std::uint64_t first = round / 256 * 4;
    const std::uint64_t mask = round % 256 << first;
    TestPair pair{0xffff'fffa};
    pair.lost = [mask](std::uint64_t n) { return n < 64 && ((mask >> n) & 1U) != 0; };
    ConnectionId a{}, b{};
    open(pair, a, b);
    ASSERT_NE(b, ConnectionId::kNone) << std::hex << mask;
    const auto data = pattern(3000);
    ASSERT_EQ(pair.hosts[0].send(a, {.data = data}, pair.now).octets, data.size())
        << std::hex << mask;
    ASSERT_EQ(pair.hosts[0].close(a, pair.now), CallStatus::kOk) << std::hex << mask;
    if (close_together) {
      ASSERT_EQ(pair.hosts[1].close(b, pair.now), CallStatus::kOk) << std::hex << mask;
    }
    pair.run(minutes{10});
    std::vector<std::byte> got;
    read_all(pair.hosts[1], b, pair.now, got);
    ASSERT_EQ(got, data) << std::hex << mask;
    if (!close_together) {
      ASSERT_EQ(pair.hosts[1].close(b, pair.now), CallStatus::kOk) << std::hex << mask;
    }
    pair.run(hours{1});
    for (const Host& host : pair.hosts) {
      for (const auto& [id, connection] : host.connections()) {
        ASSERT_EQ(connection.tcb.state, State::kListen) << std::hex << mask;
      }
    }
    ASSERT_EQ(pair.hosts[0].ending(a)->why, Notice::kClosed) << std::hex << mask;
    ASSERT_EQ(pair.hosts[1].ending(b)->why, Notice::kClosed) << std::hex << mask;
  }
}

void listen_and_connect(TestPair& pair, ConnectionId& a, ConnectionId& b) {
  const auto listener = pair.hosts[1].open({.local = {{}, Port{80}}, .spawning = true}, pair.now);
  a = pair.hosts[0].open({.remote = Socket{v4(2), Port{80}}, .active = true}, pair.now).connection;
  pair.run(minutes{5});
  b = pair.hosts[1].take_accepted(listener.connection).value_or(ConnectionId::kNone);
}

void connect_both(TestPair& pair, ConnectionId& a, ConnectionId& b) {
  const Socket one{v4(1), Port{1000}};
  const Socket two{v4(2), Port{2000}};
  a = pair.hosts[0].open({.local = one, .remote = two, .active = true}, pair.now).connection;
  b = pair.hosts[1].open({.local = two, .remote = one, .active = true}, pair.now).connection;
  pair.run(minutes{5});
}

TEST(Hosts, SurviveEveryLossInHandshakeTextAndClose) {
  under_every_loss(listen_and_connect, false);
}
TEST(Hosts, SurviveEveryLossInSimultaneousOpen) { under_every_loss(connect_both, false); }
TEST(Hosts, SurviveEveryLossInSimultaneousClose) { under_every_loss(connect_both, true); }

TEST(Hosts, CarryBulkThroughSteadyLoss) {
  for (const std::uint32_t base : kIsnBases) {
    Connected c{base};
    c.pair.lost = [](std::uint64_t n) { return n % 13 == 5; };
    const auto data = pattern(100'000);
    EXPECT_EQ(carry(c.pair, 0, c.client, c.server, data), data) << base;
  }
}

// What a restarted host says of itself and does is what a new one would.
TEST(Hosts, StartAnewAsNew) {
  Connected used{0x7fff'fffa};
  const auto data = pattern(5000);
  ASSERT_EQ(carry(used.pair, 0, used.client, used.server, data), data);
  TestPair fresh{0};
  for (std::size_t i = 0; i < 2; ++i) {
    Host& host = used.pair.hosts[i];
    ASSERT_NE(host, fresh.hosts[i]);
    host.restart(HostOptions{fresh.hosts[i].options()});
    EXPECT_EQ(host, fresh.hosts[i]);
    EXPECT_EQ(hash(host), hash(fresh.hosts[i]));
    EXPECT_EQ(host.next_deadline(), std::nullopt);
    EXPECT_FALSE(host.next_notice());
  }
  const auto opened = [](Host& host) {
    const OpenRequest active{.remote = Socket{v4(2), Port{80}}, .active = true};
    const OpenResult first = host.open(active, Instant{});
    const OpenResult second = host.open(active, Instant{});
    EXPECT_EQ(host.abort(first.connection, Instant{}), CallStatus::kOk);
    host.advance(Instant{seconds{3}});
    return std::pair{first.connection, second.connection};
  };
  EXPECT_EQ(opened(used.pair.hosts[0]), opened(fresh.hosts[0]));
  EXPECT_EQ(used.pair.hosts[0], fresh.hosts[0]) << "output and all";
}

TEST(Hosts, AreValues) {
  Connected c{0xffff'fffa};
  TestPair fork = c.pair;
  EXPECT_EQ(fork.hosts, c.pair.hosts);
  EXPECT_EQ(hash(fork.hosts[0]), hash(c.pair.hosts[0]));
  const auto data = pattern(5000);
  EXPECT_EQ(carry(c.pair, 0, c.client, c.server, data), data);
  EXPECT_NE(fork.hosts[0], c.pair.hosts[0]);
  EXPECT_NE(hash(fork.hosts[0]), hash(c.pair.hosts[0]));
  EXPECT_EQ(carry(fork, 0, c.client, c.server, data), data);
  EXPECT_EQ(fork.hosts, c.pair.hosts) << "same seed, same bytes";
  EXPECT_EQ(hash(fork.hosts[1]), hash(c.pair.hosts[1]));
}

}  // namespace
}  // namespace synspect::tcp
