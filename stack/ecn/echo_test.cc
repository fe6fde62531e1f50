#include "stack/ecn/echo.h"

#include <gtest/gtest.h>

#include "stack/ecn/test_ecn.h"

namespace synspect::tcp {
namespace {

class EcnEcho : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Bases, EcnEcho, testing::ValuesIn(kBases));

// Two segments, so that the second is acknowledged at once. Whether that ACK has ECE.
bool echoes(EcnBench& bench, std::uint8_t first, std::uint8_t second, bool cwr_on_second = false) {
  bench.arrives(bench.text(100, first));
  EXPECT_TRUE(bench.effects.transmit.empty()) << "it waits";
  Segment text = bench.text(100, second);
  text.cwr = cwr_on_second;
  bench.arrives(text);
  return bench.last().ece;
}

TEST_P(EcnEcho, AMarkOnEitherOfTwoSegmentsIsEchoed) {  // 3168-6.1.1-5, 3168-6.1.3-1
  for (const std::uint8_t first : {kEct0, kCe}) {
    for (const std::uint8_t second : {kEct0, kCe}) {
      EcnBench bench = EcnBench::agreed(GetParam());
      EXPECT_EQ(echoes(bench, first, second), first == kCe || second == kCe);
      EXPECT_EQ(bench.last().ecn, 0) << "a pure ACK";  // 3168-6.1.4-1
      EXPECT_FALSE(bench.last().cwr);
    }
  }
}

TEST_P(EcnEcho, ItStaysUntilThePeerAnswers) {  // 3168-6.1.3-2, 3168-6.1.3-3
  EcnBench bench = EcnBench::agreed(GetParam());
  ASSERT_TRUE(echoes(bench, kCe, kEct0));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(echoes(bench, kEct0, kEct0));
  bench.queues(10);
  EXPECT_TRUE(bench.last().ece) << "text acknowledges as well";
  EXPECT_FALSE(echoes(bench, kEct0, kEct0, true));
  EXPECT_FALSE(echoes(bench, kEct0, kEct0));
  EXPECT_TRUE(echoes(bench, kEct0, kCe));
  EXPECT_TRUE(echoes(bench, kEct0, kCe, true)) << "both on one segment";
}

TEST_P(EcnEcho, AnAnswerDoesNotMeanAMarkThatIsNotYetReported) {  // 3168-6.1.3-1, 3168-6.1.3-2
  EcnBench bench = EcnBench::agreed(GetParam());
  EXPECT_TRUE(echoes(bench, kCe, kEct0, true));
  EXPECT_TRUE(echoes(bench, kEct0, kEct0));
  EXPECT_FALSE(echoes(bench, kEct0, kEct0, true));
}

TEST_P(EcnEcho, AMarkOnOldTextIsIgnored) {  // 3168-6.1.5-2
  EcnBench bench = EcnBench::agreed(GetParam());
  ASSERT_FALSE(echoes(bench, kEct0, kEct0));
  Segment old = bench.segment(1, 1);
  old.payload = std::span{kEcnText}.first(100);
  old.ecn = kCe;
  bench.arrives(old);
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_FALSE(bench.last().ece);
}

TEST_P(EcnEcho, AMarkOnAWindowProbeIsHonoured) {  // 3168-6.1.6-2
  EcnBench bench = EcnBench::agreed(GetParam());
  while (bench.tcb.rcv_wnd.n > 0) {
    bench.arrives(bench.text(std::min<std::size_t>(bench.tcb.rcv_wnd.n, 10'000)));
  }
  bench.arrives(bench.text(1, kCe));
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_TRUE(bench.last().ece);
}

TEST_P(EcnEcho, AMarkOnWhatHoldsNoTextMeansNothing) {
  EcnBench bench = EcnBench::agreed(GetParam());
  bench.arrives(bench.text(0, kCe));
  EXPECT_FALSE(echoes(bench, kEct0, kEct0));
  EcnBench opening{GetParam()};
  opening.open();
  Segment syn = opening.segment(0, 1);
  syn.syn = syn.ece = true;
  syn.ecn = kCe;
  opening.arrives(syn);
  EXPECT_FALSE(opening.last().ece);
}

TEST_P(EcnEcho, ResetsAndForeignAcksCarryNothing) {
  EcnBench bench = EcnBench::agreed(GetParam());
  ASSERT_TRUE(echoes(bench, kCe, kEct0));
  bench.calls(AbortCall{});
  ASSERT_TRUE(bench.last().rst);
  EXPECT_FALSE(bench.last().ece || bench.last().cwr);
  EXPECT_EQ(bench.last().ecn, 0);
}

}  // namespace
}  // namespace synspect::tcp
