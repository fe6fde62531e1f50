#include "stack/timers/retransmission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <tuple>
#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Seconds after `bench.now` at which segments are sent, until the connection ends; the last entry
// is the end itself.
std::vector<std::int64_t> expiries(Bench bench) {
  const Instant start = bench.now;
  std::vector<std::int64_t> result;
  std::vector<std::size_t> trouble;  // after which expiries the user heard of it
  while (bench.tcb.state != State::kClosed && bench.fire()) {
    const auto& notices = bench.effects.notices;
    const bool told = std::ranges::find(notices, Notice::kTrouble) != notices.end();
    if (told) trouble.push_back(result.size() + 1);
    result.push_back(std::chrono::duration_cast<seconds>(bench.now - start).count());
  }
  EXPECT_THAT(bench.effects.notices, testing::ElementsAre(Notice::kTimedOut));
  EXPECT_TRUE(bench.effects.transmit.empty());
  // SHLD-9, SHLD-10: the third retransmission, once, and before R2 (9293-3.8.3-b).
  EXPECT_THAT(trouble, testing::AnyOf(testing::IsEmpty(), testing::ElementsAre(3U)));
  EXPECT_EQ(trouble.empty(), result.size() < 4);
  return result;
}

// 6298-5.5, 6298-2.5, 9293-3.8.3-b: doubling up to the maximum, and R2 at five minutes.
const std::vector<std::int64_t> kFromOneSecond{1, 3, 7, 15, 31, 63, 123, 183, 243, 300};

TEST(Retransmission, SynBacksOffUntilR2) {  // MUST-23
  for (const std::uint32_t base : kBases) {
    EXPECT_EQ(expiries(in_state(State::kSynSent, base)), kFromOneSecond) << base;
    EXPECT_EQ(expiries(in_state(State::kSynReceived, base)), kFromOneSecond) << base;
  }
}

TEST(Retransmission, TextAndFinBackOffUntilR2) {  // 9293-3.10.8-c, 9293-3.9.1.1-c
  for (const std::uint32_t base : kBases) {
    for (const State state : {State::kFinWait1, State::kClosing, State::kLastAck}) {
      EXPECT_EQ(expiries(in_state(state, base)), kFromOneSecond) << to_string(state);
    }
    Bench bench = in_state(State::kEstablished, base);
    bench.calls(SendCall{.data = kText});
    EXPECT_EQ(expiries(bench), kFromOneSecond) << base;
  }
}

// Stacks that count: SYNs as Linux does, text as FreeBSD does.
TEST(Retransmission, EndsAfterTheRetriesOfTheProfile) {  // MUST-20
  const auto ends_after = [](Bench bench) {
    const Instant start = bench.now;
    while (bench.tcb.state != State::kClosed && bench.fire()) {
    }
    EXPECT_EQ(bench.effects.notices.back(), Notice::kTimedOut);
    return bench.now - start;
  };
  for (const std::uint8_t retries : std::initializer_list<std::uint8_t>{0, 1, 6}) {
    Bench syn{0};
    syn.tcb.profile.edit().syn_retries = retries;
    syn.tcb.profile.edit().max_rto = seconds{120};
    syn.open();
    EXPECT_EQ(ends_after(syn), retries == 0 ? seconds{300} : seconds{(2 << retries) - 1});
    Bench syn_ack{0};
    syn_ack.tcb.profile.edit().syn_ack_retries = retries;
    syn_ack.tcb.profile.edit().max_rto = seconds{120};
    syn_ack.open();  // crossing SYNs: SYN-RECEIVED has a count of its own
    syn_ack.peer_syn(false);
    EXPECT_EQ(ends_after(syn_ack), retries == 0 ? seconds{300} : seconds{(2 << retries) - 1});
    Bench text = in_state(State::kEstablished, 0);
    text.tcb.profile.edit().data_retries = retries;
    text.tcb.profile.edit().max_rto = seconds{120};
    text.calls(SendCall{.data = kText});
    EXPECT_EQ(ends_after(text), retries == 0 ? seconds{300} : seconds{(2 << retries) - 1});
  }
}

TEST(Retransmission, UserSetsR2) {  // MUST-21
  Bench bench{0};
  bench.calls(OpenCall{.active = true, .r2 = seconds{5}});
  EXPECT_EQ(expiries(bench), (std::vector<std::int64_t>{1, 3, 5}));
}

// A limit set while a SYN is out: no resending before its time, no waiting beyond the limit.
TEST(Retransmission, R2CountsAtOnceForWhatIsOut) {  // MUST-21, 6298-5.4
  for (const auto& [first, later, next, state] :
       {std::tuple{5, 20, 7, State::kSynSent}, std::tuple{300, 5, 5, State::kClosed}}) {
    Bench bench{0};
    const Instant start = bench.now;
    bench.calls(OpenCall{.active = true, .r2 = seconds{first}});
    ASSERT_TRUE(bench.fire());  // at 1 s
    ASSERT_TRUE(bench.fire());  // at 3 s, and due again at 7 s
    bench.tcb.r2 = seconds{later};
    EXPECT_EQ(next_deadline(bench.tcb), start + seconds{next});
    ASSERT_TRUE(bench.fire());
    EXPECT_EQ(bench.tcb.state, state);
    EXPECT_EQ(bench.effects.transmit.empty(), state == State::kClosed);
  }
}

TEST(Retransmission, R2CanBeInfinite) {  // 9293-3.8.3-c
  Bench bench{0};
  bench.calls(OpenCall{.active = true, .r2 = Duration::max()});
  bench.peer_syn(true);
  bench.calls(SendCall{.data = kText});
  for (int expiry = 0; expiry < 5000; ++expiry) ASSERT_TRUE(bench.fire());
  EXPECT_EQ(bench.tcb.state, State::kEstablished);
  Segment shut = bench.segment(1, 17);
  shut.window = 0;
  bench.arrives(shut);
  bench.calls(SendCall{.data = kText});
  for (int probe = 0; probe < 5000; ++probe) ASSERT_TRUE(bench.fire());
  EXPECT_EQ(bench.tcb.state, State::kEstablished);
}

TEST(Retransmission, RepeatsTheFrontUnchanged) {  // 9293-3.10.8-b, MUST-18, 6298-5.1
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    std::vector<std::byte> text(2500);
    bench.calls(NagleCall{.on = false});
    bench.calls(SendCall{.data = text});
    ASSERT_EQ(bench.effects.transmit.size(), 3U);
    EXPECT_EQ(bench.effects.transmit[1].payload.size(), 1000U) << "the peer's MSS";
    EXPECT_FALSE(bench.effects.transmit[1].psh);
    EXPECT_TRUE(bench.effects.transmit[2].psh) << "MUST-61";
    const Segment front = bench.effects.transmit[0];
    ASSERT_TRUE(bench.fire());
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.effects.transmit[0], front);
    EXPECT_EQ(bench.tcb.snd_nxt, bench.iss + SeqLen{2501}) << "never rolled back";
    // The rest of that flight follows the acknowledgments, in slow start.
    Segment ack = bench.segment(1, 1001);
    bench.arrives(ack);
    ASSERT_EQ(bench.effects.transmit.size(), 2U);
    EXPECT_EQ(bench.effects.transmit[0].seq, bench.iss + SeqLen{1001});
    EXPECT_EQ(bench.effects.transmit[1].seq, bench.iss + SeqLen{2001});
    bench.arrives(bench.segment(1, 2501));
    EXPECT_TRUE(bench.effects.transmit.empty());
    EXPECT_FALSE(next_deadline(bench.tcb)) << "6298-5.2";
  }
}

TEST(Retransmission, LostSynMeansThreeSeconds) {  // 6298-5.7
  Bench bench{0};
  bench.open();
  ASSERT_TRUE(bench.fire());
  bench.peer_syn(true);
  EXPECT_EQ(bench.tcb.retransmission.rto, seconds{3});
  EXPECT_FALSE(bench.tcb.retransmission.srtt) << "Karn (6298-3-a)";
}

TEST(Retransmission, KarnTakesNoSampleOfWhatWasSentTwice) {
  Bench bench = in_state(State::kEstablished, 0);
  const auto srtt = bench.tcb.retransmission.srtt;
  bench.calls(SendCall{.data = kText});
  ASSERT_TRUE(bench.fire());
  bench.now += milliseconds{700};
  bench.arrives(bench.next());
  EXPECT_EQ(bench.tcb.retransmission.srtt, srtt);
  EXPECT_EQ(bench.tcb.retransmission.rto, seconds{2}) << "stays backed off (6298-5-a)";
}

// 6298-3-b, 6298-5-a: what is first sent in recovery is timed, and its sample ends the backoff.
TEST(Retransmission, NewTextInRecoveryGivesASample) {
  Bench bench = in_state(State::kEstablished, 0x7fff'fffa);
  bench.calls(NagleCall{.on = false});
  const std::vector<std::byte> text(2300);
  bench.calls(SendCall{.data = text});
  ASSERT_TRUE(bench.fire());
  EXPECT_EQ(bench.tcb.retransmission.rto, seconds{2});
  bench.tcb.congestion.cwnd = 3300;  // else nothing new leaves before the rest is there
  bench.calls(SendCall{.data = std::span{text}.first(1000)});
  EXPECT_EQ(bench.effects.transmit.at(0).seq, bench.iss + SeqLen{2301});
  bench.now += milliseconds{200};
  bench.arrives(bench.segment(1, 2001));
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_EQ(bench.effects.transmit[0].payload.size(), 300U) << "no octet of the new text again";
  EXPECT_EQ(bench.tcb.retransmission.rto, seconds{2});
  bench.now += milliseconds{200};
  bench.arrives(bench.segment(1, 3301));
  // 0.4 s after a first sample of 0: SRTT 50 ms, RTTVAR 100 ms, so 1 s by 6298-2.4.
  EXPECT_EQ(bench.tcb.retransmission.srtt, milliseconds{50});
  EXPECT_EQ(bench.tcb.retransmission.rto, seconds{1});
}

TEST(Retransmission, RoundsUp) {  // 6298-1: never more aggressive, not by a microsecond
  const Profile profile{.min_rto = Duration{1}};
  RetransmissionTimer timer;
  take_sample(timer, profile, Duration{1001});
  EXPECT_EQ(timer.rttvar, Duration{501});
  take_sample(timer, profile, Duration{1000});
  EXPECT_EQ(timer.rttvar, Duration{376}) << "(3 * 501 + 1) / 4";
  EXPECT_EQ(timer.srtt, Duration{1001}) << "(7 * 1001 + 1000) / 8";
}

TEST(Retransmission, NewAckRestartsTheTimer) {  // 6298-5.3, 6298-5.2
  Bench bench = in_state(State::kEstablished, 0);
  std::vector<std::byte> text(2000);
  bench.calls(SendCall{.data = text});
  bench.now += milliseconds{400};
  bench.arrives(bench.segment(1, 1001));
  ASSERT_TRUE(next_deadline(bench.tcb));
  EXPECT_EQ(*next_deadline(bench.tcb), bench.now + bench.tcb.retransmission.rto);
}

TEST(Retransmission, SamplesFollowTheFormula) {  // 6298-2.2, 6298-2.3-b, 6298-2.4, 6298-4
  const Profile profile;
  RetransmissionTimer timer;
  take_sample(timer, profile, seconds{2});
  EXPECT_EQ(timer.srtt, seconds{2});
  EXPECT_EQ(timer.rttvar, seconds{1});
  EXPECT_EQ(timer.rto, seconds{6});
  take_sample(timer, profile, seconds{4});
  EXPECT_EQ(timer.rttvar, milliseconds{1250}) << "with the old SRTT";
  EXPECT_EQ(timer.srtt, milliseconds{2250});
  EXPECT_EQ(timer.rto, milliseconds{7250});
  RetransmissionTimer quick;
  take_sample(quick, profile, milliseconds{1});
  EXPECT_EQ(quick.rto, seconds{1});
  take_sample(quick, profile, minutes{10});
  EXPECT_EQ(quick.rto, seconds{60});
}

}  // namespace
}  // namespace synspect::tcp
