// What a RST that is obeyed tells the user, state by state.
#include "stack/segment_arrives/rst_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

struct Row {
  State state;
  Notice told;
};
// MUST-12, 9293-3.5.3-c: normal is a close whose FINs are both acknowledged, hence TIME-WAIT alone.
constexpr Row kRows[] = {
    {State::kSynSent, Notice::kRefused}, {State::kEstablished, Notice::kReset},
    {State::kFinWait1, Notice::kReset},  {State::kFinWait2, Notice::kReset},
    {State::kCloseWait, Notice::kReset}, {State::kClosing, Notice::kReset},
    {State::kLastAck, Notice::kReset},   {State::kTimeWait, Notice::kClosed},
};

TEST(Rst, TellsANormalCloseFromAnAbort) {
  for (const Row& row : kRows) {
    for (const std::uint32_t base : kBases) {
      Bench bench = in_state(row.state, base);
      Segment reset = row.state == State::kSynSent ? bench.segment(0, 1) : bench.next();
      reset.rst = true;
      bench.arrives(reset);
      EXPECT_EQ(bench.tcb.state, State::kClosed);
      EXPECT_EQ(bench.effects.ending, row.told) << to_string(row.state);
      EXPECT_THAT(bench.effects.notices, testing::ElementsAre(row.told)) << to_string(row.state);
      EXPECT_TRUE(bench.effects.transmit.empty());
    }
  }
}

// Text that SEND took and CLOSE was to follow is lost: no normal close, and nobody wants LISTEN.
TEST(Rst, InSynReceivedBehindACloseIsAnAbort) {  // MUST-12, 9293-3.10.4-e
  Bench bench = in_state(State::kSynReceived, 0);
  bench.calls(SendCall{.data = kText});
  bench.close();
  ASSERT_EQ(bench.tcb.state, State::kSynReceived);
  Segment reset = bench.next();
  reset.rst = true;
  bench.arrives(reset);
  EXPECT_EQ(bench.tcb.state, State::kClosed);
  EXPECT_THAT(bench.effects.notices, testing::ElementsAre(Notice::kReset));
}

}  // namespace
}  // namespace synspect::tcp
