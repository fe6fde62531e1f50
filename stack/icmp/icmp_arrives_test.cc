#include "stack/icmp/icmp_arrives.h"

#include <gtest/gtest.h>

#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

constexpr NetworkTrouble kSoft[] = {
    NetworkTrouble::kNetworkUnreachable, NetworkTrouble::kHostUnreachable,
    NetworkTrouble::kSourceRouteFailed, NetworkTrouble::kTimeExceeded,
    NetworkTrouble::kParameterProblem};
constexpr NetworkTrouble kHard[] = {NetworkTrouble::kProtocolUnreachable,
                                    NetworkTrouble::kPortUnreachable};

// In every state in which there can be: something is outstanding.
bool brings_something_out(Bench& bench) {
  if (bench.tcb.state == State::kEstablished || bench.tcb.state == State::kCloseWait) {
    bench.calls(SendCall{.data = kText});
  }
  return bench.tcb.snd_una != bench.tcb.snd_nxt;
}
NetworkError about(const Bench& bench, NetworkTrouble trouble, std::uint32_t offset = 0) {
  return {.trouble = trouble, .seq = bench.tcb.snd_una + SeqLen{offset}, .size = 60, .mtu = 0};
}
void expect_nothing(const Bench& bench, const Tcb& before) {
  EXPECT_EQ(bench.tcb, before);
  EXPECT_TRUE(bench.effects.transmit.empty());
  EXPECT_TRUE(bench.effects.notices.empty());
}

// MUST-47, MUST-56.
// 9293-3.9.1.8-a.
TEST(IcmpArrives, Must56Must47SoftErrorsAreToldAndEndNothing) {
  for (const std::uint32_t base : kBases) {
    for (const State state : kStates) {
      for (const NetworkTrouble trouble : kSoft) {
        Bench bench = in_state(state, base);
        if (!brings_something_out(bench)) continue;
        const Tcb before = bench.tcb;
        bench.errs(about(bench, trouble));
        EXPECT_EQ(bench.tcb, before) << to_string(state);
        EXPECT_TRUE(bench.effects.transmit.empty());
        EXPECT_EQ(bench.effects.notices.size(), 1U);  // SHLD-25
      }
    }
  }
}

TEST(IcmpArrives, Must55SourceQuenchIsNotHeard) {
  for (const State state : kStates) {
    Bench bench = in_state(state, 0);
    brings_something_out(bench);
    const Tcb before = bench.tcb;
    bench.errs(about(bench, NetworkTrouble::kSourceQuench));
    expect_nothing(bench, before);
  }
}

TEST(IcmpArrives, Clause5927_4_1_1IgnoresQuotesOfWhatIsNotOutstanding) {
  for (const std::uint32_t base : kBases) {
    for (const State state : kStates) {
      Bench bench = in_state(state, base);
      brings_something_out(bench);
      const Tcb before = bench.tcb;
      const std::uint32_t out = distance(before.snd_una, before.snd_nxt).n;
      for (const auto trouble : {NetworkTrouble::kPortUnreachable, NetworkTrouble::kHostUnreachable,
                                 NetworkTrouble::kTooBig}) {
        for (const std::uint32_t offset : {~0U, out, out + 1, 0x8000'0000U}) {
          bench.errs(about(bench, trouble, offset));
          expect_nothing(bench, before);
        }
      }
    }
  }
}

TEST(IcmpArrives, Shld26HardErrorsEndAnAttemptToOpen) {  // 9293-3.8.3-d
  for (const NetworkTrouble trouble : kHard) {
    Bench opening = in_state(State::kSynSent, 0);
    opening.errs(about(opening, trouble));
    EXPECT_EQ(opening.tcb.state, State::kClosed);
    EXPECT_EQ(opening.effects.notices, std::vector{Notice::kRefused});
    EXPECT_TRUE(opening.effects.transmit.empty());
    EXPECT_FALSE(opening.fire());

    Bench passive = in_state(State::kSynReceived, 0);
    passive.errs(about(passive, trouble));
    EXPECT_EQ(passive.tcb.state, State::kListen);
    EXPECT_TRUE(passive.effects.notices.empty());
    EXPECT_TRUE(passive.effects.delete_tcb);

    Bench both = in_state(State::kSynSent, 0);  // simultaneous open
    both.peer_syn(false);
    ASSERT_EQ(both.tcb.state, State::kSynReceived);
    both.errs(about(both, trouble));
    EXPECT_EQ(both.tcb.state, State::kClosed);
    EXPECT_EQ(both.effects.notices, std::vector{Notice::kRefused});
  }
}

TEST(IcmpArrives, Clause5927_5_2_1HardErrorsAreSoftOncePeersKnowEachOther) {
  for (const State state : kStates) {
    for (const NetworkTrouble trouble : kHard) {
      for (const bool abort : {false, true}) {
        Bench bench = in_state(state, 0);
        if (!synchronized(state) || !brings_something_out(bench)) continue;
        bench.tcb.profile.edit().hard_errors_abort = abort;
        bench.errs(about(bench, trouble));
        EXPECT_EQ(bench.tcb.state, abort ? State::kClosed : state);
        EXPECT_EQ(bench.effects.notices, std::vector{abort ? Notice::kReset : Notice::kNoPort});
        EXPECT_TRUE(bench.effects.transmit.empty());
      }
    }
  }
}

TEST(IcmpArrives, Clause5461_4_2_1AProfileMayGiveUpAfterSoMuchTrouble) {
  for (const std::uint8_t limit : std::initializer_list<std::uint8_t>{0, 1, 3}) {
    Bench bench{0};
    bench.tcb.profile.edit().soft_errors_end_open = limit;
    bench.open();
    for (std::uint32_t syns = 1; syns <= 4 && bench.tcb.state == State::kSynSent; ++syns) {
      bench.errs(about(bench, NetworkTrouble::kHostUnreachable));
      // 5461-4.1-1, 5461-4.2-1, MUST-56.
      const bool gives_up = limit != 0 && syns >= limit;
      EXPECT_EQ(bench.tcb.state, gives_up ? State::kClosed : State::kSynSent);
      EXPECT_EQ(bench.effects.notices,
                std::vector{gives_up ? Notice::kUnreachable : Notice::kNoHost});
      if (!gives_up) bench.fire();
    }
    // Never a connection that stands.
    Bench standing = in_state(State::kEstablished, 0);
    standing.tcb.profile.edit().soft_errors_end_open = limit;
    brings_something_out(standing);
    standing.errs(about(standing, NetworkTrouble::kHostUnreachable));
    EXPECT_EQ(standing.tcb.state, State::kEstablished);
  }
}

TEST(IcmpArrives, AWindowProbeIsOutstandingToo) {
  Bench bench = in_state(State::kEstablished, 0);
  Segment shut = bench.next();
  shut.window = 0;
  bench.arrives(shut);
  bench.calls(SendCall{.data = kText});
  ASSERT_TRUE(bench.fire());
  ASSERT_TRUE(bench.tcb.probe_out);
  bench.errs(about(bench, NetworkTrouble::kHostUnreachable));
  EXPECT_EQ(bench.effects.notices, std::vector{Notice::kNoHost});
  bench.errs(
      {.trouble = NetworkTrouble::kTooBig, .seq = bench.tcb.snd_una, .size = 900, .mtu = 300});
  EXPECT_EQ(bench.tcb.snd_mss, 260U) << "nothing to send anew";
  EXPECT_TRUE(bench.effects.transmit.empty());
}

}  // namespace
}  // namespace synspect::tcp
