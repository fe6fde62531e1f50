// What one peer can make a host hold and do, whatever it sends: the bounds that host.h states. This
// program's operator new counts the octets that are out.
#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "stack/fast_open/cookie.h"
#include "stack/host/host.h"
#include "stack/host/test_connected.h"
#include "stack/wire/codec.h"

namespace {
// NOLINTBEGIN: operator new has no other place to count
std::size_t octets_out = 0;
std::size_t most_out = 0;
std::size_t pieces = 0;
// NOLINTEND
constexpr std::size_t kHead = 16;  // in front of each piece: its size
}  // namespace

void* operator new(std::size_t size) {
  void* const memory = std::malloc(size + kHead);
  if (memory == nullptr) std::abort();
  *static_cast<std::size_t*>(memory) = size;
  octets_out += size;
  ++pieces;
  if (octets_out > most_out) most_out = octets_out;
  return static_cast<std::byte*>(memory) + kHead;
}
void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  void* const whole = static_cast<std::byte*>(memory) - kHead;
  octets_out -= *static_cast<std::size_t*>(whole);
  std::free(whole);
}
void operator delete(void* memory, std::size_t) noexcept { ::operator delete(memory); }
// AddressSanitizer has its own of these, too.
void* operator new[](std::size_t size) { return ::operator new(size); }
void operator delete[](void* memory) noexcept { ::operator delete(memory); }
void operator delete[](void* memory, std::size_t) noexcept { ::operator delete(memory); }

namespace synspect::tcp {
namespace {

using std::chrono::seconds;

constexpr int kMillion = 1'000'000;
constexpr std::uint32_t kIrs = 5000;

// A host on port 80, and somebody who sends it what he likes, from any socket.
struct Attack {
  explicit Attack(Profile profile = kRfcProfile, std::uint16_t fast_open_queue = 0)
      : host{options_of(2, 0x1000, profile)} {
    listener =
        host.open({.local = {{}, Port{80}}, .spawning = true, .fast_open_queue = fast_open_queue},
                  now)
            .connection;
    datagram.source = v4(1);
    datagram.destination = v4(2);
    datagram.source_port = {1000};
    datagram.destination_port = {80};
    octets.reserve(70'000);
    measure_from_now();
  }
  void from_socket(int number) {
    const auto n = static_cast<std::uint32_t>(number);
    datagram.source.octets = {10, static_cast<std::uint8_t>(n >> 16),
                              static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)};
    datagram.source_port = {static_cast<std::uint16_t>(1 + n % 65'000)};
  }
  // The segment as it is now. Answers how many datagrams it drew; `answer` is the last of them.
  int send() {
    octets.clear();
    write_datagram(datagram, octets);
    host.receive_datagram(octets, now);
    int drawn = 0;
    while (const auto out = host.next_datagram()) {
      answer.assign(out->begin(), out->end());
      ++drawn;
    }
    while (host.next_notice()) {
    }
    return drawn;
  }
  // ESTABLISHED with the one peer, and accepted.
  ConnectionId connect(std::uint16_t window) {
    segment = {};
    segment.syn = true;
    segment.seq = Seq{kIrs};
    segment.window = window;
    segment.options.mss = 1460;
    segment.options.sack_permitted = true;
    (void)send();
    iss = parse_datagram(answer)->segment.seq;
    segment = {};
    segment.seq = Seq{kIrs + 1};
    segment.ack_flag = true;
    segment.ack = iss + SeqLen{1};
    segment.window = window;
    (void)send();
    return host.take_accepted(listener).value_or(ConnectionId::kNone);
  }
  // Since the beginning, beyond what the attacker himself holds.
  [[nodiscard]] std::size_t held_at_most() const { return most_out - begin; }
  // How often memory was asked for: what a segment costs beyond looking at it.
  [[nodiscard]] std::size_t pieces_taken() const { return pieces - pieces_before; }
  void measure_from_now() {
    begin = most_out = octets_out;
    pieces_before = pieces;
  }

  Host host;
  ConnectionId listener{};
  Instant now{seconds{1}};
  Datagram datagram;
  Segment& segment{datagram.segment};
  Seq iss;
  std::vector<std::byte> octets, answer;
  std::size_t begin{}, pieces_before{};
};

// The table entries of one connection, with what vectors hold in reserve.
constexpr std::size_t kConnection = 2048;

// A connection that has exchanged nothing yet, its part of all tables included.
TEST(Bounds, AnIdleConnectionTakesAKibibyte) {
  constexpr int kCount = 100'000;
  Attack attack;
  for (int i = 0; i < kCount; ++i) {
    attack.from_socket(i);
    ASSERT_NE(attack.connect(60'000), ConnectionId::kNone);
  }
  ASSERT_EQ(attack.host.connections().size(), kCount + 1U);
  EXPECT_LE((octets_out - attack.begin) / kCount, 1024U);
  EXPECT_GE((octets_out - attack.begin) / kCount, sizeof(Tcb));  // or nothing was counted
}

TEST(Bounds, AFloodOfSyns) {  // half-open connections: `backlog` of them, and no more
  Attack attack;
  attack.segment.syn = true;
  attack.segment.window = 1000;
  const std::vector<std::byte> text(500);
  attack.segment.payload = text;
  int answered = 0;
  for (int i = 0; i < kMillion; ++i) {
    attack.from_socket(i);
    attack.segment.seq = Seq{static_cast<std::uint32_t>(i) * 77};
    const int drawn = attack.send();
    ASSERT_LE(drawn, 1);
    answered += drawn;
  }
  const std::size_t backlog = kRfcProfile.backlog;
  EXPECT_EQ(answered, static_cast<int>(backlog));
  EXPECT_EQ(attack.host.connections().size(), backlog + 1);
  EXPECT_LT(attack.held_at_most(), (backlog + 1) * (kConnection + std::bit_ceil(text.size())));
  EXPECT_LT(attack.pieces_taken(), 8 * backlog);
}

TEST(Bounds, AFloodOfSynsThatCookiesAnswer) {  // and no more with SYN cookies
  Profile profile;
  profile.syn_cookies = true;
  Attack attack{profile};
  attack.segment.syn = true;
  attack.segment.window = 1000;
  for (int i = 0; i < kMillion / 4; ++i) {
    attack.from_socket(i);
    ASSERT_EQ(attack.send(), 1) << i;
  }
  EXPECT_EQ(attack.host.connections().size(), profile.backlog + 1U);
  EXPECT_LT(attack.held_at_most(), (profile.backlog + 1U) * kConnection);
  EXPECT_LT(attack.pieces_taken(), 8U * profile.backlog);
}

TEST(Bounds, AFloodOfGoodFastOpenCookies) {  // 7413-4.2-b: by an attacker who owns the addresses
  constexpr std::uint16_t kQueue = 20;
  Profile profile;
  profile.fast_open = true;
  Attack attack{profile, kQueue};
  attack.segment.syn = true;
  attack.segment.window = 1000;
  const std::vector<std::byte> text(500);
  attack.segment.payload = text;
  attack.segment.options.fast_open =
      cookie_for({.key_seed = 2, .size = 8}, {{v4(2), Port{80}}, {v4(1), Port{1}}}, attack.now);
  const auto reset_at_number = [&](std::uint32_t seq) {
    Segment syn = std::exchange(attack.segment, {});
    attack.segment.rst = true;
    attack.segment.seq = Seq{seq};
    (void)attack.send();
    attack.segment = syn;
  };
  int accepted = 0;
  for (int i = 0; i < 50'000; ++i) {
    attack.datagram.source_port = {static_cast<std::uint16_t>(1 + i)};
    (void)attack.send();
    while (attack.host.take_accepted(attack.listener)) ++accepted;
    // A RST for each, where its text was taken and where not, makes no room for others.
    reset_at_number(501);
    reset_at_number(1);
  }
  EXPECT_EQ(accepted, kQueue);
  EXPECT_EQ(attack.host.connections().size(), 1U);
  EXPECT_LT(attack.held_at_most(), (kQueue + 1U) * (kConnection + 2 * text.size()));
}

TEST(Bounds, FragmentsOutOfOrder) {  // at one connection: kMostRuns runs inside the window
  for (const bool sack : {false, true}) {
    Profile profile;
    profile.sack = sack;
    Attack attack{profile};
    const ConnectionId id = attack.connect(8000);
    ASSERT_NE(id, ConnectionId::kNone);
    attack.measure_from_now();
    std::mt19937 chance{1};
    const std::vector<std::byte> text(1460);
    for (int i = 0; i < kMillion / 2; ++i) {  // never the octet at RCV.NXT
      attack.segment.seq = Seq{kIrs + 2 + static_cast<std::uint32_t>(chance() % 70'000)};
      attack.segment.payload = std::span{text}.first(1 + chance() % (i % 64 == 0 ? 1460 : 3));
      attack.segment.fin = chance() % 1000 == 0;
      ASSERT_LE(attack.send(), 1);
      ASSERT_LE(attack.host.find(id)->held.runs().size(), Reassembly::kMostRuns);
    }
    // The window in the ring, the runs, and what an ACK with SACK blocks takes on its way out.
    EXPECT_LT(attack.held_at_most(), 2 * 65'536U + 8'192U);
  }
}

TEST(Bounds, TextThatNobodyReads) {  // the receive buffer, four times over at most
  Attack attack;
  const ConnectionId id = attack.connect(8000);
  attack.measure_from_now();
  const std::vector<std::byte> text(1000);
  attack.segment.payload = text;
  for (int i = 0; i < 20'000; ++i) {
    attack.segment.seq = attack.host.find(id)->rcv_nxt;
    ASSERT_LE(attack.send(), 1);
  }
  EXPECT_EQ(attack.host.find(id)->receive_queue.size(), kRfcProfile.receive_buffer);
  EXPECT_LT(attack.held_at_most(), 4 * kRfcProfile.receive_buffer + 8'192U);
}

TEST(Bounds, SegmentsForClosedPorts) {  // nothing is kept, and each draws one RST at most
  Attack attack;
  std::mt19937 chance{1};
  for (int i = 0; i < kMillion; ++i) {
    attack.from_socket(i);
    attack.datagram.destination_port = {static_cast<std::uint16_t>(81 + chance() % 60'000)};
    attack.segment.seq = Seq{static_cast<std::uint32_t>(chance())};
    attack.segment.ack_flag = chance() % 2 == 0;
    attack.segment.syn = chance() % 2 == 0;
    attack.segment.rst = chance() % 3 == 0;
    ASSERT_LE(attack.send(), attack.segment.rst ? 0 : 1);
  }
  EXPECT_LT(attack.held_at_most(), 4'096U);
  EXPECT_LT(attack.pieces_taken(), 20U);
}

TEST(Bounds, SackBlocksOfAllSizes) {  // kMostRuns runs on the scoreboard; a burst an ACK
  Profile profile;
  profile.sack = true;
  profile.send_buffer = 1U << 20;
  profile.initial_window = 45;
  Attack attack{profile};
  const ConnectionId id = attack.connect(65'535);
  const std::vector<std::byte> text(60'000);
  (void)attack.host.send(id, {.data = text}, attack.now);
  while (attack.host.next_datagram()) {
  }
  attack.measure_from_now();
  std::mt19937 chance{1};
  for (int i = 0; i < kMillion / 10; ++i) {
    attack.segment.options.sack = {};
    for (std::uint32_t blocks = 1 + chance() % 4; blocks > 0; --blocks) {
      const Seq begin = attack.iss + SeqLen{static_cast<std::uint32_t>(chance() % 70'000)};
      attack.segment.options.sack.add(
          {begin, begin + SeqLen{static_cast<std::uint32_t>(chance() % 4)}});
    }
    ASSERT_LE(attack.send(), 2 * profile.max_burst + 1);
    ASSERT_LE(attack.host.find(id)->scoreboard.runs().size(), Scoreboard::kMostRuns);
  }
  EXPECT_LT(attack.held_at_most(), 8 * Scoreboard::kMostRuns * sizeof(SackBlock));
}

TEST(Bounds, CookiesOfManyServers) {  // FastOpenCache::kMost
  Profile profile;
  profile.fast_open = true;
  Attack attack{profile};
  std::size_t after_some = 0;
  for (int i = 0; i < 10'000; ++i) {
    attack.from_socket(i);
    const OpenResult opened = attack.host.open(
        {.remote = Socket{attack.datagram.source, Port{443}}, .active = true, .fast_open = true},
        attack.now);
    const auto syn = attack.host.next_datagram();
    ASSERT_TRUE(syn);
    const Datagram asked = *parse_datagram(*syn);
    attack.datagram.source_port = {443};
    attack.datagram.destination_port = asked.source_port;
    attack.segment = {};
    attack.segment.syn = attack.segment.ack_flag = true;
    attack.segment.ack = asked.segment.seq + SeqLen{1};
    if (i % 2 == 0) attack.segment.options.fast_open = FastOpenOption{.size = 16};
    (void)attack.send();
    (void)attack.host.abort(opened.connection, attack.now);
    attack.host.forget(opened.connection);
    while (attack.host.next_datagram()) {
    }
    if (i == 500) after_some = octets_out;
  }
  EXPECT_LE(octets_out, after_some);
}

}  // namespace
}  // namespace synspect::tcp
