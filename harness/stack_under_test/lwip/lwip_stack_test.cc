#include "harness/stack_under_test/lwip/lwip_stack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/history/decode/decoded_segment.h"

namespace synspect {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kModule = SYNSPECT_BINARY_DIR "/stacks/libsynspect_lwip.so";
const IpAddress kOurs = IpAddress::v4(192, 0, 2, 1);
const SocketAddress kPeer{IpAddress::v4(192, 0, 2, 9), 9000};

ResetConfig config(std::uint64_t seed = 1) {
  ResetConfig c;
  c.seed = seed;
  c.addresses = {kOurs, *IpAddress::parse("2001:db8::1")};
  c.forced_isns = {1000};
  return c;
}

std::unique_ptr<StackUnderTest> make() {
  auto stack = make_lwip_stack(kModule);
  EXPECT_TRUE(stack) << stack.error().what;
  return *std::move(stack);
}

std::vector<std::string> out_of(StackUnderTest& stack) {
  std::vector<std::string> lines;
  StackOutput output;
  while (stack.poll(output)) {
    const auto at = std::to_string(output.at.time_since_epoch().count());
    lines.push_back(at + ' ' +
                    (output.kind == StackOutput::Kind::kDatagram
                         ? decode(output.octets).to_string()
                         : std::string{to_string(output.signal)}));
  }
  return lines;
}

// An active open that nobody answers, until lwIP gives up.
std::vector<std::string> unanswered_open(StackUnderTest& stack) {
  const Handle handle{static_cast<int>(stack.call(call::Socket{IpVersion::kV4}).value)};
  EXPECT_EQ(stack.call(call::Connect{handle, kPeer}).error, CallError::kInProgress);
  std::vector<std::string> lines = out_of(stack);
  lines.push_back(stack.call(call::Name{handle}).connection->to_string());
  const Time end = stack.now() + seconds{60};
  while (stack.now() < end) {
    static_cast<void>(stack.advance_to(end));
    for (std::string& line : out_of(stack)) lines.push_back(std::move(line));
  }
  const CallResult why = stack.call(call::GetOption{handle, call::Option::kError});
  EXPECT_EQ(static_cast<CallError>(why.value), CallError::kTimedOut);
  return lines;
}

TEST(LwipStack, SameConfigSameBytesAfterReset) {
  const auto stack = make();
  ASSERT_TRUE(stack->reset(config()));
  const std::vector<std::string> first = unanswered_open(*stack);
  ASSERT_THAT(first, testing::SizeIs(9));  // the SYN, its ports, six copies, the user is told
  ASSERT_TRUE(stack->reset(config()));
  EXPECT_EQ(unanswered_open(*stack), first);
  ASSERT_TRUE(stack->reset(config(2)));  // another seed: another local port
  EXPECT_NE(unanswered_open(*stack), first);
  const auto other = make();
  ASSERT_TRUE(other->reset(config()));
  EXPECT_EQ(unanswered_open(*other), first);
}

TEST(LwipStack, TwoStacksShareNothing) {
  const auto a = make();
  const auto b = make();
  ASSERT_TRUE(a->reset(config()));
  ASSERT_TRUE(b->reset(config()));
  const Handle handle{static_cast<int>(a->call(call::Socket{IpVersion::kV4}).value)};
  static_cast<void>(a->call(call::Connect{handle, kPeer}));
  EXPECT_THAT(out_of(*a), testing::SizeIs(1));
  EXPECT_THAT(out_of(*b), testing::IsEmpty());
  EXPECT_TRUE(a->next_deadline());
  EXPECT_FALSE(b->next_deadline());
}

TEST(LwipStack, SnapshotGoesBackInTime) {
  const auto stack = make();
  ASSERT_TRUE(stack->reset(config()));
  const Handle handle{static_cast<int>(stack->call(call::Socket{IpVersion::kV4}).value)};
  static_cast<void>(stack->call(call::Connect{handle, kPeer}));
  const auto snapshot = stack->snapshot();
  const Time again = stack->advance_to(kRunStart + seconds{30});  // past the SYN, which waits
  EXPECT_EQ(again, kRunStart + milliseconds{2750});
  const std::vector<std::string> first = out_of(*stack);
  for (int times = 0; times < 2; ++times) {
    stack->restore(*snapshot);
    EXPECT_EQ(stack->now(), kRunStart);
    static_cast<void>(stack->advance_to(kRunStart + seconds{30}));
    EXPECT_EQ(out_of(*stack), first);
  }
}

TEST(LwipStack, TakesTheForcedNumberAndTellsItsState) {
  const auto stack = make();
  ASSERT_TRUE(stack->reset(config()));
  const Handle handle{static_cast<int>(stack->call(call::Socket{IpVersion::kV4}).value)};
  EXPECT_FALSE(stack->info(handle));
  static_cast<void>(stack->call(call::Connect{handle, kPeer}));
  const auto info = stack->info(handle);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->state, TcpState::kSynSent);
  EXPECT_EQ(info->snd_una, 1000u);
  EXPECT_EQ(info->snd_nxt, 1001u);
}

TEST(LwipStack, TellsTheStateBetweenTwoSockets) {
  const auto stack = make();
  ASSERT_TRUE(stack->reset(config()));
  const Handle server{static_cast<int>(stack->call(call::Socket{IpVersion::kV4}).value)};
  const IpAddress any{.version = IpVersion::kV4, .octets = {}};
  const FourTuple passive{{kOurs, 80}, kPeer};
  EXPECT_EQ(stack->state(passive), TcpState::kClosed);
  ASSERT_EQ(stack->call(call::Bind{server, {any, 80}}).error, CallError::kNone);
  EXPECT_EQ(stack->state(passive), TcpState::kClosed) << "bound, but not listening";
  ASSERT_EQ(stack->call(call::Listen{server, 5}).error, CallError::kNone);
  EXPECT_EQ(stack->state(passive), TcpState::kListen);
  EXPECT_EQ(stack->state({{kOurs, 81}, kPeer}), TcpState::kClosed);

  const Handle client{static_cast<int>(stack->call(call::Socket{IpVersion::kV4}).value)};
  static_cast<void>(stack->call(call::Connect{client, kPeer}));
  const FourTuple active = *stack->call(call::Name{client}).connection;
  EXPECT_EQ(stack->state(active), TcpState::kSynSent);
  const auto all = stack->endpoints();
  ASSERT_TRUE(all);
  ASSERT_THAT(*all, testing::SizeIs(2));
  EXPECT_EQ((*all)[0].sockets, active);
  EXPECT_EQ((*all)[1].state, TcpState::kListen);
  EXPECT_EQ((*all)[1].sockets.local, (SocketAddress{any, 80}));

  static_cast<void>(out_of(*stack));
  EXPECT_TRUE(stack->drop(active));
  EXPECT_FALSE(stack->drop(active));
  EXPECT_EQ(stack->state(active), TcpState::kClosed);
  EXPECT_THAT(out_of(*stack), testing::ElementsAre("0 closed")) << "no segment";
  EXPECT_EQ(stack->call(call::Send{.socket = client, .data = {}}).error, CallError::kNotConnected);
}

// Each gets what the other sends, until both are silent for a second.
void talk(StackUnderTest& one, StackUnderTest& other) {
  StackOutput output;
  for (bool said = true; said;) {
    said = false;
    for (auto [from, to] : {std::pair{&one, &other}, std::pair{&other, &one}}) {
      while (from->poll(output)) {
        if (output.kind != StackOutput::Kind::kDatagram) continue;
        to->inject(output.octets);
        said = true;
      }
    }
    if (said) continue;
    for (StackUnderTest* stack : {&one, &other}) {
      const Time end = stack->now() + seconds{1};
      while (stack->now() < end) static_cast<void>(stack->advance_to(end));
    }
    said = one.poll(output) && output.kind == StackOutput::Kind::kDatagram;
    if (said) other.inject(output.octets);
  }
}

// What its last connection left unread is no octet of the next.
TEST(LwipStack, ASocketThatConnectsAgainBeginsWithNothingToRead) {
  const auto client = make(), server = make();
  ASSERT_TRUE(client->reset(config()));
  ResetConfig theirs = config();
  theirs.addresses = {kPeer.ip};
  ASSERT_TRUE(server->reset(theirs));
  const IpAddress any{.version = IpVersion::kV4, .octets = {}};
  const auto socket_of = [](StackUnderTest& stack) {
    return Handle{static_cast<int>(stack.call(call::Socket{IpVersion::kV4}).value)};
  };
  const Handle listener = socket_of(*server), socket = socket_of(*client);
  ASSERT_EQ(server->call(call::Bind{listener, {any, kPeer.port}}).error, CallError::kNone);
  ASSERT_EQ(server->call(call::Listen{listener, 5}).error, CallError::kNone);
  const std::vector<std::byte> text(1);
  for (int times = 0; times < 2; ++times) {
    ASSERT_EQ(client->call(call::Connect{socket, kPeer}).error, CallError::kInProgress);
    talk(*client, *server);
    const CallResult accepted = server->call(call::Accept{listener});
    ASSERT_EQ(accepted.error, CallError::kNone);
    const Handle connection{static_cast<int>(accepted.value)};
    EXPECT_EQ(client->call(call::Receive{.socket = socket, .max = 9}).error,
              CallError::kWouldBlock);
    ASSERT_EQ(server->call(call::Send{.socket = connection, .data = text}).value, 1);
    ASSERT_EQ(server->call(call::Shutdown{connection, call::ShutdownHow::kWrite}).error,
              CallError::kNone);
    talk(*client, *server);
    ASSERT_EQ(client->call(call::Shutdown{socket, call::ShutdownHow::kWrite}).error,
              CallError::kNone);
    talk(*client, *server);
    for (StackUnderTest* stack : {client.get(), server.get()}) {  // past TIME-WAIT
      const Time end = stack->now() + seconds{300};
      while (stack->now() < end) static_cast<void>(stack->advance_to(end));
    }
  }
}

TEST(LwipStack, AbortOfANewSocketLeavesNothing) {
  const auto stack = make();
  ASSERT_TRUE(stack->reset(config()));
  for (int i = 0; i < 300; ++i) {  // more than there are pcbs
    const Handle handle{static_cast<int>(stack->call(call::Socket{IpVersion::kV4}).value)};
    ASSERT_EQ(stack->call(call::Bind{handle, {kOurs, 0}}).error, CallError::kNone) << i;
    ASSERT_EQ(stack->call(call::Abort{handle}).error, CallError::kNone);
    EXPECT_EQ(stack->call(call::Close{handle}).error, CallError::kBadDescriptor);
  }
  EXPECT_THAT(out_of(*stack), testing::IsEmpty());
}

TEST(LwipStack, SurvivesAnythingThatArrives) {
  const auto stack = make();
  ASSERT_TRUE(stack->reset(config()));
  std::uint32_t random = 1;
  for (std::size_t size : {0u, 1u, 19u, 20u, 39u, 40u, 41u, 1500u, 65535u, 65536u, 65575u}) {
    for (int first : {0x00, 0x45, 0x4f, 0x60, 0xff}) {
      std::vector<std::byte> octets(size);
      for (std::byte& octet : octets) {
        octet = static_cast<std::byte>((random = random * 1664525 + 1013904223) >> 24);
      }
      if (!octets.empty()) octets[0] = static_cast<std::byte>(first);
      stack->inject(octets);
    }
  }
  EXPECT_FALSE(stack->failure());
}

TEST(LwipStack, SaysWhatItCannotDo) {
  const auto stack = make();
  ResetConfig two_v4 = config();
  two_v4.addresses.push_back(kPeer.ip);
  EXPECT_FALSE(stack->reset(two_v4));
  ResetConfig msl = config();
  msl.msl = seconds{1};
  EXPECT_FALSE(stack->reset(msl));
  ASSERT_TRUE(stack->reset(config()));
  EXPECT_EQ(stack->call(call::Open{}).error, CallError::kNotSupported);
  EXPECT_FALSE(make_lwip_stack("/nonexistent"));
}

}  // namespace
}  // namespace synspect
