// What the matrix does not show of SEND and RECEIVE: buffers, windows, peeking.
#include "stack/calls/calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

TEST(Send, TakesWhatFitsAndSignalsRoom) {  // 9293-3.10.2-f
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    bench.without_congestion();
    const std::vector<std::byte> text(70'000);
    bench.calls(SendCall{.data = text});
    EXPECT_EQ(bench.effects.octets, 65536U);
    EXPECT_EQ(bench.effects.transmit.size(), 8U) << "the peer's window of 8000 in segments of 1000";
    bench.calls(SendCall{.data = text});
    EXPECT_EQ(bench.effects.status, CallStatus::kWouldWait);
    bench.arrives(bench.segment(1, 1001));
    EXPECT_THAT(bench.effects.notices, testing::ElementsAre(Notice::kWritable));
    EXPECT_EQ(bench.effects.transmit.size(), 1U) << "9293-3.8.6-b";
    bench.calls(SendCall{.data = text});
    EXPECT_EQ(bench.effects.octets, 1000U);
  }
}

// 9293-3.10.2-d: SENDs in SYN-RECEIVED are for after ESTABLISHED. That takes one handshake more
// when a RST (9293-3.10.7.4-2-synrcvd-passive) or a SYN (-4-synrcvd-passive) leads back to LISTEN.
TEST(Send, TextOutlivesTheWayBackToListen) {
  for (const bool by_rst : {false, true}) {
    Bench bench = in_state(State::kSynReceived, 0x7fff'fffa);
    bench.calls(SendCall{.data = kText, .urgent = true});
    Segment back = bench.next();
    back.rst = by_rst;
    back.syn = !by_rst;
    bench.arrives(back);
    ASSERT_EQ(bench.tcb.state, State::kListen);
    EXPECT_FALSE(next_deadline(bench.tcb));
    bench.tcb.iss = bench.iss;
    bench.peer_syn(false);
    bench.arrives(bench.next());
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.effects.transmit[0].payload.size(), kText.size());
    EXPECT_TRUE(bench.effects.transmit[0].urg);
  }
}

TEST(Send, BurstIsBounded) {
  Bench bench = in_state(State::kEstablished, 0);
  bench.tcb.snd_mss = 1;
  const std::vector<std::byte> text(500);
  bench.calls(SendCall{.data = text});
  EXPECT_EQ(bench.effects.transmit.size(), bench.tcb.profile->max_burst);
  bench.arrives(bench.next());
  EXPECT_EQ(bench.effects.transmit.size(), bench.tcb.profile->max_burst);
}

TEST(Receive, PeekLeavesTheText) {
  Bench bench = in_state(State::kEstablished, 0);
  const std::array<std::byte, 3> text{std::byte{1}, std::byte{2}, std::byte{3}};
  Segment segment = bench.next();
  segment.payload = text;
  bench.arrives(segment);
  std::array<std::byte, 2> buffer{};
  for (const bool peek : {true, false}) {
    bench.calls(ReceiveCall{.buffer = buffer, .peek = peek});
    EXPECT_EQ(bench.effects.octets, 2U);
    EXPECT_EQ(buffer[0], std::byte{1});
  }
  bench.calls(ReceiveCall{.buffer = buffer});
  EXPECT_EQ(bench.effects.octets, 1U);
  EXPECT_EQ(buffer[0], std::byte{3});
  bench.calls(ReceiveCall{.buffer = buffer});
  EXPECT_EQ(bench.effects.status, CallStatus::kWouldWait);
}

TEST(Receive, TextBeforeTheEndInEveryStateAfterTheFin) {  // 9293-3.10.3-e
  for (const bool close : {false, true}) {
    Bench bench = in_state(State::kEstablished, 0xffff'fffa);
    Segment last = bench.next();
    last.payload = kText;
    last.fin = true;
    bench.arrives(last);
    if (close) bench.close();
    std::array<std::byte, 32> buffer{};
    bench.calls(ReceiveCall{.buffer = buffer});
    EXPECT_EQ(bench.effects.octets, kText.size());
    EXPECT_TRUE(bench.effects.end_of_stream);
    bench.calls(ReceiveCall{.buffer = buffer});
    EXPECT_EQ(bench.effects.status, CallStatus::kClosing);
    EXPECT_TRUE(bench.effects.end_of_stream);
  }
}

// MUST-39, SHLD-14: the right edge stands still, then opens by at least a segment, and the peer
// hears.
TEST(Receive, WindowOpensInWholeSegmentsOnly) {
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    const std::vector<std::byte> part(21845);
    for (int i = 0; i < 3; ++i) {
      Segment segment = bench.next();
      segment.payload = part;
      bench.arrives(segment);
    }
    EXPECT_EQ(bench.effects.transmit.at(0).window, 0);
    std::vector<std::byte> buffer(1459);
    bench.calls(ReceiveCall{.buffer = buffer});
    EXPECT_TRUE(bench.effects.transmit.empty());
    EXPECT_EQ(bench.tcb.rcv_wnd.n, 0U);
    buffer.resize(1);
    bench.calls(ReceiveCall{.buffer = buffer});
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.effects.transmit[0].window, 1460);
  }
}

TEST(Receive, ReopeningIsRepeatedToWhoeverProbes) {  // 9293-3.8.6.1-b, -c
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    const std::vector<std::byte> full(65'535);
    Segment text = bench.next();
    text.payload = full;
    bench.arrives(text);
    const auto probe = [&bench] {
      Segment segment = bench.next();
      segment.payload = std::span{kText}.first(1);
      bench.arrives(segment);
    };
    for (int i = 0; i < 3; ++i) {
      const Seq next = bench.tcb.rcv_nxt;
      probe();
      ASSERT_EQ(bench.effects.transmit.size(), 1U);
      EXPECT_EQ(bench.effects.transmit[0].ack, next);
      EXPECT_EQ(bench.effects.transmit[0].window, 0);
    }
    std::vector<std::byte> buffer(30'000);
    bench.calls(ReceiveCall{.buffer = buffer});
    ASSERT_EQ(bench.effects.transmit.size(), 1U) << "the update, which is lost";
    probe();
    if (bench.effects.transmit.empty()) {
      ASSERT_TRUE(bench.fire()) << "SHLD-18";
    }
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.effects.transmit[0].window, 29'999);
  }
}

TEST(Receive, OpenWindowNeedsNoUpdate) {  // 9293-3.5-g in spirit: no segment without need
  Bench bench = in_state(State::kEstablished, 0);
  const std::vector<std::byte> text(4000);
  Segment segment = bench.next();
  segment.payload = text;
  bench.arrives(segment);
  std::vector<std::byte> buffer(4000);
  bench.calls(ReceiveCall{.buffer = buffer});
  EXPECT_TRUE(bench.effects.transmit.empty());
  EXPECT_EQ(bench.tcb.rcv_wnd.n, 65535U);
}

}  // namespace
}  // namespace synspect::tcp
