// Two hosts with odd buffers, users with odd habits, and loss: text arrives whole and in order, and
// no combination of window, Nagle, silly-window avoidance and timers waits for ever.
#include <gtest/gtest.h>

#include <chrono>

#include "stack/host/test_connected.h"

namespace synspect::tcp {
namespace {

using std::chrono::minutes;

struct Random {  // xorshift64
  std::uint64_t state;
  std::uint32_t below(std::uint32_t limit) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    return static_cast<std::uint32_t>((state >> 11U) % limit);
  }
};

struct User {
  Host& host;
  ConnectionId id;
  std::vector<std::byte> data;
  std::size_t sent{0};
  std::vector<std::byte> got;

  void write(Random& random, Instant now) {
    const std::uint32_t most = random.below(3) == 0 ? 5000 : 30;
    const std::size_t length = std::min<std::size_t>(data.size() - sent, 1 + random.below(most));
    if (length == 0) return;
    const SendCall call{.data = std::span{data}.subspan(sent, length),
                        .push = random.below(2) == 0,
                        .urgent = random.below(10) == 0};
    sent += host.send(id, call, now).octets;
  }
  void read(Random& random, Instant now) {
    std::vector<std::byte> buffer(1 + random.below(2000));
    const TransferResult result = host.receive(id, {.buffer = buffer}, now);
    got.insert(got.end(), buffer.begin(),
               buffer.begin() + static_cast<std::ptrdiff_t>(result.octets));
  }
};

TEST(CarryStorm, EveryOctetArrivesOnceAndInOrder) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Random random{seed * 0x9e37'79b9'7f4a'7c15U};
    Profile profile = kRfcProfile;
    profile.receive_buffer = random.below(2) == 0 ? 65535 : 1 + random.below(4000);
    profile.send_buffer = random.below(2) == 0 ? 65536 : 1 + random.below(4000);
    profile.nagle = random.below(2) == 0;
    profile.hold_unpushed = random.below(3) == 0;
    Connected c{static_cast<std::uint32_t>(0U - seed), profile};
    ASSERT_EQ(c.server_state(), State::kEstablished) << seed;
    User users[] = {{c.pair.hosts[0], c.client, pattern(random.below(20'000)), 0, {}},
                    {c.pair.hosts[1], c.server, pattern(random.below(20'000)), 0, {}}};
    const std::uint32_t loss = random.below(10);
    c.pair.lost = [&](std::uint64_t) { return random.below(100) < loss; };
    for (int i = 0; i < 300; ++i) {
      User& user = users[random.below(2)];
      switch (random.below(8)) {
        case 0:
          c.pair.run(Duration{random.below(90'000'000)});
          break;
        case 1:
          user.read(random, c.pair.now);
          break;
        case 2:
          (void)user.host.set_nagle(user.id, random.below(2) == 0, c.pair.now);
          break;
        case 3:
        case 4:
          c.pair.run(Duration{random.below(200'000)});
          break;
        default:
          user.write(random, c.pair.now);
      }
    }
    c.pair.lost = [](std::uint64_t) { return false; };
    // One octet each two minutes would do, but not silence.
    for (User& user : users) {
      User& peer = users[&user == users ? 1 : 0];
      int idle = 0;
      while (peer.got.size() < user.data.size() && idle < 3) {
        const std::size_t before = peer.got.size();
        user.write(random, c.pair.now);
        c.pair.run(minutes{2});
        for (int reads = 0; reads < 100; ++reads) peer.read(random, c.pair.now);
        idle = peer.got.size() == before ? idle + 1 : 0;
      }
      ASSERT_EQ(peer.got, user.data) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace synspect::tcp
