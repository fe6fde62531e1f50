#include "stack/ecn/negotiation.h"

#include <gtest/gtest.h>

#include "stack/ecn/test_ecn.h"

namespace synspect::tcp {
namespace {

class EcnNegotiation : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Bases, EcnNegotiation, testing::ValuesIn(kBases));

// Whether the next text leaves with a mark, once the SYN has been acknowledged.
bool marks_text(EcnBench& bench) {
  bench.queues(10);
  return !bench.effects.transmit.empty() && bench.last().ecn == kEct0;
}

TEST_P(EcnNegotiation, ASynAsksWhereTheProfileSaysSo) {  // 3168-6.1.1-2, 3168-6.1.1-6, -7
  for (const EcnUse use : {EcnUse::kOff, EcnUse::kAccept, EcnUse::kRequest}) {
    EcnBench bench{GetParam(), use};
    bench.open();
    EXPECT_EQ(bench.last().ece, use == EcnUse::kRequest);
    EXPECT_EQ(bench.last().cwr, use == EcnUse::kRequest);
    EXPECT_EQ(bench.last().ecn, 0);
  }
}

// SHLD-8, 3168-6.1.1-1, -2, -6, -7
TEST_P(EcnNegotiation, ASynAckAgreesOnlyToWhatWasAskedFor) {
  for (const EcnUse use : {EcnUse::kOff, EcnUse::kAccept, EcnUse::kRequest}) {
    for (const SynBits asked : {kPlain, SynBits{true, false}, SynBits{false, true}, kSetupSyn}) {
      EcnBench bench{GetParam(), use};
      bench.listen();
      bench.hear_syn(asked, false);
      ASSERT_TRUE(bench.last().syn && bench.last().ack_flag);
      const bool agrees = use != EcnUse::kOff && asked.ece && asked.cwr;
      EXPECT_EQ(bench.last().ece, agrees);
      EXPECT_FALSE(bench.last().cwr);
      EXPECT_EQ(bench.last().ecn, 0);
      ASSERT_TRUE(bench.fire());
      EXPECT_EQ(bench.last().ece, agrees) << "repeated";
      bench.arrives(bench.next());
      EXPECT_EQ(marks_text(bench), agrees);  // 3168-6.1.1-3
    }
  }
}

TEST_P(EcnNegotiation, OnlyEceAloneOnASynAckAgrees) {  // 3168-6.1.1.2-1, 3168-6.1.1-4, -6
  for (const SynBits answer : {kPlain, SynBits{false, true}, SynBits{true, true}, kSetupSynAck}) {
    EcnBench bench{GetParam()};
    bench.open();
    bench.hear_syn(answer, true);
    EXPECT_FALSE(bench.last().ece || bench.last().cwr);
    EXPECT_EQ(bench.last().ecn, 0) << "a pure ACK";
    EXPECT_EQ(marks_text(bench), answer.ece && !answer.cwr);
  }
}

TEST_P(EcnNegotiation, WhoDidNotAskIsNotAgreedWith) {  // 3168-6.1.1-3
  EcnBench bench{GetParam(), EcnUse::kAccept};
  bench.open();
  bench.hear_syn(kSetupSynAck, true);
  EXPECT_FALSE(marks_text(bench));
  bench.arrives(bench.text(10, kCe));
  bench.arrives(bench.text(10, kCe));
  EXPECT_FALSE(bench.last().ece);
}

TEST_P(EcnNegotiation, AfterSilenceASynIsPlain) {  // 3168-6.1.1.1-1
  EcnBench bench{GetParam()};
  bench.open();
  ASSERT_TRUE(bench.fire());
  ASSERT_TRUE(bench.last().syn);
  EXPECT_FALSE(bench.last().ece || bench.last().cwr);
  // The answer to the first comes late: nothing may be marked now (3168-6.1.1-3), but what arrives
  // may be (3168-6.1.1-5).
  bench.hear_syn(kSetupSynAck, true);
  EXPECT_FALSE(marks_text(bench));
  bench.arrives(bench.text(10, kCe));
  bench.arrives(bench.text(10));
  EXPECT_TRUE(bench.last().ece);
}

TEST_P(EcnNegotiation, APlainSynTakesTheQuestionBack) {  // 3168-6.1.1-4
  for (const bool late : {false, true}) {
    EcnBench bench{GetParam()};
    bench.listen();
    bench.hear_syn(kSetupSyn, false);
    if (late) bench.arrives(bench.next());
    bench.hear_syn(kPlain, false);
    if (!late) {
      ASSERT_TRUE(bench.fire());
      EXPECT_FALSE(bench.last().ece);
      bench.arrives(bench.next());
    }
    ASSERT_EQ(bench.tcb.state, State::kEstablished);
    EXPECT_FALSE(marks_text(bench));
    bench.arrives(bench.text(10, kCe));
    bench.arrives(bench.text(10, kCe));
    EXPECT_FALSE(bench.last().ece) << "nobody listens";
  }
}

TEST_P(EcnNegotiation, CrossingSyns) {
  for (const EcnUse use : {EcnUse::kAccept, EcnUse::kRequest}) {
    EcnBench bench{GetParam(), use};
    bench.open();
    bench.hear_syn(kSetupSyn, false);
    ASSERT_EQ(bench.tcb.state, State::kSynReceived);
    EXPECT_EQ(bench.last().ece, use == EcnUse::kRequest);
    EXPECT_FALSE(bench.last().cwr);
    bench.hear_syn(kSetupSynAck, true);
    ASSERT_EQ(bench.tcb.state, State::kEstablished);
    EXPECT_EQ(marks_text(bench), use == EcnUse::kRequest);
  }
}

TEST_P(EcnNegotiation, TimeWaitAndClosedForget) {  // 3168-6.1.1-8
  EcnBench bench = EcnBench::agreed(GetParam());
  bench.arrives(bench.text(10, kCe));
  ASSERT_NE(bench.tcb.ecn, Ecn{});
  bench.close();
  bench.peer_fin();
  ASSERT_EQ(bench.tcb.state, State::kTimeWait);
  EXPECT_EQ(bench.tcb.ecn, Ecn{});
  bench.hear_syn(kPlain, false);  // at IRS: no longer of interest
  EXPECT_EQ(bench.tcb.ecn, Ecn{});
  ASSERT_TRUE(bench.fire());
  ASSERT_EQ(bench.tcb.state, State::kClosed);
  bench.open();
  EXPECT_TRUE(bench.last().ece && bench.last().cwr) << "asked afresh";
}

}  // namespace
}  // namespace synspect::tcp
