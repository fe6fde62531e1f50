// Two hosts open fast (RFC 7413): each step of a request, of an opening with a cookie, and of all
// that can go wrong with either.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

#include "stack/fast_open/cookie.h"
#include "stack/fast_open/test_line.h"

namespace synspect::tcp {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kClient = 0, kServer = 1;
constexpr std::string_view kText = "GET / HTTP/1.0\r\n\r\n";

Profile with_fast_open() {
  Profile profile;
  profile.fast_open = true;
  return profile;
}

// A listener that takes `queue` fast openings at once, and a client that may have a cookie.
struct FastLine : Line {
  explicit FastLine(std::uint16_t queue = 10, Profile profile = with_fast_open(),
                    std::uint32_t base = 0)
      : Line{profile, base} {
    listener = server()
                   .open({.local = {{}, Port{80}}, .spawning = true, .fast_open_queue = queue}, now)
                   .connection;
  }
  OpenResult open(std::string_view text = kText) {
    return client().open({.remote = Socket{v4(2), Port{80}},
                          .active = true,
                          .fast_open = true,
                          .text = octets_of(text)},
                         now);
  }
  // As a client that has been here before; both ends let go of that connection.
  void get_cookie() {
    const ConnectionId first = open({}).connection;
    settle();
    client().abort(first, now);
    settle();
    while (const auto id = server().take_accepted(listener)) server().forget(*id);
  }
  std::optional<ConnectionId> accept() { return server().take_accepted(listener); }

  ConnectionId listener{};
};

const std::optional<FastOpenOption>& option_of(const Line::OnTheWay& segment) {
  return segment.datagram.segment.options.fast_open;
}

TEST(FastOpen, TheFirstTimeACookieIsAskedForAndTextWaits) {  // 7413-4.2.1-a, 7413-4.2.1-b
  FastLine line;
  const OpenResult opened = line.open();
  EXPECT_EQ(opened.octets, 0U);
  const auto syn = line.one(kClient);
  ASSERT_TRUE(option_of(syn));
  EXPECT_TRUE(option_of(syn)->asks());
  EXPECT_TRUE(syn.datagram.segment.payload.empty());
  line.deliver(kServer, syn);
  const auto syn_ack = line.one(kServer);
  ASSERT_TRUE(option_of(syn_ack));
  EXPECT_EQ(option_of(syn_ack)->size, 8U);
  line.deliver(kClient, syn_ack);
  const auto* const known = line.client().fast_open().cache().find(v4(1), v4(2));
  ASSERT_NE(known, nullptr);  // 7413-4.1.3-a
  EXPECT_TRUE(known->cookie.same_cookie(*option_of(syn_ack)));
  EXPECT_EQ(known->mss, 1460U);
}

TEST(FastOpen, WithACookieTheTextIsThereBeforeTheHandshakeEnds) {  // 7413-4.2.2-d
  for (const std::uint32_t base : kIsnBases) {
    FastLine line{10, with_fast_open(), base};
    line.get_cookie();
    const OpenResult opened = line.open();
    EXPECT_EQ(opened.octets, kText.size());
    const auto syn = line.one(kClient);
    ASSERT_TRUE(option_of(syn));
    EXPECT_EQ(option_of(syn)->size, 8U);
    EXPECT_EQ(syn.datagram.segment.payload.size(), kText.size());
    line.deliver(kServer, syn);
    const auto id = line.accept();
    ASSERT_TRUE(id) << base;
    EXPECT_EQ(line.server().status(*id).state, State::kSynReceived);
    EXPECT_EQ(line.read(kServer, *id), kText);
    const auto syn_ack = line.one(kServer);
    EXPECT_EQ(syn_ack.datagram.segment.ack,
              syn.datagram.segment.seq + syn.datagram.segment.length());
    EXPECT_FALSE(option_of(syn_ack));  // its cookie is the newest
    // The answer leaves before our SYN is acknowledged.
    (void)line.server().send(*id, {.data = Line::octets_of("200")}, line.now);
    const auto answer = line.one(kServer);
    EXPECT_EQ(answer.datagram.segment.payload.size(), 3U);
    EXPECT_EQ(line.server().status(*id).state, State::kSynReceived);
    line.deliver(kClient, syn_ack);
    line.deliver(kClient, answer);
    line.settle();
    EXPECT_EQ(line.client().status(opened.connection).state, State::kEstablished);
    EXPECT_EQ(line.server().status(*id).state, State::kEstablished);
    EXPECT_EQ(line.read(kClient, opened.connection), "200");
    EXPECT_EQ(line.read(kServer, *id), "");
    EXPECT_FALSE(line.accept());  // handed out once
    // And on in the ordinary way, both ways.
    (void)line.client().send(opened.connection, {.data = Line::octets_of("more")}, line.now);
    line.settle();
    EXPECT_EQ(line.read(kServer, *id), "more");
    EXPECT_EQ(line.server().close(*id, line.now), CallStatus::kOk);
    line.settle();
    EXPECT_EQ(line.client().close(opened.connection, line.now), CallStatus::kOk);
    line.settle();
    EXPECT_EQ(line.server().status(*id).state, State::kTimeWait);
  }
}

TEST(FastOpen, ACookieWithoutTextLetsTheServerSpeakFirst) {  // 7413-4.2.2-d
  FastLine line;
  line.get_cookie();
  const OpenResult opened = line.open({});
  line.deliver(kServer, line.one(kClient));
  const auto id = line.accept();
  ASSERT_TRUE(id);
  (void)line.server().send(*id, {.data = Line::octets_of("220 ready")}, line.now);
  line.settle();
  EXPECT_EQ(line.read(kClient, opened.connection), "220 ready");
}

// 7413-4.2.2-d, 7413-4.1.2-b, 9293-3.10.7.3-c
TEST(FastOpen, ABadCookieFallsBackAndBringsAFreshOne) {
  FastLine line;
  line.get_cookie();
  const OpenResult opened = line.open();
  auto syn = line.one(kClient);
  Datagram forged = syn.datagram;
  forged.segment.options.fast_open->octets[3] ^= std::byte{1};
  std::vector<std::byte> octets;
  write_datagram(forged, octets);
  line.server().receive_datagram(octets, line.now);
  EXPECT_FALSE(line.accept());
  const auto syn_ack = line.one(kServer);
  EXPECT_EQ(syn_ack.datagram.segment.ack, syn.datagram.segment.seq + SeqLen{1});
  ASSERT_TRUE(option_of(syn_ack));
  EXPECT_EQ(option_of(syn_ack)->size, 8U);
  line.deliver(kClient, syn_ack);
  // 7413-4.2.2-g: the first ACK brings the text again.
  const auto ack = line.one(kClient);
  EXPECT_EQ(ack.datagram.segment.payload.size(), kText.size());
  EXPECT_EQ(ack.datagram.segment.seq, syn.datagram.segment.seq + SeqLen{1});
  line.deliver(kServer, ack);
  const auto id = line.accept();
  ASSERT_TRUE(id);
  EXPECT_EQ(line.read(kServer, *id), kText);
  line.settle();
  EXPECT_EQ(line.client().find(opened.connection)->snd_una,
            line.client().find(opened.connection)->snd_nxt);
  // A cookie came: the next opening tries again.
  EXPECT_EQ(line.open().octets, kText.size());
}

TEST(FastOpen, OtherAddressesHaveOtherCookies) {  // 7413-4.1.2-a, 7413-4.1.3-b
  const CookieJar jar{.key_seed = 7, .size = 8};
  const Instant now{};
  const SocketPair one{{v4(2), Port{80}}, {v4(1), Port{1000}}};
  SocketPair other_port = one, other_client = one, other_server = one;
  other_port.remote.port = Port{1001};
  other_client.remote.ip = v4(9);
  other_server.local.ip = v4(9);
  const FastOpenOption cookie = cookie_for(jar, one, now);
  EXPECT_TRUE(cookie_is_valid(jar, one, cookie, now));
  EXPECT_TRUE(cookie_is_valid(jar, other_port, cookie, now));
  EXPECT_FALSE(cookie_is_valid(jar, other_client, cookie, now));
  EXPECT_FALSE(cookie_is_valid(jar, other_server, cookie, now));
  EXPECT_FALSE(cookie_is_valid({.key_seed = 8, .size = 8}, one, cookie, now));
}

TEST(FastOpen, CookiesHaveTheSizeOfTheProfileAndGrowOld) {  // 7413-4.1.2-c, 7413-4.1.1-b
  const SocketPair sockets{{v4(2), Port{80}}, {v4(1), Port{1000}}};
  for (const unsigned size : {4U, 6U, 8U, 12U, 16U}) {
    const CookieJar jar{.key_seed = 7, .size = static_cast<std::uint8_t>(size)};
    const FastOpenOption cookie = cookie_for(jar, sockets, Instant{minutes{30}});
    EXPECT_EQ(cookie.cookie().size(), size);
    EXPECT_TRUE(cookie_is_valid(jar, sockets, cookie, Instant{minutes{119}}));
    EXPECT_FALSE(cookie_is_valid(jar, sockets, cookie, Instant{minutes{120}}));
    EXPECT_FALSE(cookie_is_valid(jar, sockets, FastOpenOption{}, Instant{}));
  }
}

TEST(FastOpen, AnAgeingCookieIsRenewedInPassing) {  // 7413-4.2.2-h
  FastLine line;
  line.get_cookie();
  const FastOpenOption old = line.client().fast_open().cache().find(v4(1), v4(2))->cookie;
  line.wait(hours{1});
  EXPECT_EQ(line.open().octets, kText.size());
  line.deliver(kServer, line.one(kClient));
  EXPECT_TRUE(line.accept());  // still good
  const auto syn_ack = line.one(kServer);
  ASSERT_TRUE(option_of(syn_ack));
  line.deliver(kClient, syn_ack);
  EXPECT_FALSE(line.client().fast_open().cache().find(v4(1), v4(2))->cookie.same_cookie(old));
}

TEST(FastOpen, ASynOnceMoreGoesBare) {  // 7413-4.2.2-c, 7413-4.2.1-c, 7413-4.1.3.1-a
  FastLine line;
  line.get_cookie();
  const OpenResult opened = line.open();
  (void)line.one(kClient);  // lost
  line.wait(seconds{1});
  const auto again = line.one(kClient);
  EXPECT_TRUE(again.datagram.segment.syn);
  EXPECT_FALSE(option_of(again));
  EXPECT_TRUE(again.datagram.segment.payload.empty());
  line.deliver(kServer, again);
  line.settle();
  const auto id = line.accept();
  ASSERT_TRUE(id);
  EXPECT_EQ(line.read(kServer, *id), kText);
  EXPECT_EQ(line.client().status(opened.connection).state, State::kEstablished);
  // 7413-4.1.3.1-b: for a while that path is opened in the ordinary way, then tried again.
  EXPECT_EQ(line.open().octets, 0U);
  EXPECT_FALSE(option_of(line.one(kClient)));
  line.wait(FastOpenCache::kPause);
  (void)line.sent(kClient);
  EXPECT_EQ(line.open().octets, kText.size());
}

TEST(FastOpen, SilenceIsRememberedToo) {  // 7413-4.1.3.1-a
  FastLine line;
  line.get_cookie();
  const OpenResult opened = line.open();
  line.wait(minutes{10});
  EXPECT_EQ(line.client().ending(opened.connection)->why, Notice::kTimedOut);
  EXPECT_TRUE(line.client().fast_open().cache().paused(v4(1), {v4(2), Port{80}}, line.now));
  EXPECT_FALSE(line.client().fast_open().cache().paused(v4(1), {v4(2), Port{81}}, line.now));
}

TEST(FastOpen, AServerThatHasNoCookiesIsNotAskedAgainAtOnce) {  // 7413-4.2.1-d
  FastLine line{0};
  const OpenResult opened = line.open();
  line.settle();
  EXPECT_EQ(line.client().status(opened.connection).state, State::kEstablished);
  (void)line.open();
  EXPECT_FALSE(option_of(line.one(kClient)));
}

TEST(FastOpen, ASynAckOnceMoreGoesBare) {  // 7413-4.2.2-f, 7413-4.2.1-c
  FastLine line;
  (void)line.open();
  line.deliver(kServer, line.one(kClient));
  EXPECT_TRUE(option_of(line.one(kServer)));  // lost
  line.now += seconds{1};
  line.server().advance(line.now);
  const auto again = line.one(kServer);
  EXPECT_TRUE(again.datagram.segment.syn);
  EXPECT_FALSE(option_of(again));
}

TEST(FastOpen, LostAnswersComeAgainBehindTheHandshake) {  // 7413-4.2.2-f
  FastLine line;
  line.get_cookie();
  const OpenResult opened = line.open();
  line.deliver(kServer, line.one(kClient));
  const auto id = line.accept();
  const auto text = pattern(3000);
  (void)line.server().send(*id, {.data = text}, line.now);
  EXPECT_EQ(line.sent(kServer).size(), 3U);  // SYN,ACK and two with text: all lost
  line.now += seconds{1};
  line.server().advance(line.now);
  const auto again = line.one(kServer);
  EXPECT_TRUE(again.datagram.segment.syn);
  EXPECT_TRUE(again.datagram.segment.payload.empty());
  line.deliver(kClient, again);
  for (int i = 0; i < 20; ++i) {
    line.settle();
    line.wait(seconds{1});
  }
  EXPECT_EQ(line.read(kClient, opened.connection).size(), text.size());
  EXPECT_EQ(line.read(kServer, *id), kText);
}

TEST(FastOpen, TheInitialWindowHoldsBeforeTheHandshakeEnds) {  // 7413-4.2.2-e
  FastLine line;
  line.get_cookie();
  (void)line.open();
  line.deliver(kServer, line.one(kClient));
  const auto id = line.accept();
  (void)line.one(kServer);  // the SYN,ACK
  (void)line.server().send(*id, {.data = pattern(60'000)}, line.now);
  EXPECT_EQ(line.sent(kServer).size(), 3U);  // 5681-3.1-2, with an MSS of 1460
}

TEST(FastOpen, NobodyAsksAndNobodyAnswersUnlessTheApplicationWantsIt) {  // 7413-4.2-a
  FastLine line{0};
  const FastOpenOption good =
      cookie_for({.key_seed = 2, .size = 8}, {{v4(2), Port{80}}, {v4(1), Port{5}}}, line.now);
  Datagram syn;
  syn.source = v4(1);
  syn.destination = v4(2);
  syn.source_port = {5};
  syn.destination_port = {80};
  syn.segment.syn = true;
  syn.segment.options.fast_open = good;
  syn.segment.payload = Line::octets_of(kText);
  std::vector<std::byte> octets;
  write_datagram(syn, octets);
  line.server().receive_datagram(octets, line.now);
  EXPECT_FALSE(line.accept());
  const auto syn_ack = line.one(kServer);
  EXPECT_EQ(syn_ack.datagram.segment.ack, Seq{1});
  EXPECT_FALSE(option_of(syn_ack));
  // The same SYN, once the application has asked for it.
  EXPECT_EQ(line.server().set_fast_open(line.listener, 5), CallStatus::kOk);
  syn.source_port = {6};
  octets.clear();
  write_datagram(syn, octets);
  line.server().receive_datagram(octets, line.now);
  EXPECT_TRUE(line.accept());
  // A client that does not ask for it.
  (void)line.client().open({.remote = Socket{v4(2), Port{80}}, .active = true}, line.now);
  EXPECT_FALSE(option_of(line.one(kClient)));
}

TEST(FastOpen, AProfileWithoutItHasNone) {  // 7413-4.2-a
  FastLine line{10, kRfcProfile};
  EXPECT_EQ(line.open().octets, 0U);
  EXPECT_FALSE(option_of(line.one(kClient)));
}

TEST(FastOpen, NoMoreArePendingThanTheListenerAllows) {  // 7413-4.2-b
  FastLine line{2};
  line.get_cookie();
  for (int i = 0; i < 2; ++i) {
    (void)line.open();
    line.deliver(kServer, line.one(kClient));
    EXPECT_TRUE(line.accept()) << i;
  }
  const auto first = line.sent(kServer);
  (void)line.open();
  line.deliver(kServer, line.one(kClient));
  EXPECT_FALSE(line.accept());
  const auto plain = line.one(kServer);
  EXPECT_FALSE(option_of(plain));  // nor is there a new cookie
  // An ACK makes room again.
  line.deliver(kClient, first.front());
  line.settle();
  (void)line.open();
  line.deliver(kServer, line.one(kClient));
  EXPECT_TRUE(line.accept());
}

TEST(FastOpen, AResetFreesAPlaceOnlyAfterAWhile) {  // 7413-5.1-a
  FastLine line{1};
  line.get_cookie();
  const OpenResult opened = line.open();
  line.deliver(kServer, line.one(kClient));
  const auto id = line.accept();
  ASSERT_TRUE(id);
  const auto syn_ack = line.one(kServer);
  line.client().abort(opened.connection, line.now);
  line.deliver(kClient, syn_ack);  // for nobody
  line.deliver(kServer, line.one(kClient));
  ASSERT_NE(line.server().ending(*id), nullptr);  // the user had it, so it is told
  EXPECT_EQ(line.server().ending(*id)->why, Notice::kReset);
  const auto try_again = [&] {
    (void)line.open();
    line.deliver(kServer, line.one(kClient));
    (void)line.sent(kServer);
    return line.accept().has_value();
  };
  EXPECT_FALSE(try_again());
  line.now += PendingFastOpens::kAfterReset;
  EXPECT_TRUE(try_again());
}

TEST(FastOpen, NoMoreTextOnTheSynThanTheServerTakes) {  // 7413-4.2.2-b
  FastLine line;
  line.get_cookie();
  const std::string text(5000, 'x');
  EXPECT_EQ(line.open(text).octets, 1460U - 4 - 12);  // MSS and cookie options
  const auto syn = line.one(kClient);
  EXPECT_LE(syn.octets.size(), 1500U);
}

TEST(FastOpen, WithoutRoomForTheOptionTheOpeningIsPlain) {  // 7413-4.2.2-a
  Profile profile = with_fast_open();
  profile.window_scale = profile.timestamps = profile.sack = profile.user_timeout_option = true;
  profile.fast_open_cookie = 16;
  FastLine line{10, profile};
  line.get_cookie();
  // There was room for the question; for the answer there is none beside what both have.
  EXPECT_EQ(line.client().fast_open().cache().find(v4(1), v4(2)), nullptr);
  (void)line.open();
  line.settle();
  EXPECT_TRUE(line.accept());
}

TEST(FastOpen, BothMayOpenAtOnce) {  // 7413-4.2.2-g, MUST-10
  FastLine line;
  line.get_cookie();
  const OpenResult opened = line.open();
  const auto syn = line.one(kClient);
  const Port port = syn.datagram.source_port;
  const OpenResult other = line.server().open(
      {.local = {v4(2), Port{80}}, .remote = Socket{v4(1), port}, .active = true}, line.now);
  ASSERT_EQ(other.status, CallStatus::kOk);
  const auto crossing = line.one(kServer);
  line.deliver(kServer, syn);
  line.deliver(kClient, crossing);
  for (int i = 0; i < 10; ++i) {
    line.settle();
    line.wait(seconds{1});
  }
  EXPECT_EQ(line.client().status(opened.connection).state, State::kEstablished);
  EXPECT_EQ(line.server().status(other.connection).state, State::kEstablished);
  EXPECT_EQ(line.read(kServer, other.connection), kText);
}

TEST(FastOpen, TheUserMayCloseBeforeTheHandshakeEnds) {
  FastLine line;
  line.get_cookie();
  const OpenResult opened = line.open();
  line.deliver(kServer, line.one(kClient));
  const auto id = line.accept();
  (void)line.server().send(*id, {.data = Line::octets_of("bye")}, line.now);
  EXPECT_EQ(line.read(kServer, *id), kText);
  EXPECT_EQ(line.server().close(*id, line.now), CallStatus::kOk);
  line.settle();
  EXPECT_EQ(line.read(kClient, opened.connection), "bye");
  EXPECT_EQ(line.client().status(opened.connection).state, State::kCloseWait);
  EXPECT_EQ(line.server().status(*id).state, State::kFinWait2);
}

TEST(FastOpen, AFinOnTheSynWaitsForTheHandshake) {
  FastLine line;
  line.get_cookie();
  (void)line.open();
  Datagram syn = line.one(kClient).datagram;
  const std::string text{kText};
  syn.segment.payload = Line::octets_of(text);
  syn.segment.fin = true;
  std::vector<std::byte> octets;
  write_datagram(syn, octets);
  line.server().receive_datagram(octets, line.now);
  const auto id = line.accept();
  ASSERT_TRUE(id);
  EXPECT_EQ(line.server().status(*id).state, State::kSynReceived);
  EXPECT_EQ(line.read(kServer, *id), kText);
  line.deliver(kClient, line.one(kServer));
  line.deliver(kServer, line.one(kClient));  // the ACK; of the FIN its sender knows nothing
  EXPECT_EQ(line.server().status(*id).state, State::kCloseWait);
}

}  // namespace
}  // namespace synspect::tcp
