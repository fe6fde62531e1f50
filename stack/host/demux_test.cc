// Whose segment is it? Listeners, CLOSED, reopening from TIME-WAIT, addresses that nobody may use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "stack/host/host.h"
#include "stack/wire/codec.h"

namespace synspect::tcp {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint32_t kBases[] = {0, 0x7fff'fffa, 0xffff'fffa};
const IpAddress kOurs{IpVersion::kV4, {192, 0, 2, 1}};
const IpAddress kPeer{IpVersion::kV4, {192, 0, 2, 2}};

// One host, and a peer made of single segments.
struct Wire {
  explicit Wire(std::uint32_t base, std::vector<std::uint32_t> isns = {})
      : iss{base},
        irs{base + 0x2000'0000U},
        host{{.seed = 7, .addresses = {kOurs}, .forced_isns = std::move(isns)}} {}

  static Wire forced(std::uint32_t base) { return Wire{base, {base, base}}; }

  Segment segment(std::uint32_t seq, std::optional<std::uint32_t> ack = {}) const {
    Segment result;
    result.seq = irs + SeqLen{seq};
    result.ack_flag = ack.has_value();
    if (ack) result.ack = iss + SeqLen{*ack};
    result.window = 8000;
    if (stamp) result.options.timestamps = {*stamp, 0};
    return result;
  }
  Segment syn(std::uint32_t seq = 0) const {
    Segment result = segment(seq);
    result.syn = true;
    return result;
  }
  void arrives(const Segment& what, std::uint16_t to = 80, std::uint16_t from = 4000) {
    deliver({.source = kPeer,
             .destination = kOurs,
             .source_port = Port{from},
             .destination_port = Port{to},
             .segment = what});
  }
  void deliver(const Datagram& datagram) {
    std::vector<std::byte> octets;
    write_datagram(datagram, octets);
    host.receive_datagram(octets, now);
  }
  // The only segment that was sent; nothing where none or several were.
  std::optional<Segment> only() {
    std::optional<Segment> result;
    int count = 0;
    while (const auto octets = host.next_datagram()) {
      const auto datagram = parse_datagram(*octets);
      if (!datagram) return std::nullopt;
      result = datagram->segment;
      result->payload = {};
      ++count;
    }
    return count == 1 ? result : std::nullopt;
  }
  bool silent() { return !host.next_datagram(); }
  ConnectionId listen(bool spawning, std::uint16_t backlog = 8) {
    return host.open({.local = {{}, Port{80}}, .spawning = spawning, .backlog = backlog}, now)
        .connection;
  }
  State state(ConnectionId id) const { return host.status(id).state; }

  Seq iss, irs;
  std::optional<std::uint32_t> stamp;  // on all that arrives
  Instant now{seconds{1000}};
  Host host;
};

TEST(Demux, ClosedAnswersByReset) {  // 9293-3.10.7.1-b, -c, -d
  for (const std::uint32_t base : kBases) {
    Wire w{base};
    w.arrives(w.syn());
    const auto refused = w.only();
    ASSERT_TRUE(refused);
    EXPECT_TRUE(refused->rst && refused->ack_flag);
    EXPECT_EQ(refused->seq, Seq{0});
    EXPECT_EQ(refused->ack, w.irs + SeqLen{1});
    w.arrives(w.segment(5, 77));
    const auto reset = w.only();
    ASSERT_TRUE(reset);
    EXPECT_TRUE(reset->rst);
    EXPECT_FALSE(reset->ack_flag);
    EXPECT_EQ(reset->seq, w.iss + SeqLen{77});
    Segment rst = w.segment(0, 1);
    rst.rst = true;
    w.arrives(rst);
    EXPECT_TRUE(w.silent()) << "9293-3.5.2-e";
  }
}

TEST(Demux, AddressesOfNobodyAreSilentlyDropped) {  // MUST-57, MUST-63, 9293-3.9.2.3-a
  const auto ip = [](std::array<std::uint8_t, 16> octets) {
    return IpAddress{IpVersion::kV4, octets};
  };
  for (const IpAddress& bad :
       {ip({255, 255, 255, 255}), ip({224, 0, 0, 1}), ip({239, 1, 2, 3}), ip({})}) {
    Wire w{0};
    w.listen(true);
    Datagram datagram{.source = bad,
                      .destination = kOurs,
                      .source_port = Port{4000},
                      .destination_port = Port{80},
                      .segment = w.syn()};
    w.deliver(datagram);
    EXPECT_TRUE(w.silent());
    std::swap(datagram.source, datagram.destination);
    datagram.source = kPeer;
    w.deliver(datagram);
    EXPECT_TRUE(w.silent());
    datagram.segment = w.segment(0, 1);
    w.deliver(datagram);
    EXPECT_TRUE(w.silent()) << "no RST either";
    // MUST-46
    EXPECT_EQ(w.host.open({.remote = Socket{bad, Port{80}}, .active = true}, w.now).status,
              bad.unspecified() ? CallStatus::kRemoteUnspecified : CallStatus::kIllegal);
  }
}

TEST(Demux, PassiveOpenKeepsItsIdAndListensAgainAfterReset) {  // MUST-11, 9293-3.5-e
  for (const std::uint32_t base : kBases) {
    Wire w = Wire::forced(base);
    const ConnectionId id = w.listen(false);
    EXPECT_EQ(w.state(id), State::kListen);
    w.arrives(w.syn(90));
    ASSERT_TRUE(w.only());
    EXPECT_EQ(w.state(id), State::kSynReceived);
    Segment reset = w.segment(91);
    reset.rst = true;
    w.arrives(reset);
    EXPECT_TRUE(w.silent());
    EXPECT_EQ(w.state(id), State::kListen);
    w.arrives(w.syn(100), 80, 4001);
    const auto answer = w.only();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->ack, w.irs + SeqLen{101});
    w.arrives(w.segment(101, 1), 80, 4001);
    EXPECT_EQ(w.state(id), State::kEstablished);
    EXPECT_EQ(w.host.status(id).sockets.remote, (Socket{kPeer, Port{4001}}));
    w.arrives(w.segment(101, 1));
    EXPECT_TRUE(w.only()->rst) << "another peer does not match any more (9293-3.10.7.2-f)";
  }
}

TEST(Demux, ListenersByExactness) {  // 9293-3.9.1.1-a, -b
  Wire w{0};
  const Socket peer{kPeer, Port{4000}};
  const auto any = w.host.open({.local = {{}, Port{80}}}, w.now);
  const auto here = w.host.open({.local = {kOurs, Port{80}}}, w.now);
  const auto exact = w.host.open({.local = {{}, Port{80}}, .remote = peer}, w.now);
  EXPECT_EQ(w.host.open({.local = {{}, Port{80}}}, w.now).status, CallStatus::kAlreadyExists);
  EXPECT_EQ(w.host.open({.local = {kPeer, Port{80}}}, w.now).status, CallStatus::kIllegal);
  w.arrives(w.syn(), 80, 4000);
  EXPECT_EQ(w.state(exact.connection), State::kSynReceived);
  w.arrives(w.syn(), 80, 4001);
  EXPECT_EQ(w.state(here.connection), State::kSynReceived);
  w.arrives(w.syn(), 80, 4002);
  EXPECT_EQ(w.state(any.connection), State::kSynReceived);
}

TEST(Demux, OpenLocalAddressIsTheOneAddressed) {  // 9293-3.9.1.1-b
  const IpAddress second{IpVersion::kV4, {192, 0, 2, 9}};
  Host host{{.seed = 1, .addresses = {kOurs, second}}};
  const Socket peer{kPeer, Port{4000}};
  const auto open = host.open({.local = {{}, Port{80}}, .remote = peer}, Instant{});
  Segment syn;
  syn.syn = true;
  std::vector<std::byte> octets;
  write_datagram({.source = kPeer,
                  .destination = second,
                  .source_port = Port{4000},
                  .destination_port = Port{80},
                  .segment = syn},
                 octets);
  host.receive_datagram(octets, Instant{});
  EXPECT_EQ(host.status(open.connection).state, State::kSynReceived);
  EXPECT_EQ(host.status(open.connection).sockets.local.ip, second);
}

TEST(Demux, ActiveOpenHasTheAddressAskedForOrTheFirst) {  // MUST-43, MUST-44, MUST-45
  const IpAddress second{IpVersion::kV4, {192, 0, 2, 9}};
  for (const bool asked : {false, true}) {
    Host host{{.seed = 1, .addresses = {kOurs, second}, .forced_isns = {500}}};
    const Socket local{asked ? second : IpAddress{}, Port{5000}};
    (void)host.open({.local = local, .remote = Socket{kPeer, Port{80}}, .active = true}, {});
    const IpAddress expected = asked ? second : kOurs;
    EXPECT_EQ(parse_datagram(*host.next_datagram())->source, expected);
    Segment answer;
    answer.syn = answer.ack_flag = true;
    answer.ack = Seq{501};
    std::vector<std::byte> octets;
    write_datagram({.source = kPeer,
                    .destination = expected,
                    .source_port = Port{80},
                    .destination_port = Port{5000},
                    .segment = answer},
                   octets);
    host.receive_datagram(octets, {});
    EXPECT_EQ(parse_datagram(*host.next_datagram())->source, expected);
  }
}

TEST(Demux, TheSynFillsInWhoThePeerIs) {  // 9293-3.10.7.2-f
  Wire w{0};
  const ConnectionId id = w.listen(false);
  w.arrives(w.syn(), 80, 4321);
  EXPECT_EQ(w.host.status(id).sockets.remote, (Socket{kPeer, Port{4321}}));
}

TEST(Demux, NoPortLeftIsToldAndSoIsNoConnection) {  // 9293-3.10.1-e, 9293-3.10.6-a
  Host host{{.seed = 1, .addresses = {kOurs}}};
  const OpenRequest request{.remote = Socket{kPeer, Port{80}}, .active = true};
  for (int i = 0; i < 16384; ++i) ASSERT_EQ(host.open(request, {}).status, CallStatus::kOk) << i;
  EXPECT_EQ(host.open(request, {}).status, CallStatus::kInsufficientResources);
  EXPECT_EQ(host.status(ConnectionId{60000}).status, CallStatus::kDoesNotExist);
}

TEST(Demux, BacklogBoundsWhatAPeerCanMake) {
  Wire w{0, {0, 0, 0}};
  const ConnectionId listener = w.listen(true, 2);
  for (const std::uint16_t port : {std::uint16_t{4000}, std::uint16_t{4001}}) {
    w.arrives(w.syn(), 80, port);
    EXPECT_TRUE(w.only());
  }
  w.arrives(w.syn(), 80, 4002);
  EXPECT_TRUE(w.silent());
  w.arrives(w.segment(1, 1), 80, 4000);
  w.arrives(w.syn(), 80, 4002);
  EXPECT_TRUE(w.silent()) << "ready ones count until they are accepted";
  ASSERT_TRUE(w.host.take_accepted(listener));
  EXPECT_FALSE(w.host.take_accepted(listener));
  w.arrives(w.syn(), 80, 4002);
  EXPECT_TRUE(w.only());
  // A handshake that fails leaves nothing behind.
  Segment reset = w.segment(1);
  reset.rst = true;
  w.arrives(reset, 80, 4001);
  w.arrives(w.syn(), 80, 4003);
  EXPECT_TRUE(w.only());
}

TEST(Demux, ClosedListenerAbortsWhatNobodyAccepted) {
  Wire w{0, {0, 0}};
  const ConnectionId listener = w.listen(true);
  w.arrives(w.syn(), 80, 4000);
  w.arrives(w.segment(1, 1), 80, 4000);
  w.arrives(w.syn(), 80, 4001);
  while (w.host.next_datagram()) {
  }
  EXPECT_EQ(w.host.close(listener, w.now), CallStatus::kOk);
  int resets = 0;
  while (const auto octets = w.host.next_datagram()) resets += parse_datagram(*octets)->segment.rst;
  EXPECT_EQ(resets, 2);
  EXPECT_TRUE(w.host.connections().empty());
  EXPECT_EQ(w.host.status(listener).status, CallStatus::kDoesNotExist);
}

TEST(Demux, OpenAndSendTurnAListenActive) {  // 9293-3.10.1-f, 9293-3.10.2-b
  for (const bool by_send : {false, true}) {
    Wire w = Wire::forced(0xffff'fffa);
    const Socket peer{kPeer, Port{4000}};
    const ConnectionId id =
        w.host.open({.local = {{}, Port{80}}, .remote = peer}, w.now).connection;
    const std::array<std::byte, 3> text{};
    if (by_send) {
      EXPECT_EQ(w.host.send(id, {.data = text}, w.now).octets, 3U);
    } else {
      const OpenResult again = w.host.open({.active = true, .existing = id}, w.now);
      EXPECT_EQ(again.status, CallStatus::kOk);
      EXPECT_EQ(again.connection, id);
    }
    const auto syn = w.only();
    ASSERT_TRUE(syn);
    EXPECT_TRUE(syn->syn && !syn->ack_flag);
    EXPECT_EQ(w.state(id), State::kSynSent);
    Segment answer = w.syn();
    answer.ack_flag = true;
    answer.ack = w.iss + SeqLen{1};
    w.arrives(answer);
    EXPECT_EQ(w.state(id), State::kEstablished);
    EXPECT_EQ(w.only()->psh, by_send);
  }
  Wire w{0};
  const ConnectionId id = w.listen(false);
  EXPECT_EQ(w.host.open({.active = true, .existing = id}, w.now).status,
            CallStatus::kRemoteUnspecified);
  EXPECT_EQ(w.host.send(id, {}, w.now).status, CallStatus::kRemoteUnspecified);
  EXPECT_EQ(w.state(id), State::kListen);
}

TEST(Demux, OpenOnListenThatFailsLeavesTheListener) {  // 9293-3.10.1-g, MUST-46
  for (const Socket& wrong : {Socket{kPeer, Port{0}}, Socket{{}, Port{4000}},
                              Socket{{IpVersion::kV4, {224, 0, 0, 1}}, Port{80}}}) {
    Wire w{0};
    const ConnectionId id = w.listen(false);
    const OpenResult open = w.host.open({.remote = wrong, .active = true, .existing = id}, w.now);
    EXPECT_NE(open.status, CallStatus::kOk);
    EXPECT_EQ(w.state(id), State::kListen);
    w.arrives(w.syn());
    EXPECT_EQ(w.state(id), State::kSynReceived) << "any peer may still come";
  }
}

// A connection of port 80 that lies in TIME-WAIT, a listener beside it.
ConnectionId to_time_wait(Wire& w, std::uint16_t backlog = 8) {
  const ConnectionId listener = w.listen(true, backlog);
  w.arrives(w.syn());
  w.arrives(w.segment(1, 1));
  const ConnectionId id = w.host.take_accepted(listener).value();
  (void)w.host.close(id, w.now);
  Segment fin = w.segment(1, 2);
  fin.fin = true;
  w.arrives(fin);
  while (w.host.next_datagram()) {
  }
  EXPECT_EQ(w.state(id), State::kTimeWait);
  return id;
}

// RFC 6191 2: what the old connection and the SYN have of timestamps.
TEST(Demux, TimestampsReopenFromTimeWait) {  // SHLD-4, 6191-2-*
  struct Row {
    bool before;                         // the old connection had them
    std::optional<std::uint32_t> stamp;  // of the SYN; the last of the old one was 1000
    std::uint32_t seq;                   // 2 follows the FIN
    bool reopens;
  };
  constexpr Row kRows[] = {
      {true, 1001, 1, true},           // 6191-2-1
      {true, 1000, 3, true},           // 6191-2-2
      {true, 1000, 1, false},          // 6191-2-4
      {true, 999, 3, false},           // 6191-2-4
      {true, std::nullopt, 3, true},   // 6191-2-3
      {true, std::nullopt, 1, false},  // 6191-2-7: the number of the FIN
      {false, 5, 1, true},             // 6191-2-5
      {false, std::nullopt, 3, true},  // 6191-2-6
      {false, std::nullopt, 1, false},
  };
  for (const Row& row : kRows) {
    Profile profile;
    profile.timestamps = true;
    Wire w{0};
    w.host = Host{{.seed = 7, .addresses = {kOurs}, .profile = profile, .forced_isns = {0, 0}}};
    if (row.before) w.stamp = 1000;
    (void)to_time_wait(w);
    w.stamp = row.stamp;
    w.arrives(w.syn(row.seq));
    const auto answer = w.only();
    EXPECT_EQ(answer && answer->syn, row.reopens)
        << row.before << ' ' << row.stamp.value_or(0) << ' ' << row.seq;
  }
}

TEST(Demux, NewerSynReopensFromTimeWait) {  // MAY-2, 9293-3.6.1-b, -c
  for (const std::uint32_t base : kBases) {
    Wire w = Wire::forced(base);
    const ConnectionId old = to_time_wait(w);
    w.arrives(w.syn(1));
    EXPECT_FALSE(w.only()->syn) << "an old number draws a challenge ACK";
    w.arrives(w.syn(3));
    auto answer = w.only();
    ASSERT_TRUE(answer && answer->syn);
    EXPECT_TRUE(before(w.iss + SeqLen{1}, answer->seq)) << "above all that was used";
    // It was an old duplicate after all: TIME-WAIT is back.
    Segment reset = w.segment(4);
    reset.rst = true;
    w.arrives(reset);
    Segment fin = w.segment(1, 2);
    fin.fin = true;
    w.arrives(fin);
    EXPECT_EQ(w.only()->ack, w.irs + SeqLen{2});
    EXPECT_EQ(w.state(old), State::kTimeWait);
    // Now a genuine one.
    w.arrives(w.syn(3));
    answer = w.only();
    ASSERT_TRUE(answer && answer->syn);
    Segment ack = w.segment(4);
    ack.ack_flag = true;
    ack.ack = answer->seq + SeqLen{1};
    w.arrives(ack);
    EXPECT_TRUE(w.silent());
    EXPECT_EQ(w.host.status(old).status, CallStatus::kDoesNotExist);
    EXPECT_EQ(w.host.ending(old)->why, Notice::kClosed);
  }
}

TEST(Demux, FullListenerReopensNothing) {  // 9293-3.10.7.4-4-timewait
  Wire w = Wire::forced(0);
  const ConnectionId old = to_time_wait(w, 1);
  w.arrives(w.syn(), 80, 5000);
  ASSERT_TRUE(w.only()->syn) << "the one place is taken";
  w.arrives(w.syn(3));
  const auto answer = w.only();
  ASSERT_TRUE(answer) << "TIME-WAIT answers";
  EXPECT_FALSE(answer->syn || answer->rst);
  EXPECT_EQ(answer->ack, w.irs + SeqLen{2});
  EXPECT_EQ(w.state(old), State::kTimeWait);
}

TEST(Demux, TimersFireInOrderOfTimeThenOfConnection) {
  Wire w{0};
  const auto open = [&](std::uint16_t port) {
    return w.host.open({.remote = Socket{kPeer, Port{port}}, .active = true}, w.now).connection;
  };
  const ConnectionId first = open(1);
  const ConnectionId second = open(2);
  while (w.host.next_datagram()) {
  }
  EXPECT_EQ(w.host.next_deadline(), w.now + seconds{1});
  w.host.advance(w.now + seconds{3});
  std::vector<std::uint16_t> ports;
  while (const auto octets = w.host.next_datagram()) {
    ports.push_back(parse_datagram(*octets)->destination_port.number);
  }
  EXPECT_THAT(ports, testing::ElementsAre(1, 2, 1, 2));
  w.host.advance(w.now + minutes{5});
  EXPECT_EQ(w.host.ending(first)->why, Notice::kTimedOut);
  EXPECT_EQ(w.host.ending(second)->why, Notice::kTimedOut);
  EXPECT_FALSE(w.host.next_deadline());
}

TEST(Demux, UnreadTextOutlivesAnOrderlyEnd) {
  Wire w = Wire::forced(0xffff'fffa);
  const ConnectionId listener = w.listen(true);
  w.arrives(w.syn());
  w.arrives(w.segment(1, 1));
  const ConnectionId id = w.host.take_accepted(listener).value();
  const std::array<std::byte, 5> text{};
  Segment last = w.segment(1, 1);
  last.payload = text;
  last.fin = true;
  w.arrives(last);
  (void)w.host.close(id, w.now);
  w.arrives(w.segment(7, 2));
  EXPECT_EQ(w.host.status(id).status, CallStatus::kDoesNotExist);
  std::array<std::byte, 9> buffer{};
  const TransferResult got = w.host.receive(id, {.buffer = buffer}, w.now);
  EXPECT_EQ(got.octets, 5U);
  EXPECT_TRUE(got.end_of_stream);
  const TransferResult end = w.host.receive(id, {.buffer = buffer}, w.now);
  EXPECT_EQ(end.status, CallStatus::kDoesNotExist);
  EXPECT_TRUE(end.end_of_stream);
}

}  // namespace
}  // namespace synspect::tcp
