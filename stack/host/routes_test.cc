// Source routes (RFC 9293 3.9.2.1): the user's, and the way back of a peer's.
#include <gtest/gtest.h>

#include <chrono>
#include <vector>

#include "stack/host/test_connected.h"
#include "stack/wire/test_icmp.h"
#include "stack/wire/test_route.h"

namespace synspect::tcp {
namespace {

using Octets = std::vector<std::byte>;
using Hops = std::vector<IpAddress>;

// The next datagram of a host, at the far end, and the way that it took.
struct Travelled {
  Octets octets;
  Hops hops;
};
Travelled take(Host& host) {
  Travelled result;
  const auto out = host.next_datagram();
  if (!out) {
    ADD_FAILURE() << "nothing was sent";
    return result;
  }
  result.octets.assign(out->begin(), out->end());
  travel(result.octets, result.hops);
  return result;
}

Hops hops_of(const SourceRoute& route) { return {route.view().begin(), route.view().end()}; }
SourceRoute reversed(SourceRoute route) {
  std::reverse(route.gateways.begin(), route.gateways.begin() + route.count);
  return route;
}

// Host 0 opens to a listener on host 1.
struct Routed {
  explicit Routed(const std::optional<SourceRoute>& route, bool spawning = true,
                  Profile theirs = kRfcProfile)
      : us{options_of(1, 5000)}, them{options_of(2, 9000, theirs)} {
    listener = them.open({.local = {{}, Port{80}}, .spawning = spawning}, now).connection;
    const auto opened =
        us.open({.remote = Socket{v4(2), Port{80}}, .active = true, .route = route}, now);
    EXPECT_EQ(opened.status, CallStatus::kOk);
    client = opened.connection;
  }
  // One datagram from one to the other; which way it went.
  Hops carry(Host& from, Host& to) {
    const Travelled datagram = take(from);
    to.receive_datagram(datagram.octets, now);
    return datagram.hops;
  }
  void establish() {
    (void)carry(us, them);
    (void)carry(them, us);
    (void)carry(us, them);
    server = them.take_accepted(listener).value_or(listener);
  }

  Instant now{};
  Host us, them;
  ConnectionId listener{}, client{}, server{};
};

constexpr std::byte kOctet[]{std::byte{1}};

TEST(Routes, TheUsersIsOnEverySegment) {  // MUST-51
  for (std::uint8_t count = 1; count <= SourceRoute::kMost; ++count) {
    const SourceRoute route = route_by(count, count % 2 == 0);
    Routed routed{route};
    const Octets syn = take(routed.us).octets;
    EXPECT_EQ(syn[21], std::byte{count % 2 == 0 ? std::uint8_t{137} : std::uint8_t{131}});
    routed.now += std::chrono::seconds{1};
    routed.us.advance(routed.now);
    EXPECT_EQ(routed.carry(routed.us, routed.them), hops_of(route)) << "the SYN, sent again";
    (void)routed.carry(routed.them, routed.us);
    EXPECT_EQ(routed.carry(routed.us, routed.them), hops_of(route)) << "an ACK";
    (void)routed.us.send(routed.client, {.data = kOctet}, routed.now);
    EXPECT_EQ(routed.carry(routed.us, routed.them), hops_of(route)) << "text";
    routed.us.abort(routed.client, routed.now);
    EXPECT_EQ(routed.carry(routed.us, routed.them), hops_of(route)) << "a RST";
    EXPECT_EQ(routed.them.status(routed.listener).status, CallStatus::kOk);
  }
}

TEST(Routes, ThePeersIsTakenBack) {  // MUST-53
  for (const bool spawning : {true, false}) {
    const SourceRoute route = route_by(3);
    Routed routed{route, spawning};
    routed.establish();
    const Hops back = hops_of(reversed(route));
    (void)routed.them.send(routed.server, {.data = kOctet}, routed.now);
    EXPECT_EQ(routed.carry(routed.them, routed.us), back);
    EXPECT_EQ(routed.them.close(routed.server, routed.now), CallStatus::kOk);
    EXPECT_EQ(routed.carry(routed.them, routed.us), back);
  }
}

TEST(Routes, WithoutOneNothingIsRouted) {
  Routed routed{std::nullopt};
  EXPECT_TRUE(routed.carry(routed.us, routed.them).empty());
  EXPECT_TRUE(routed.carry(routed.them, routed.us).empty());
}

TEST(Routes, TheUsersBeatsWhatIsReceived) {  // MUST-52
  const SourceRoute route = route_by(2);
  Routed routed{route};
  (void)routed.carry(routed.us, routed.them);
  Octets syn_ack = take(routed.them).octets;
  // It says to have come by way of 10.0.0.99.
  syn_ack[24 + 3] = std::byte{99};
  store16(&syn_ack[10], 0);
  ChecksumSum sum;
  sum.add(std::span{syn_ack}.first(32));
  store16(&syn_ack[10], sum.complement());
  routed.us.receive_datagram(syn_ack, routed.now);
  ASSERT_EQ(routed.us.status(routed.client).state, State::kEstablished);
  EXPECT_EQ(routed.carry(routed.us, routed.them), hops_of(route));
}

TEST(Routes, ALaterOneReplacesTheReceived) {  // SHLD-24
  Routed routed{route_by(2)};
  routed.establish();
  ASSERT_EQ(routed.them.status(routed.server).state, State::kEstablished);
  const std::uint16_t mss = routed.them.find(routed.server)->snd_mss;
  const auto say = [&](const SourceRoute& way, std::uint32_t seq_ahead) {
    (void)routed.us.send(routed.client, {.data = kOctet}, routed.now);
    const Octets sent = take(routed.us).octets;  // by its own way
    Datagram d = *parse_datagram(sent);
    d.segment.seq = d.segment.seq + SeqLen{seq_ahead};
    Octets other(route_size(way) + datagram_size(d));
    write_datagram(d, other.data() + route_size(way));
    put_route(way, other.data());
    Hops hops;
    travel(other, hops);
    routed.them.receive_datagram(other, routed.now);
  };
  const auto answers = [&] {
    (void)routed.them.send(routed.server, {.data = kOctet}, routed.now);
    return routed.carry(routed.them, routed.us);
  };
  say(route_by(4), 0);
  EXPECT_EQ(answers(), hops_of(reversed(route_by(4))));
  EXPECT_EQ(routed.them.find(routed.server)->snd_mss, mss - 8) << "MUST-16";
  say(route_by(1), 0x1000'0000);
  EXPECT_EQ(take(routed.them).hops, hops_of(reversed(route_by(4)))) << "not in the window";
}

TEST(Routes, WhatIsNotAllowedOrNotRightIsRefused) {
  Profile without = kRfcProfile;
  without.source_route = false;
  Host host{options_of(1, 5000, without)};
  const auto opens = [](Host& by, const SourceRoute& route, bool active, const IpAddress& ip) {
    return by
        .open({.local = {{}, Port{81}},
               .remote = Socket{ip, Port{80}},
               .active = active,
               .route = route},
              Instant{})
        .status;
  };
  EXPECT_EQ(opens(host, route_by(1), true, v4(2)), CallStatus::kIllegal);
  host.restart(options_of(1, 5000));
  EXPECT_EQ(opens(host, route_by(1), false, v4(2)), CallStatus::kIllegal);
  EXPECT_EQ(opens(host, route_by(1), true, kRouter6), CallStatus::kIllegal);
  EXPECT_EQ(opens(host, route_by(0), true, v4(2)), CallStatus::kIllegal);
  SourceRoute nowhere = route_by(2);
  nowhere.gateways[1] = IpAddress{IpVersion::kV4, {224, 0, 0, 1}};
  EXPECT_EQ(opens(host, nowhere, true, v4(2)), CallStatus::kIllegal);
  EXPECT_EQ(host.next_datagram(), std::nullopt);
  EXPECT_EQ(opens(host, route_by(1), true, v4(2)), CallStatus::kOk);

  Routed deaf{route_by(2), true, without};  // options are skipped (MUST-50)
  (void)deaf.carry(deaf.us, deaf.them);
  EXPECT_TRUE(take(deaf.them).hops.empty());
}

TEST(Routes, WhatHasNotArrivedYetIsNotForUs) {  // RFC 1122 3.2.1.8
  Routed routed{std::nullopt};
  Octets syn = take(routed.us).octets;
  const SourceRoute on{.gateways = {v4(2)}, .count = 1};  // by way of that host to itself
  Octets passing(route_size(on));
  passing.insert(passing.end(), syn.begin(), syn.end());
  put_route(on, passing.data());
  routed.them.receive_datagram(passing, routed.now);
  EXPECT_EQ(routed.them.next_datagram(), std::nullopt);
  Hops hops;
  travel(passing, hops);
  routed.them.receive_datagram(passing, routed.now);
  EXPECT_NE(routed.them.next_datagram(), std::nullopt);
}

TEST(Routes, AnErrorOnTheWayQuotesTheSegment) {  // MUST-54
  Routed routed{route_by(2)};
  const auto out = routed.us.next_datagram();
  ASSERT_TRUE(out);
  const Octets syn{out->begin(), out->end()};
  routed.us.receive_datagram(icmp_about(syn, {3, 5}), routed.now);
  const auto notice = routed.us.next_notice();
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->notice, Notice::kNoHost);
}

TEST(Routes, EqualHostsHaveEqualRoutes) {
  Routed a{route_by(2)}, b{route_by(2)}, c{route_by(3)};
  EXPECT_TRUE(a.us == b.us);
  EXPECT_EQ(hash(a.us), hash(b.us));
  EXPECT_FALSE(a.us == c.us);
  EXPECT_NE(hash(a.us), hash(c.us));
}

}  // namespace
}  // namespace synspect::tcp
