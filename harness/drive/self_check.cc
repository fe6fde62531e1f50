#include "harness/drive/self_check.h"

#include <array>
#include <vector>

#include "harness/drive/datagram_writer.h"
#include "harness/drive/session.h"
#include "harness/history/decode/decoded_segment.h"
#include "harness/history/history.h"

namespace synspect::drive {
namespace {

using std::chrono::seconds;

constexpr std::uint32_t kPeerIsn = 7000;
constexpr std::uint16_t kPeerPort = 40'000;
constexpr std::uint16_t kOurPort = 8080;

// A run in the making. Forced numbers are not used: the stack's own choice must repeat itself, too.
class Play {
 public:
  Play(StackUnderTest& stack, History& history)
      : stack_{stack}, history_{history}, session_{stack, history, 0, ids_} {
    const bool v4 = stack.capabilities().controls.ipv4;
    ours_ =
        v4 ? IpAddress::v4(192, 0, 2, 1) : IpAddress::parse("2001:db8::1").value_or(IpAddress{});
    peer_ = {
        v4 ? IpAddress::v4(192, 0, 2, 9) : IpAddress::parse("2001:db8::9").value_or(IpAddress{}),
        kPeerPort};
  }

  // Empty: begun.
  std::string begin(std::uint64_t seed) {
    ResetConfig config;
    config.seed = seed;
    config.addresses = {ours_};
    if (const auto done = stack_.reset(config); !done) return done.error().what;
    RunHeader header;
    header.seed = seed;
    history_.begin(header);
    return {};
  }

  // The peer opens, sends, is sent to and never acknowledges; in the end it resets.
  void passive() {
    const Handle listener = handle(call::Socket{ours_.version});
    session_.call(call::Bind{listener, {ours_, kOurPort}});
    session_.call(call::Listen{listener, 5});
    arrives(kSyn, kPeerIsn, 0, 0);
    const std::uint32_t next = isn_of_syn_ack() + 1;
    session_.advance_to(session_.now() + seconds{1});
    arrives(kAck | kPsh, kPeerIsn + 1, next, 100);
    const Handle accepted = handle(call::Accept{listener});
    const std::vector<std::byte> data(2000, std::byte{0x55});
    session_.call(call::Receive{.socket = accepted, .max = 1000});
    session_.call(call::Send{.socket = accepted, .data = data});
    session_.advance_to(session_.now() + seconds{10});
    session_.call(call::Close{accepted});
    session_.advance_to(session_.now() + seconds{10});
    arrives(kRst, kPeerIsn + 101, 0, 0);
    session_.advance_to(session_.now() + seconds{100});
  }

  // Nobody answers.
  void active() {
    const Handle opening = handle(call::Socket{ours_.version});
    session_.call(call::Connect{opening, peer_});
    session_.advance_to(session_.now() + seconds{20});
    session_.call(call::Name{opening});
    session_.call(call::Abort{opening});
    session_.advance_to(session_.now() + seconds{5});
  }

 private:
  Handle handle(const UserCall& call) {
    return Handle{static_cast<std::int32_t>(session_.call(call).value)};
  }
  void arrives(std::uint8_t flags, std::uint32_t seq, std::uint32_t ack, std::size_t octets) {
    const std::vector<std::byte> payload(octets, std::byte{0x2a});
    datagram_.clear();
    write_datagram({.source = peer_,
                    .destination = {ours_, kOurPort},
                    .seq = seq,
                    .ack = ack,
                    .flags = flags,
                    .window = 8000,
                    .options = {},
                    .payload = payload},
                   datagram_);
    session_.inject(datagram_);
  }
  std::uint32_t isn_of_syn_ack() {
    for (const Captured& sent : session_.captured()) {
      if (sent.segment.has(kSyn)) return sent.segment.seq;
    }
    return 0;
  }

  StackUnderTest& stack_;
  History& history_;
  std::uint64_t ids_{0};
  Session session_;
  IpAddress ours_;
  SocketAddress peer_;
  std::vector<std::byte> datagram_;
};

enum class Scenario : std::uint8_t { kPassive, kActive };

struct Played {
  std::uint64_t digest{};
  std::string refused;
};

Played play(StackUnderTest& stack, Scenario scenario, std::uint64_t seed) {
  History history;
  Play run{stack, history};
  if (std::string why = run.begin(seed); !why.empty()) return {0, why};
  if (scenario == Scenario::kPassive) {
    run.passive();
  } else {
    run.active();
  }
  return {history.digest(), {}};
}

}  // namespace

SelfCheck check_reset(StackUnderTest& stack, StackUnderTest& other) {
  using Verdict = SelfCheck::Verdict;
  const Controls& controls = stack.capabilities().controls;
  if (!controls.deterministic) return {Verdict::kNotTried, "it does not claim to be deterministic"};
  if (!controls.socket_calls) return {Verdict::kNotTried, "it has no socket calls"};

  const Played passive = play(stack, Scenario::kPassive, 1);
  if (!passive.refused.empty()) return {Verdict::kNotTried, passive.refused};
  if (play(stack, Scenario::kPassive, 1).digest != passive.digest) {
    return {Verdict::kBroken, "the same run twice gives two histories"};
  }
  const Played active = play(stack, Scenario::kActive, 2);
  if (play(stack, Scenario::kPassive, 1).digest != passive.digest) {
    return {Verdict::kBroken, "a run gives another history once another run came in between"};
  }
  const Played there = play(other, Scenario::kActive, 2);
  if (!there.refused.empty()) return {Verdict::kKept, {}};  // there is only one of it
  if (there.digest != active.digest ||
      play(other, Scenario::kPassive, 1).digest != passive.digest) {
    return {Verdict::kBroken, "two instances give two histories for the same run"};
  }
  if (play(stack, Scenario::kActive, 2).digest != active.digest) {
    return {Verdict::kBroken, "a run gives another history once another instance was used"};
  }
  return {Verdict::kKept, {}};
}

}  // namespace synspect::drive
