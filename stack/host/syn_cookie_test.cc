// A listener with all its half-open connections answers on, and keeps nothing (RFC 4987 3.6).
#include "stack/host/syn_cookie.h"

#include <gtest/gtest.h>

#include <chrono>

#include "stack/fast_open/test_line.h"

namespace synspect::tcp {
namespace {

using std::chrono::seconds;

constexpr std::size_t kClient = 0, kServer = 1;

Profile with_cookies() {
  Profile profile;
  profile.syn_cookies = true;
  return profile;
}
Profile with_options() {
  Profile profile = with_cookies();
  profile.timestamps = profile.window_scale = profile.sack = true;
  profile.least_shift = 5;
  return profile;
}

// A listener whose one place is taken by a SYN that nobody will acknowledge.
struct FullLine : Line {
  explicit FullLine(Profile profile = with_cookies(), std::uint32_t base = 0)
      : Line{profile, base} {
    listener =
        server().open({.local = {{}, Port{80}}, .spawning = true, .backlog = 1}, now).connection;
    Datagram syn;
    syn.source = v4(9);
    syn.destination = v4(2);
    syn.source_port = {9};
    syn.destination_port = {80};
    syn.segment.syn = true;
    std::vector<std::byte> octets;
    write_datagram(syn, octets);
    server().receive_datagram(octets, now);
    (void)sent(kServer);
  }
  ConnectionId connect() {
    return client().open({.remote = Socket{v4(2), Port{80}}, .active = true}, now).connection;
  }
  [[nodiscard]] std::size_t connections() { return server().connections().size(); }

  ConnectionId listener{};
};

TEST(SynCookies, MakeAConnectionFromTheAckAlone) {
  for (const std::uint32_t base : kIsnBases) {
    FullLine line{with_cookies(), base};
    const std::size_t before = line.connections();
    const ConnectionId client = line.connect();
    line.deliver(kServer, line.one(kClient));
    EXPECT_EQ(line.connections(), before);
    const auto syn_ack = line.one(kServer);
    EXPECT_TRUE(syn_ack.datagram.segment.syn && syn_ack.datagram.segment.ack_flag);
    line.deliver(kClient, syn_ack);
    EXPECT_EQ(line.client().status(client).state, State::kEstablished);
    (void)line.one(kClient);  // the ACK is lost: text brings the cookie as well
    (void)line.client().send(client, {.data = Line::octets_of("hello")}, line.now);
    line.settle();
    const auto id = line.server().take_accepted(line.listener);
    ASSERT_TRUE(id);
    EXPECT_EQ(line.server().status(*id).state, State::kEstablished);
    EXPECT_EQ(line.read(kServer, *id), "hello");
    EXPECT_EQ(line.server().find(*id)->snd_mss, 1460U);
    (void)line.server().send(*id, {.data = Line::octets_of("good day")}, line.now);
    line.settle();
    EXPECT_EQ(line.read(kClient, client), "good day");
  }
}

TEST(SynCookies, RememberOptionsInTheTimestamp) {
  FullLine line{with_options()};
  line.now += std::chrono::milliseconds{12'345};
  const ConnectionId client = line.connect();
  line.settle();
  const auto id = line.server().take_accepted(line.listener);
  ASSERT_TRUE(id);
  EXPECT_EQ(line.server().find(*id)->agreed, line.client().find(client)->agreed);
  EXPECT_TRUE(line.server().find(*id)->agreed.window_scale);
  EXPECT_TRUE(line.server().find(*id)->agreed.sack);
  (void)line.server().send(*id, {.data = Line::octets_of("on")}, line.now);
  line.settle();
  EXPECT_EQ(line.read(kClient, client), "on");
}

TEST(SynCookies, DoWithoutOptionsWhereThereIsNoTimestamp) {
  Profile profile = with_options();
  profile.timestamps = false;
  FullLine line{profile};
  const ConnectionId client = line.connect();
  line.settle();
  const auto id = line.server().take_accepted(line.listener);
  ASSERT_TRUE(id);
  EXPECT_EQ(line.server().find(*id)->agreed, Agreed{});
  EXPECT_EQ(line.client().find(client)->agreed, Agreed{});
}

TEST(SynCookies, AreRefusedWhenForged) {
  FullLine line;
  (void)line.connect();
  line.deliver(kServer, line.one(kClient));
  line.deliver(kClient, line.one(kServer));
  const Datagram good = line.one(kClient).datagram;
  const auto draws_reset = [&](Datagram ack) {
    std::vector<std::byte> octets;
    write_datagram(ack, octets);
    line.server().receive_datagram(octets, line.now);
    return line.one(kServer).datagram.segment == [&] {
      Segment reset;
      reset.rst = true;
      reset.seq = ack.segment.ack;
      return reset;
    }();
  };
  const std::size_t before = line.connections();
  for (unsigned bit = 0; bit < 32; ++bit) {
    Datagram ack = good;
    ack.segment.ack = Seq{good.segment.ack.raw() ^ 1U << bit};
    EXPECT_TRUE(draws_reset(ack)) << bit;
  }
  Datagram ack = good;
  ack.segment.seq = ack.segment.seq + SeqLen{1};
  EXPECT_TRUE(draws_reset(ack));
  ack = good;
  ack.source_port = {77};
  EXPECT_TRUE(draws_reset(ack));
  ack = good;
  ack.segment.options.timestamps = {1, 2};
  EXPECT_TRUE(draws_reset(ack));
  EXPECT_EQ(line.connections(), before);
  line.now += kSynCookieLife;
  EXPECT_TRUE(draws_reset(good));
}

TEST(SynCookies, AreGoodForAWhile) {
  FullLine line;
  (void)line.connect();
  line.deliver(kServer, line.one(kClient));
  line.deliver(kClient, line.one(kServer));
  const auto ack = line.one(kClient);
  line.now += kSynCookieTick - seconds{1};
  line.deliver(kServer, ack);
  EXPECT_TRUE(line.server().take_accepted(line.listener));
}

TEST(SynCookies, DoNotFillTheQueueOfAUserWhoDoesNotAccept) {
  FullLine line;
  for (int i = 0; i < 5; ++i) {
    (void)line.connect();
    line.settle();
  }
  EXPECT_EQ(line.connections(), 3U);  // the listener, the half-open one, and one that is ready
  EXPECT_TRUE(line.server().take_accepted(line.listener));
  EXPECT_FALSE(line.server().take_accepted(line.listener));
}

TEST(SynCookies, AProfileWithoutThemDropsTheSyn) {
  FullLine line{kRfcProfile};
  (void)line.connect();
  line.deliver(kServer, line.one(kClient));
  EXPECT_TRUE(line.sent(kServer).empty());
}

TEST(SynCookies, TakeALesserSizeAndNoneBelowTheLeast) {  // MUST-16
  Segment syn;
  syn.syn = true;
  const struct {
    std::uint16_t offered, kept;
  } rows[] = {{0, 536},     {64, 64},     {65, 64},     {535, 256},   {536, 536},
              {1459, 1440}, {1460, 1460}, {1500, 1460}, {65535, 1460}};
  for (const auto& row : rows) {
    syn.options.mss = row.offered;
    EXPECT_EQ(syn_within_cookie(syn, 536, 1460, false)->options.mss, row.kept) << row.offered;
  }
  syn.options.mss = 63;
  EXPECT_FALSE(syn_within_cookie(syn, 536, 1460, false));
}

TEST(SynCookies, AStampNeverRunsAhead) {  // 7323-5.4-3
  Segment syn;
  for (std::uint32_t value = 1000; value < 1200; ++value) {
    for (std::uint8_t shift = 0; shift <= 14; ++shift) {
      syn.options.window_scale = shift;
      syn.options.sack_permitted = shift % 2 == 0;
      const std::uint32_t stamp = stamp_with_options(value, syn);
      EXPECT_LE(stamp, value);
      EXPECT_LT(value - stamp, 32U);
    }
  }
}

}  // namespace
}  // namespace synspect::tcp
