#include "stack/timers/user_timeout.h"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint16_t kMinutes = 0x8000;

Bench with_option(std::uint32_t base = 0) {
  Bench bench{base};
  bench.tcb.profile.edit().user_timeout_option = true;
  return bench;
}
Bench established(std::optional<Duration> own = std::nullopt) {
  Bench bench = with_option();
  bench.calls(OpenCall{.active = true, .r2 = own});
  bench.peer_syn(true);
  return bench;
}
void says(Bench& bench, std::uint16_t option) {
  Segment segment = bench.next();
  segment.options.user_timeout = option;
  bench.arrives(segment);
}
// From SEND to the end, when nothing is acknowledged.
Duration gives_up_after(Bench bench) {
  const Instant start = bench.now;
  bench.calls(SendCall{.data = kText});
  while (bench.tcb.state != State::kClosed) {
    if (!bench.fire()) return Duration::max();
  }
  return bench.now - start;
}
std::optional<std::uint16_t> said(const Bench& bench) {
  for (const Segment& segment : bench.effects.transmit) {
    if (segment.options.user_timeout) return segment.options.user_timeout;
  }
  return std::nullopt;
}

// 5482-3-1.
TEST(UserTimeout, Clause5482_3_1ThatIsNotThereIsIgnored) {
  Bench bench = in_state(State::kEstablished, 0);
  says(bench, 10);
  EXPECT_TRUE(bench.effects.notices.empty());
  EXPECT_TRUE(bench.effects.transmit.empty());
  EXPECT_EQ(gives_up_after(bench), minutes{5});
}

// 5482-3-4.
TEST(UserTimeout, Clause5482_3_4IsOnTheSynAndOnTheFirstSegmentBehindIt) {
  for (const std::uint32_t base : kBases) {
    Bench active = with_option(base);
    active.open();
    EXPECT_EQ(said(active), 300U);
    active.peer_syn(true);
    EXPECT_EQ(said(active), 300U) << "the ACK";
    active.calls(SendCall{.data = kText});
    EXPECT_EQ(said(active), std::nullopt) << "once is enough";

    Bench passive = with_option(base);
    passive.listen();
    passive.peer_syn(false);
    EXPECT_EQ(said(passive), 300U) << "the SYN,ACK";
    passive.arrives(passive.next());
    passive.calls(SendCall{.data = kText});
    EXPECT_EQ(said(passive), 300U);
  }
}

// 5482-3-5.
TEST(UserTimeout, Clause5482_3_5ANewTimeoutIsInTheNextSegment) {
  Bench bench = established();
  set_user_timeout(bench.tcb, seconds{40});
  bench.calls(SendCall{.data = kText});
  EXPECT_EQ(said(bench), 40U);
  bench.arrives(bench.next());
  // Full segments have no room for it (9293-3.7.1-a), nor does it make a segment of its own: that
  // would acknowledge nothing (9293-3.5-g). The next with room says it.
  static const std::vector<std::byte> kFull(2000);
  set_user_timeout(bench.tcb, seconds{50});
  bench.calls(SendCall{.data = kFull});
  ASSERT_EQ(bench.effects.transmit.size(), 2U);
  for (const Segment& full : bench.effects.transmit) EXPECT_FALSE(full.options.user_timeout);
  Segment text = bench.next();
  text.payload = kText;
  bench.arrives(text);
  bench.arrives(bench.next());
  bench.calls(SendCall{.data = kText});
  EXPECT_EQ(said(bench), 50U);
}

TEST(UserTimeout, ASmallMssLeavesRoomForItOnAnEmptySegment) {
  Bench bench = established();
  bench.tcb.snd_mss = 1;
  set_user_timeout(bench.tcb, seconds{40});
  Segment text = bench.next();
  text.seq = text.seq + SeqLen{1};  // out of order: acknowledged at once, and once (5681-4.2-1)
  text.payload = std::span{kText}.first(1);
  bench.arrives(text);
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_EQ(bench.effects.transmit[0].options.user_timeout, 40U);
}

// 5482-3.4-1.
TEST(UserTimeout, Clause5482_3_4_1IsNeverZeroAndSaysWhatItCan) {
  const struct {
    Duration own;
    std::uint16_t option;
  } rows[] = {
      {Duration{1}, 1},
      {Duration{0}, 1},
      {seconds{1}, 1},
      {seconds{1} + Duration{1}, 2},  // never less than it is
      {seconds{32767}, 32767},
      {seconds{32768}, kMinutes | 547},
      {hours{24}, kMinutes | 1440},
      {minutes{32767}, kMinutes | 32767},
      {minutes{32768}, kMinutes | 32767},
      {Duration::max(), kMinutes | 32767},
  };
  for (const auto& row : rows) {
    Bench bench = with_option();
    bench.tcb.r2 = row.own;
    EXPECT_EQ(advertised_timeout(bench.tcb), row.option) << row.own.count();
  }
}

// 5482-3.1-2, 5482-3-2.
TEST(UserTimeout, Clause5482_3_1_2IsTheLargestOfOursAndThePeersWithinLimits) {
  const struct {
    const char* name;
    std::uint16_t option;
    Duration expected;
    bool told;
  } rows[] = {
      {"longer than ours", 600, seconds{600}, false},
      {"in minutes", kMinutes | 20, minutes{20}, false},
      {"shorter than ours", 200, minutes{5}, true},
      {"5482-3-2: no longer than the upper limit", kMinutes | 32767, hours{1}, true},
      {"5482-3.4-1: zero is none", 0, minutes{5}, false},
      {"zero minutes likewise", kMinutes, minutes{5}, false},
  };
  for (const auto& row : rows) {
    Bench bench = established();
    says(bench, row.option);
    EXPECT_EQ(bench.effects.notices,
              row.told ? std::vector{Notice::kPeerTimeout} : std::vector<Notice>{})  // 5482-3.1-1
        << row.name;
    EXPECT_EQ(gives_up_after(bench), row.expected) << row.name;
  }
}

// 5482-3.1-3.
TEST(UserTimeout, Clause5482_3_1_3TheLowerLimitLiesAboveTheRto) {
  Bench bench = established();
  bench.tcb.profile.edit().r2_data = seconds{5};  // ours alone would be short
  bench.tcb.profile.edit().user_timeout_least = seconds{100};
  says(bench, 1);
  EXPECT_EQ(gives_up_after(bench), seconds{100});
  bench.tcb.profile.edit().user_timeout_least = seconds{1};
  bench.tcb.retransmission.rto = seconds{30};
  EXPECT_GT(user_timeout(bench.tcb), seconds{30});
}

// 5482-3-3.
TEST(UserTimeout, Clause5482_3_3ThePeerDoesNotChangeWhatTheUserHasSet) {
  Bench bench = established(seconds{20});
  says(bench, 600);
  EXPECT_EQ(bench.effects.notices, std::vector{Notice::kPeerTimeout});
  EXPECT_EQ(gives_up_after(bench), seconds{20});
}

TEST(UserTimeout, ASynTellsItToo) {
  Bench bench = with_option();
  bench.open();
  Segment syn = bench.segment(0, 1);
  syn.syn = true;
  syn.options.user_timeout = 900;
  bench.arrives(syn);
  EXPECT_EQ(gives_up_after(bench), seconds{900});
  // Of an attempt to open R2 stays what MUST-23 asks for.
  Bench opening = with_option();
  opening.tcb.profile.edit().r2_data = seconds{5};
  opening.open();
  const Instant start = opening.now;
  while (opening.tcb.state != State::kClosed) ASSERT_TRUE(opening.fire());
  EXPECT_EQ(opening.now - start, minutes{5});
}

TEST(UserTimeout, AnUnacceptableSegmentTellsNothing) {
  Bench bench = established();
  Segment old = bench.next();
  old.seq = old.seq - SeqLen{1};
  old.options.user_timeout = 900;
  bench.arrives(old);
  EXPECT_EQ(gives_up_after(bench), minutes{5});
}

}  // namespace
}  // namespace synspect::tcp
