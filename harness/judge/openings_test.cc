// Openings that conforming stacks tell apart from faulty ones only by what follows: early ACCEPTs,
// crossing and repeated SYNs, RSTs that must have no effect, padding.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

#include "harness/judge/judge.h"

namespace synspect::judge {
namespace {

using std::chrono::milliseconds;

constexpr Handle kListener{3};
const SocketAddress kStack{IpAddress::v4(192, 0, 2, 1), 80};
const SocketAddress kPeer{IpAddress::v4(198, 51, 100, 7), 4000};

// One connection between kPeer and kStack; both ISNs are given in full with each segment.
class Story {
 public:
  Story() {
    RunHeader header;
    EndpointHeader& end = header.endpoints.emplace_back();
    end.judged = true;
    end.capabilities.emplace();
    end.capabilities->features.syn_cookies = false;
    judge_.begin(header);
  }

  Story& listen() {
    call(call::Bind{kListener, kStack}, CallResult::of(0));
    return call(call::Listen{kListener, 5}, CallResult::of(0));
  }
  Story& connect() {
    call(call::Socket{}, CallResult::of(4));
    call(call::Bind{Handle{4}, kStack}, CallResult::of(0));
    call(call::Connect{Handle{4}, kPeer}, CallResult::failed(CallError::kInProgress));
    return stack(kSyn, 500, 0);
  }
  Story& accept() { return call(call::Accept{kListener}, CallResult::of(4)); }
  Story& call(UserCall what, CallResult result) {
    return see(CallSeen{0, std::move(what), result});
  }
  Story& peer(std::uint8_t flags, std::uint32_t seq, std::uint32_t ack) {
    return segment(Direction::kToStack, flags, seq, ack, {});
  }
  Story& stack(std::uint8_t flags, std::uint32_t seq, std::uint32_t ack,
               std::span<const std::byte> options = {}) {
    return segment(Direction::kFromStack, flags, seq, ack, options);
  }
  Story& damaged(std::uint8_t flags, std::uint32_t seq, std::uint32_t ack) {
    return segment(Direction::kToStack, flags, seq, ack, {}, ChecksumStatus::kWrong);
  }
  Story& pass(milliseconds time) {
    now_ += time;
    return see(TimeAdvanced{});
  }

  [[nodiscard]] bool accused(std::string_view clause) const {
    return std::ranges::any_of(
        judge_.findings(), [&](const Finding& finding) { return finding.clause.text() == clause; });
  }
  [[nodiscard]] bool upheld(std::string_view clause) const {
    return std::ranges::any_of(judge_.tallies(), [&](const ClauseTally& tally) {
      return tally.clause.text() == clause && tally.upheld > 0;
    });
  }

 private:
  Story& segment(Direction direction, std::uint8_t flags, std::uint32_t seq, std::uint32_t ack,
                 std::span<const std::byte> options,
                 ChecksumStatus checksum = ChecksumStatus::kCorrect) {
    const bool out = direction == Direction::kFromStack;
    SegmentSeen seen;
    seen.direction = direction;
    seen.fate = out ? Fate::kSent : Fate::kDelivered;
    seen.segment.kind = DatagramKind::kTcp;
    seen.segment.source = out ? kStack : kPeer;
    seen.segment.destination = out ? kPeer : kStack;
    seen.segment.ttl = 64;
    seen.segment.ip_checksum_correct = true;
    seen.segment.flags = flags;
    seen.segment.seq = seq;
    seen.segment.ack = ack;
    seen.segment.window = 8000;
    seen.segment.tcp_checksum = checksum;
    static_cast<void>(seen.segment.take_options(options));
    return see(seen);
  }
  template <typename What>
  Story& see(What what) {
    Observation seen;
    seen.at = now_;
    seen.what = std::move(what);
    judge_.observe(seen);
    return *this;
  }

  Judge judge_;
  Time now_{};
};

constexpr std::uint8_t kSynAck = kSyn | kAck;

TEST(Openings, AcceptWaitsForTheAck) {  // 9293-3.4.1-b
  Story good;
  good.listen().peer(kSyn, 100, 0).stack(kSynAck, 500, 101).peer(kAck, 101, 501).accept();
  EXPECT_FALSE(good.accused("9293-3.4.1-b"));
  EXPECT_TRUE(good.upheld("9293-3.4.1-b"));
  Story early;
  early.listen().peer(kSyn, 100, 0).stack(kSynAck, 500, 101).accept();
  EXPECT_TRUE(early.accused("9293-3.4.1-b"));
}

// What completed and was reset may still be accepted, also when another SYN took its place.
TEST(Openings, AcceptOfAnEarlierLifeIsNotEarly) {
  Story run;
  run.listen().peer(kSyn, 100, 0).stack(kSynAck, 500, 101).peer(kAck, 101, 501);
  run.peer(kRst, 101, 0).peer(kSyn, 90'000, 0).stack(kSynAck, 70'000, 90'001).accept();
  EXPECT_FALSE(run.accused("9293-3.4.1-b"));
}

TEST(Openings, CrossingSynsAreAnswered) {  // MUST-10, 9293-3.5-c
  Story good;
  good.connect().peer(kSyn, 100, 0).stack(kSynAck, 500, 101).pass(milliseconds{600});
  Story refused;
  refused.connect().peer(kSyn, 100, 0).stack(kRst | kAck, 0, 101);
  Story ignored;
  ignored.connect().peer(kSyn, 100, 0).pass(milliseconds{600});
  Story late;  // refused only when the ACK arrives that should establish it
  late.connect().peer(kSyn, 100, 0).stack(kSynAck, 500, 101).peer(kAck, 101, 501);
  late.stack(kRst, 501, 0);
  for (const std::string_view clause : {"MUST-10", "9293-3.5-c"}) {
    EXPECT_FALSE(good.accused(clause)) << clause;
    EXPECT_TRUE(good.upheld(clause)) << clause;
    EXPECT_TRUE(refused.accused(clause)) << clause;
    EXPECT_TRUE(ignored.accused(clause)) << clause;
    EXPECT_TRUE(late.accused(clause)) << clause;
  }
}

// 9293-3.10.7.3-e: that a RST without ACK ended the attempt shows only with the next segment.
TEST(Openings, ResetWithoutEffectIsRememberedUntilTheStackShowsLife) {
  Story good;
  good.connect().peer(kRst, 100, 0).peer(kSynAck, 100, 501).stack(kAck, 501, 101);
  EXPECT_FALSE(good.accused("9293-3.10.7.3-e"));
  EXPECT_TRUE(good.upheld("9293-3.5.2-d"));
  Story dead;
  dead.connect().peer(kRst, 100, 0).peer(kSynAck, 100, 501).stack(kRst, 501, 0);
  EXPECT_TRUE(dead.accused("9293-3.10.7.3-e"));
  EXPECT_TRUE(dead.accused("9293-3.5.2-d"));
}

// MUST-3: the user's next call may tell of it before any segment does.
TEST(Openings, ResetWithWrongChecksumIsNotToldToTheUser) {
  const auto read_after = [](CallError error) {
    Story run;
    run.listen().peer(kSyn, 100, 0).stack(kSynAck, 500, 101).peer(kAck, 101, 501).accept();
    run.damaged(kRst, 101, 0);
    run.call(call::Receive{.socket = Handle{4}}, CallResult::failed(error));
    return run.accused("MUST-3");
  };
  EXPECT_FALSE(read_after(CallError::kWouldBlock));
  EXPECT_TRUE(read_after(CallError::kConnectionReset));
}

TEST(Openings, RepeatedSynIsAnswered) {  // 9293-3.10.7.4-1-synrcvd
  const auto half_open = [](Story& run) -> Story& {
    run.listen().peer(kSyn, 100, 0).stack(kSynAck, 500, 101).pass(milliseconds{100});
    return run.peer(kSyn, 100, 0);
  };
  Story again;
  half_open(again).stack(kSynAck, 500, 101).pass(milliseconds{600});
  Story acked;
  half_open(acked).stack(kAck, 501, 101).pass(milliseconds{600});
  Story silent;
  half_open(silent).pass(milliseconds{600});
  EXPECT_FALSE(again.accused("9293-3.10.7.4-1-synrcvd"));
  EXPECT_FALSE(acked.accused("9293-3.10.7.4-1-synrcvd"));
  EXPECT_TRUE(acked.upheld("9293-3.10.7.4-1-synrcvd"));
  EXPECT_TRUE(silent.accused("9293-3.10.7.4-1-synrcvd"));
}

TEST(Openings, RefusedActiveOpenIsNoListener) {  // MUST-11
  const auto refused = [](Story& run) -> Story& {
    run.connect().peer(kSyn, 100, 0).stack(kSynAck, 500, 101).peer(kRst, 101, 0);
    return run.pass(milliseconds{2000}).peer(kSyn, 900, 0);
  };
  Story good;
  refused(good).stack(kRst | kAck, 0, 901);
  EXPECT_FALSE(good.accused("MUST-11"));
  EXPECT_TRUE(good.upheld("MUST-11"));
  Story listener;
  refused(listener).stack(kSynAck, 7000, 901);
  EXPECT_TRUE(listener.accused("MUST-11"));
}

TEST(Openings, PaddingIsZero) {  // MUST-69
  const auto with = [](std::initializer_list<int> octets) {
    std::vector<std::byte> options;
    for (const int octet : octets) options.push_back(static_cast<std::byte>(octet));
    Story run;
    run.listen().peer(kSyn, 100, 0).stack(kSynAck, 500, 101, options);
    return run;
  };
  EXPECT_TRUE(with({2, 4, 5, 180}).upheld("MUST-69"));
  EXPECT_TRUE(with({2, 4, 5, 180, 0, 0, 0, 0}).upheld("MUST-69"));
  EXPECT_TRUE(with({2, 4, 5, 180, 0, 1, 1, 1}).accused("MUST-69"));
}

// 9293-3.10.7.2-e: the FIN of a SYN that opens anew what went back to LISTEN may be kept for later.
TEST(Openings, FinOnASynThatOpensAnewIsTakenAfterTheHandshake) {
  Story story;
  story.listen().peer(kSyn, 100, 0).stack(kSynAck, 500, 101);
  story.peer(kSyn, 300, 0);  // in the window: back to LISTEN
  story.peer(kSyn | kFin, 700, 0).stack(kSynAck, 900, 701);
  story.peer(kAck, 701, 901).stack(kAck, 901, 702);
  EXPECT_FALSE(story.accused("9293-3.4-j"));
}

}  // namespace
}  // namespace synspect::judge
