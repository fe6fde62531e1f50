// ICMP errors as datagrams (MUST-54), and a path that is narrower than its ends know.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <vector>

#include "stack/host/test_connected.h"
#include "stack/wire/codec.h"
#include "stack/wire/test_icmp.h"

namespace synspect::tcp {
namespace {

using std::chrono::seconds;

constexpr IpAddress kOurs6{IpVersion::kV6, {0xfd, 1}};
constexpr IpAddress kPeer6{IpVersion::kV6, {0xfd, 2}};

struct Opening {  // a host that has sent a SYN, and that SYN
  explicit Opening(IpVersion version) {
    const bool v4_only = version == IpVersion::kV4;
    HostOptions options = options_of(1, 5000);
    if (!v4_only) options.addresses = {kOurs6};
    host.restart(options);
    const Socket remote{v4_only ? v4(2) : kPeer6, Port{80}};
    id = host.open({.remote = remote, .active = true}, Instant{}).connection;
    const auto out = host.next_datagram();
    syn.assign(out->begin(), out->end());
  }
  void hears(const IcmpMessage& message) {
    host.receive_datagram(icmp_about(syn, message), Instant{});
  }
  [[nodiscard]] std::optional<Notice> told() {
    const auto notice = host.next_notice();
    return notice ? std::optional{notice->notice} : std::nullopt;
  }

  Host host{options_of(1, 5000)};
  ConnectionId id{};
  std::vector<std::byte> syn;
};

TEST(HostIcmp, Must54ReachesTheConnectionWhoseSegmentIsQuoted) {
  const struct {
    IpVersion version;
    IcmpMessage message;
    std::optional<Notice> notice;
    bool ends;
  } rows[] = {
      {IpVersion::kV4, {3, 3}, Notice::kRefused, true},
      {IpVersion::kV4, {3, 2}, Notice::kRefused, true},
      {IpVersion::kV4, {3, 1}, Notice::kNoHost, false},
      {IpVersion::kV4, {3, 0}, Notice::kNoNetwork, false},
      {IpVersion::kV4, {11, 0}, Notice::kNoHost, false},
      {IpVersion::kV4, {12, 0}, Notice::kBadParameter, false},
      {IpVersion::kV4, {4, 0}, std::nullopt, false},  // MUST-55
      {IpVersion::kV6, {1, 4}, Notice::kRefused, true},
      {IpVersion::kV6, {1, 3}, Notice::kNoHost, false},
      {IpVersion::kV6, {1, 0}, Notice::kNoNetwork, false},
      {IpVersion::kV6, {4, 1}, Notice::kBadParameter, false},
  };
  for (const auto& row : rows) {
    Opening opening{row.version};
    opening.hears(row.message);
    EXPECT_EQ(opening.told(), row.notice);
    EXPECT_EQ(opening.host.find(opening.id) == nullptr, row.ends);
    EXPECT_EQ(opening.host.next_datagram(), std::nullopt);
    EXPECT_EQ(opening.host.next_deadline().has_value(), !row.ends);
  }
}

TEST(HostIcmp, ReportsCanBeSwitchedOff) {  // SHLD-20
  Opening opening{IpVersion::kV4};
  ASSERT_EQ(opening.host.set_reports(opening.id, false), CallStatus::kOk);
  opening.hears({3, 1});
  EXPECT_EQ(opening.told(), std::nullopt);
  opening.host.advance(Instant{seconds{30}});  // R1 has passed: SYNs at 0, 1, 3, 7, 15 s
  EXPECT_EQ(opening.told(), std::nullopt);
  ASSERT_EQ(opening.host.set_reports(opening.id, true), CallStatus::kOk);
  opening.hears({3, 1});
  EXPECT_EQ(opening.told(), Notice::kNoHost);
  ASSERT_EQ(opening.host.set_reports(opening.id, false), CallStatus::kOk);
  opening.hears({3, 3});
  EXPECT_EQ(opening.told(), Notice::kRefused) << "an end is no report";
  EXPECT_EQ(opening.host.set_reports(opening.id, true), CallStatus::kDoesNotExist);
}

TEST(HostIcmp, AConnectionHasThatOfItsListener) {  // SHLD-20
  Host host{options_of(1, 5000)};
  const ConnectionId listener =
      host.open({.local = {{}, Port{80}}, .spawning = true}, Instant{}).connection;
  ASSERT_EQ(host.set_reports(listener, false), CallStatus::kOk);
  Datagram syn{.source = v4(2),
               .destination = v4(1),
               .source_port = {9},
               .destination_port = {80},
               .segment = {}};
  syn.segment.syn = true;
  std::vector<std::byte> octets;
  write_datagram(syn, octets);
  host.receive_datagram(octets, Instant{});
  const auto out = host.next_datagram();
  ASSERT_TRUE(out);
  const std::vector<std::byte> syn_ack{out->begin(), out->end()};
  Datagram ack = syn;
  ack.segment.syn = false;
  ack.segment.seq = Seq{1};
  ack.segment.ack_flag = true;
  ack.segment.ack = Seq{5001};
  ack.segment.window = 1000;
  octets.clear();
  write_datagram(ack, octets);
  host.receive_datagram(octets, Instant{});
  const auto id = host.take_accepted(listener);
  ASSERT_TRUE(id);
  EXPECT_TRUE(host.connections().find(*id)->reports_off);
}

TEST(HostIcmp, WhatNoConnectionHasSentConcernsNobody) {
  Opening opening{IpVersion::kV4};
  const auto changed = [&](std::size_t at) {
    auto other = opening.syn;
    other[at] ^= std::byte{1};
    opening.host.receive_datagram(icmp_about(other, {3, 3}), Instant{});
    return opening.told().has_value() || opening.host.find(opening.id) == nullptr;
  };
  EXPECT_FALSE(changed(15)) << "our address";
  EXPECT_FALSE(changed(19)) << "the peer's";
  EXPECT_FALSE(changed(21)) << "our port";
  EXPECT_FALSE(changed(23)) << "the peer's port";
  EXPECT_FALSE(changed(27)) << "the number";
}

TEST(HostIcmp, Must54AListenerLosesAHalfOpenConnectionAndStays) {
  Host host{options_of(1, 5000)};
  const auto listener = host.open({.local = {{}, Port{80}}, .spawning = true}, Instant{});
  Host peer{options_of(2, 9000)};
  (void)peer.open({.remote = Socket{v4(1), Port{80}}, .active = true}, Instant{});
  host.receive_datagram(*peer.next_datagram(), Instant{});
  const auto out = host.next_datagram();
  const std::vector<std::byte> syn_ack(out->begin(), out->end());
  ASSERT_EQ(host.connections().size(), 2U);
  host.receive_datagram(icmp_about(syn_ack, {3, 3}), Instant{});
  EXPECT_EQ(host.connections().size(), 1U);
  EXPECT_EQ(host.status(listener.connection).state, State::kListen);
  EXPECT_EQ(host.next_notice(), std::nullopt);
  EXPECT_EQ(host.next_deadline(), std::nullopt);
}

TEST(HostIcmp, Clause9293_3_7_2TextGetsThroughANarrowPath) {
  for (const std::uint32_t base : kIsnBases) {
    for (const std::uint32_t mtu : {68U, 296U, 1006U, 1499U}) {
      Connected c{base};
      c.pair.path_mtu = mtu;
      const auto data = pattern(50'000);
      EXPECT_EQ(carry(c.pair, 0, c.client, c.server, data), data) << mtu;
      EXPECT_EQ(c.pair.hosts[0].find(c.client)->snd_mss, mtu - 40) << "as large as may be";
      EXPECT_EQ(carry(c.pair, 1, c.server, c.client, data), data) << mtu;
    }
  }
}

TEST(HostIcmp, Clause9293_3_7_2APathThatGrowsNarrowIsNoticed) {  // 5927-7.2-2, 7323-5.7-1
  for (const std::uint32_t base : kIsnBases) {
    Profile all = kRfcProfile;
    all.timestamps = all.sack = all.window_scale = true;
    for (const Profile& profile : {kRfcProfile, all}) {
      Connected c{base, profile};
      const auto data = pattern(60'000);
      EXPECT_EQ(carry(c.pair, 0, c.client, c.server, data), data);
      c.pair.path_mtu = 700;
      EXPECT_EQ(carry(c.pair, 0, c.client, c.server, data), data);
      EXPECT_EQ(c.pair.hosts[0].find(c.client)->snd_mss, profile.timestamps ? 648 : 660);
    }
  }
}

// Whatever stands in a message: nothing breaks, and what is checked on leaving step() holds.
TEST(HostIcmp, StormOfForgeries) {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    std::mt19937 random{seed};  // its sequence is the same everywhere
    const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    Connected c{seed * 0x3fff'ffffU};
    Host& host = c.pair.hosts[0];
    const auto data = pattern(4'000);
    std::vector<std::byte> latest;
    for (int i = 0; i < 1'500; ++i) {
      if (below(4) == 0) (void)host.send(c.client, {.data = data}, c.pair.now);
      if (const auto out = host.next_datagram()) {
        latest.assign(out->begin(), out->end());
        if (below(3) != 0) c.pair.hosts[1].receive_datagram(latest, c.pair.now);
      }
      if (!latest.empty()) {
        auto quote = latest;
        if (below(3) == 0) quote[below(40)] = static_cast<std::byte>(below(256));
        const IcmpMessage message{.type = static_cast<std::uint8_t>(below(3) == 0 ? 3 : below(14)),
                                  .code = static_cast<std::uint8_t>(below(2) == 0 ? 4 : below(17)),
                                  .rest = below(2) == 0 ? below(1600) : 0,
                                  .quoted = below(60)};
        auto octets = icmp_about(quote, message);
        if (below(8) == 0) octets.resize(below(static_cast<std::uint32_t>(octets.size())));
        host.receive_datagram(octets, c.pair.now);
      }
      if (below(8) == 0) c.pair.run(std::chrono::milliseconds{below(3000)});
      std::vector<std::byte> unread;
      read_all(c.pair.hosts[1], c.server, c.pair.now, unread);
    }
    ASSERT_NE(host.find(c.client), nullptr) << "5927-5.2-1: a forgery ends nothing";
    EXPECT_GE(host.find(c.client)->snd_mss, 28U);
  }
}

}  // namespace
}  // namespace synspect::tcp
