#include "stack/send/next_segment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

// The peer's MSS is 1000 and its window 8000; nothing is out.
struct Sender : Bench {
  explicit Sender(std::uint32_t base) : Bench{in_state(State::kEstablished, base)} {}

  void write(std::size_t octets, bool push = true) {
    const std::vector<std::byte> text(octets);
    calls(SendCall{.data = text, .push = push});
    note();
  }
  // All that is out is acknowledged, and the window is `window` from there.
  void acked(std::uint16_t window = 8000) { acked_to(distance(iss, tcb.snd_nxt).n, window); }
  void acked_to(std::uint32_t ack, std::uint16_t window) {
    Segment ack_segment = segment(1, ack);
    ack_segment.window = window;
    arrives(ack_segment);
    note();
  }
  void timer() {
    ASSERT_TRUE(fire());
    note();
  }
  void note() {
    sent.clear();
    for (const Segment& s : effects.transmit) sent.push_back(s.payload.size());
  }
  std::vector<std::size_t> sent;  // octets of each segment of the last step
};

TEST(Nagle, ShortTextWaitsUntilAllIsAcknowledged) {  // 9293-3.7.4-a, SHLD-7, SHLD-27
  for (const std::uint32_t base : kBases) {
    Sender bench{base};
    bench.write(1);
    EXPECT_THAT(bench.sent, ElementsAre(1)) << "nothing was out";
    for (int i = 0; i < 5; ++i) {
      bench.write(10);
      EXPECT_THAT(bench.sent, IsEmpty()) << "pushed or not";
    }
    EXPECT_FALSE(bench.tcb.override_due) << "the retransmission timer covers it";
    bench.acked();
    EXPECT_THAT(bench.sent, ElementsAre(50)) << "collapsed into one";
    EXPECT_TRUE(bench.effects.transmit.at(0).psh);
  }
}

TEST(Nagle, FullSegmentDoesNotWait) {  // 9293-3.7.4-a, SHLD-28
  Sender bench{0xffff'fffa};
  bench.write(1);
  bench.write(999);
  EXPECT_THAT(bench.sent, IsEmpty());
  bench.write(1);
  EXPECT_THAT(bench.sent, ElementsAre(1000));
  bench.write(2500);
  EXPECT_THAT(bench.sent, ElementsAre(1000, 1000));
  bench.acked_to(1001, 8000);
  EXPECT_THAT(bench.sent, IsEmpty()) << "not all is acknowledged";
  bench.acked();
  EXPECT_THAT(bench.sent, ElementsAre(500));
}

TEST(Nagle, CanBeSwitchedOffPerConnection) {  // MUST-17
  Sender bench{0};
  bench.calls(NagleCall{.on = false});
  for (int i = 0; i < 3; ++i) {
    bench.write(10);
    EXPECT_THAT(bench.sent, ElementsAre(10));
  }
  bench.calls(NagleCall{.on = true});
  bench.write(10);
  bench.write(10);
  EXPECT_THAT(bench.sent, IsEmpty());
  bench.calls(NagleCall{.on = false});
  bench.note();
  EXPECT_THAT(bench.sent, ElementsAre(20)) << "what it held goes at once";
  Bench closed{0};
  closed.calls(NagleCall{.on = false});
  EXPECT_EQ(closed.effects.status, CallStatus::kDoesNotExist);
}

TEST(Nagle, ProfileSaysWhatHoldsUnlessTheUserDoes) {
  Sender bench{0};
  bench.tcb.profile.edit().nagle = false;
  bench.write(10);
  bench.write(10);
  EXPECT_THAT(bench.sent, ElementsAre(10));
  bench.calls(NagleCall{.on = true});
  bench.write(10);
  EXPECT_THAT(bench.sent, IsEmpty());
}

TEST(Nagle, LastSegmentWithFinDoesNotWait) {  // 9293-3.9.1.4-a
  for (const std::uint32_t base : kBases) {
    Sender bench{base};
    bench.write(10);
    bench.write(10);
    EXPECT_THAT(bench.sent, IsEmpty());
    bench.close();
    bench.note();
    EXPECT_THAT(bench.sent, ElementsAre(10));
    EXPECT_TRUE(bench.effects.transmit.at(0).fin);
  }
}

TEST(SillyWindow, RuleOneWholeSegmentsOnly) {  // MUST-38, 9293-3.8.6.2.1-a
  for (const std::uint32_t base : kBases) {
    Sender bench{base};
    bench.acked(0);
    bench.write(5000);
    EXPECT_THAT(bench.sent, IsEmpty());
    for (const std::uint16_t window : {std::uint16_t{1}, std::uint16_t{10}, std::uint16_t{999}}) {
      bench.acked(window);
      EXPECT_THAT(bench.sent, IsEmpty()) << window;
    }
    bench.acked(1000);
    EXPECT_THAT(bench.sent, ElementsAre(1000));
    bench.acked(2999);
    EXPECT_THAT(bench.sent, ElementsAre(1000, 1000)) << "and 999 are held";
  }
}

TEST(SillyWindow, RuleTwoAllThatWaits) {  // 9293-3.8.6.2.1-b
  Sender bench{0};
  bench.acked(10);
  bench.write(10);
  EXPECT_THAT(bench.sent, ElementsAre(10));
  bench.acked(10);
  bench.write(11);
  EXPECT_THAT(bench.sent, IsEmpty());
}

TEST(SillyWindow, RuleThreeHalfOfTheLargestWindow) {  // 9293-3.8.6.2.1-c
  Bench open = Bench{0};
  open.open();
  Segment syn = open.segment(0, 1);
  syn.syn = true;
  syn.window = 501;  // never more than that, while a segment could carry 536
  open.arrives(syn);
  Sender bench{0};
  static_cast<Bench&>(bench) = open;
  bench.write(2000);
  EXPECT_THAT(bench.sent, ElementsAre(501));
  bench.acked(250);
  EXPECT_THAT(bench.sent, IsEmpty());
  bench.acked(251);
  EXPECT_THAT(bench.sent, ElementsAre(251));
}

TEST(SillyWindow, RuleFourAfterTheOverrideTimeout) {  // 9293-3.8.6.2.1-d
  for (const std::uint32_t base : kBases) {
    Sender bench{base};
    bench.acked(10);
    bench.write(500);
    EXPECT_THAT(bench.sent, IsEmpty());
    const Instant due = bench.now + milliseconds{500};
    EXPECT_EQ(next_deadline(bench.tcb), due);
    bench.now += milliseconds{200};
    bench.acked(20);
    EXPECT_THAT(bench.sent, IsEmpty());
    EXPECT_EQ(next_deadline(bench.tcb), due) << "counts from when the text was first held";
    bench.timer();
    EXPECT_EQ(bench.now, due);
    EXPECT_THAT(bench.sent, ElementsAre(20));
    EXPECT_FALSE(bench.tcb.override_due) << "nothing more fits";
  }
}

TEST(SillyWindow, OverrideGivesWayToProbes) {
  Sender bench{0};
  bench.acked(10);
  bench.write(500);
  ASSERT_TRUE(bench.tcb.override_due);
  bench.acked(0);
  EXPECT_FALSE(bench.tcb.override_due);
  EXPECT_EQ(next_deadline(bench.tcb), bench.now + bench.tcb.retransmission.rto);
  bench.timer();
  EXPECT_THAT(bench.sent, ElementsAre(1)) << "a probe";
  bench.acked_to(1, 10);
  EXPECT_THAT(bench.sent, IsEmpty()) << "the octet of the probe waits like the rest";
  EXPECT_EQ(next_deadline(bench.tcb), bench.now + milliseconds{500});
  bench.timer();
  EXPECT_THAT(bench.sent, ElementsAre(10));
}

TEST(SillyWindow, OverrideLeavesNagleAlone) {  // 9293-3.7.4-a
  Sender bench{0};
  bench.write(500);
  bench.write(600);
  EXPECT_THAT(bench.sent, IsEmpty());
  bench.acked_to(1, 510);
  EXPECT_THAT(bench.sent, IsEmpty());
  EXPECT_FALSE(bench.tcb.override_due) << "something is out, and its timer runs";
  bench.calls(NagleCall{.on = false});
  EXPECT_TRUE(bench.effects.transmit.empty()) << "ten of 600 octets";
  EXPECT_TRUE(bench.tcb.override_due);
  bench.timer();
  EXPECT_THAT(bench.sent, ElementsAre(10));
}

TEST(Push, EverySendCountsAsPushed) {  // MUST-60, MUST-61
  Sender bench{0};
  bench.write(10, false);
  EXPECT_THAT(bench.sent, ElementsAre(10));
  EXPECT_TRUE(bench.effects.transmit[0].psh);
}

TEST(Push, HeldWithoutWhereTheProfileSaysSo) {  // MAY-15, MAY-16
  for (const std::uint32_t base : kBases) {
    Sender bench{base};
    bench.tcb.profile.edit().hold_unpushed = true;
    bench.write(10, false);
    EXPECT_THAT(bench.sent, IsEmpty());
    bench.write(1200, false);
    EXPECT_THAT(bench.sent, ElementsAre(1000));
    EXPECT_FALSE(bench.effects.transmit[0].psh);
    bench.acked();
    bench.write(10, true);
    EXPECT_THAT(bench.sent, ElementsAre(220));
    EXPECT_TRUE(bench.effects.transmit[0].psh) << "9293-3.9.1.2-a";
    bench.acked();
    bench.write(10, false);
    EXPECT_THAT(bench.sent, IsEmpty());
    bench.timer();
    EXPECT_THAT(bench.sent, ElementsAre(10)) << "never for ever";
    EXPECT_FALSE(bench.effects.transmit[0].psh);
    bench.acked();
    bench.write(10, false);
    bench.close();
    bench.note();
    EXPECT_THAT(bench.sent, ElementsAre(10)) << "9293-3.9.1.4-a";
    EXPECT_TRUE(bench.effects.transmit[0].psh);
    EXPECT_TRUE(bench.effects.transmit[0].fin);
  }
}

}  // namespace
}  // namespace synspect::tcp
