// The Diffserv field as the user chose it, on everything that a connection sends (3.9.1.9).
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <vector>

#include "stack/host/test_connected.h"
#include "stack/wire/codec.h"

namespace synspect::tcp {
namespace {

using std::chrono::seconds;

constexpr IpAddress kOurs6{IpVersion::kV6, {0xfd, 1}};
constexpr IpAddress kPeer6{IpVersion::kV6, {0xfd, 2}};

// One host, and a peer that is written here.
struct Talk {
  explicit Talk(IpVersion version, Profile profile = kRfcProfile)
      : ours{version == IpVersion::kV4 ? v4(1) : kOurs6},
        peer{version == IpVersion::kV4 ? v4(2) : kPeer6} {
    HostOptions options = options_of(1, 5000, profile);
    options.addresses = {ours};
    host.restart(options);
  }
  // What the host sends: of one datagram.
  [[nodiscard]] Datagram sent() {
    const auto out = host.next_datagram();
    if (!out) {
      ADD_FAILURE() << "nothing was sent";
      return {};
    }
    const auto read = parse_datagram(*out);
    EXPECT_TRUE(read);
    return *read;
  }
  void arrives(const Datagram& to_answer, Segment segment) {
    segment.seq = Seq{7000} + SeqLen{segment.syn ? 0U : 1U};
    segment.ack_flag = true;
    segment.ack = to_answer.segment.seq + to_answer.segment.length();
    segment.window = 10'000;
    Datagram d{.source = peer,
               .destination = ours,
               .source_port = to_answer.destination_port,
               .destination_port = to_answer.source_port,
               .segment = segment};
    std::vector<std::byte> octets;
    write_datagram(d, octets);
    host.receive_datagram(octets, now);
  }

  IpAddress ours, peer;
  Host host{options_of(1, 5000)};
  Instant now{};
};

class Diffserv : public testing::TestWithParam<IpVersion> {};
INSTANTIATE_TEST_SUITE_P(Versions, Diffserv, testing::Values(IpVersion::kV4, IpVersion::kV6));

TEST_P(Diffserv, OfEverySegmentFromTheFirstOn) {  // MUST-48, SHLD-22
  const std::byte text[]{std::byte{1}};
  for (std::uint8_t code_point = 0; code_point < 64; ++code_point) {
    Talk talk{GetParam()};
    const auto opened = talk.host.open(
        {.remote = Socket{talk.peer, Port{80}}, .active = true, .diffserv = code_point}, talk.now);
    const Datagram syn = talk.sent();
    EXPECT_EQ(syn.traffic_class, code_point << 2);
    talk.host.advance(talk.now += seconds{1});
    EXPECT_EQ(talk.sent().traffic_class, code_point << 2) << "sent again";
    Segment syn_ack;
    syn_ack.syn = true;
    talk.arrives(syn, syn_ack);
    EXPECT_EQ(talk.sent().traffic_class, code_point << 2) << "an ACK";
    (void)talk.host.send(opened.connection, {.data = text}, talk.now);
    EXPECT_EQ(talk.sent().traffic_class, code_point << 2) << "text";
    talk.host.abort(opened.connection, talk.now);
    EXPECT_EQ(talk.sent().traffic_class, code_point << 2) << "a RST";
  }
}

TEST_P(Diffserv, ChangesDuringTheConnectionApartFromEcn) {  // SHLD-21, SHLD-22, 3168-5-1
  const std::byte text[]{std::byte{1}};
  Profile profile = kRfcProfile;
  profile.ecn = EcnUse::kRequest;
  profile.nagle = false;
  Talk talk{GetParam(), profile};
  const auto opened =
      talk.host.open({.remote = Socket{talk.peer, Port{80}}, .active = true}, talk.now);
  const Datagram syn = talk.sent();
  EXPECT_EQ(syn.traffic_class, 0);
  Segment syn_ack;
  syn_ack.syn = syn_ack.ece = true;
  talk.arrives(syn, syn_ack);
  (void)talk.sent();
  for (std::uint8_t code_point = 0; code_point < 64; ++code_point) {
    EXPECT_EQ(talk.host.set_diffserv(opened.connection, code_point), CallStatus::kOk);
    (void)talk.host.send(opened.connection, {.data = text}, talk.now);
    const Datagram sent = talk.sent();
    EXPECT_EQ(sent.traffic_class, code_point << 2 | kEct0);
    talk.arrives(sent, {});
  }
  EXPECT_EQ(talk.host.set_diffserv(ConnectionId{99}, 1), CallStatus::kDoesNotExist);
}

TEST(DiffservOfListeners, GoesToWhatTheyMake) {  // MUST-48
  TestPair pair{1000};
  const ConnectionId listener =
      pair.hosts[1]
          .open({.local = {{}, Port{80}}, .spawning = true, .diffserv = 46}, pair.now)
          .connection;
  (void)pair.hosts[0].open({.remote = Socket{v4(2), Port{80}}, .active = true}, pair.now);
  pair.hosts[1].receive_datagram(*pair.hosts[0].next_datagram(), pair.now);
  EXPECT_EQ(parse_datagram(*pair.hosts[1].next_datagram())->traffic_class, 46 << 2);
  EXPECT_EQ(pair.hosts[1].set_diffserv(listener, 63), CallStatus::kOk);
  EXPECT_EQ(pair.hosts[1].set_diffserv(listener, 255), CallStatus::kOk) << "six bits count";
}

}  // namespace
}  // namespace synspect::tcp
