// Two hosts talk: handshake, data both ways, every kind of close.
#include "stack/host/host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stack/host/test_pair.h"

namespace synspect::tcp {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint32_t kBases[] = {0, 0x7fff'fffa, 0xffff'fffa};
const Socket kServer{v4(2), Port{80}};

std::vector<std::byte> pattern(std::size_t size) {
  std::vector<std::byte> octets(size);
  for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::byte>(i * 7 + i / 251);
  return octets;
}

struct Connected {
  explicit Connected(std::uint32_t base, Profile profile = kRfcProfile) : pair{base, profile} {
    const OpenResult listening =
        pair.hosts[1].open({.local = {{}, Port{80}}, .spawning = true}, pair.now);
    listener = listening.connection;
    const OpenResult opened = pair.hosts[0].open({.remote = kServer, .active = true}, pair.now);
    client = opened.connection;
    pair.run(seconds{1});
    server = pair.hosts[1].take_accepted(listener).value_or(ConnectionId::kNone);
  }
  State client_state() const { return pair.hosts[0].status(client).state; }
  State server_state() const { return pair.hosts[1].status(server).state; }

  TestPair pair;
  ConnectionId listener{}, client{}, server{};
};

// Sends `data` from host `from` and reads it at the other end, until all is through.
std::vector<std::byte> carry(TestPair& pair, std::size_t from, ConnectionId sender,
                             ConnectionId receiver, std::span<const std::byte> data) {
  std::vector<std::byte> got;
  std::vector<std::byte> buffer(4096);
  std::size_t sent = 0;
  for (int rounds = 0; rounds < 5000 && got.size() < data.size(); ++rounds) {
    sent += pair.hosts[from].send(sender, {.data = data.subspan(sent)}, pair.now).octets;
    pair.run(milliseconds{50});
    while (true) {
      const TransferResult result = pair.hosts[1 - from].receive(receiver, {buffer}, pair.now);
      if (result.octets == 0) break;
      got.insert(got.end(), buffer.begin(),
                 buffer.begin() + static_cast<std::ptrdiff_t>(result.octets));
    }
  }
  return got;
}

TEST(Hosts, ShakeHandsCarryDataAndClose) {
  for (const std::uint32_t base : kBases) {
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
    EXPECT_EQ(c.pair.hosts[1].close(c.server, c.pair.now), CallStatus::kOk);
    c.pair.run(seconds{1});
    EXPECT_EQ(c.client_state(), State::kTimeWait);
    EXPECT_EQ(c.server_state(), State::kClosed);
    c.pair.run(minutes{4});
    EXPECT_EQ(c.client_state(), State::kClosed);
    ASSERT_NE(c.pair.hosts[0].ending(c.client), nullptr);
    EXPECT_EQ(c.pair.hosts[0].ending(c.client)->why, Notice::kClosed);
  }
}

}  // namespace
}  // namespace synspect::tcp
