// Text above a hole: what is held, what is acknowledged, where the FIN counts.
#include "stack/segment_arrives/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "stack/hash.h"
#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

// A piece of the peer's stream: octet n of it has the value n.
struct Stream {
  Stream() : octets(70'000) {
    for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::byte>(i * 7 + 3);
  }
  std::vector<std::byte> octets;
};
const Stream kStream;

void piece(Bench& bench, std::uint32_t from, std::uint32_t length, bool fin = false) {
  Segment segment = bench.next();
  segment.seq = bench.irs + SeqLen{1 + from};
  segment.payload = std::span{kStream.octets}.subspan(from, length);
  segment.fin = fin;
  bench.arrives(segment);
}
// The one segment sent is an ACK of the first `octets` octets.
void expect_ack(const Bench& bench, std::uint32_t octets, bool of_fin = false) {
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_EQ(bench.effects.transmit[0].ack, bench.irs + SeqLen{1 + octets + (of_fin ? 1U : 0U)});
  EXPECT_TRUE(bench.effects.transmit[0].payload.empty());
}
void expect_received(const Bench& bench, std::size_t octets) {
  EXPECT_TRUE(
      std::ranges::equal(bench.tcb.receive_queue.view(), std::span{kStream.octets}.first(octets)));
}

TEST(Text, AboveAHoleIsHeldAndAnsweredAtOnce) {  // SHLD-31, MUST-59, MAY-13, RFC 5681 4.2
  for (const State state : {State::kEstablished, State::kFinWait1, State::kFinWait2}) {
    for (const std::uint32_t base : kBases) {
      Bench bench = in_state(state, base);
      const std::uint32_t window = bench.tcb.rcv_wnd.n;
      for (const std::uint32_t from : {200U, 300U, 500U}) {
        piece(bench, from, 100);
        expect_ack(bench, 0);
        EXPECT_TRUE(bench.effects.notices.empty());
        EXPECT_EQ(bench.tcb.rcv_wnd.n, window) << "9293-3.10.7.4-7d";
      }
      piece(bench, 0, 100);
      expect_ack(bench, 100);
      piece(bench, 100, 100);
      expect_ack(bench, 400);
      expect_received(bench, 400);
      piece(bench, 350, 200);
      expect_ack(bench, 600);
      expect_received(bench, 600);
      EXPECT_EQ(bench.tcb.rcv_wnd.n, window - 600);
      EXPECT_TRUE(bench.tcb.held.empty());
    }
  }
}

TEST(Text, FinAboveAHoleCountsWhenTheStreamReachesIt) {  // SHLD-31, 9293-3.10.7.4-8b
  for (const std::uint32_t base : kBases) {
    for (const bool with_text : {true, false}) {
      Bench bench = in_state(State::kEstablished, base);
      piece(bench, 100, with_text ? 50 : 0, true);
      EXPECT_EQ(bench.tcb.state, State::kEstablished);
      expect_ack(bench, 0);
      piece(bench, 0, 100);
      EXPECT_EQ(bench.tcb.state, State::kCloseWait);
      expect_ack(bench, with_text ? 150 : 100, true);
      expect_received(bench, with_text ? 150 : 100);
      EXPECT_EQ(std::ranges::count(bench.effects.notices, Notice::kPeerClosed), 1);
    }
  }
}

TEST(Text, FinHeldInFinWait2LeadsToTimeWait) {  // 9293-3.10.7.4-8-finwait2
  Bench bench = in_state(State::kFinWait2, 0xffff'fffa);
  piece(bench, 10, 10, true);
  piece(bench, 0, 10);
  EXPECT_EQ(bench.tcb.state, State::kTimeWait);
  expect_ack(bench, 20, true);
}

// Contradictions: of two FINs the lower ends the stream, whichever came first.
TEST(Text, LowerFinWins) {
  for (const bool lower_first : {true, false}) {
    Bench bench = in_state(State::kEstablished, 0);
    piece(bench, lower_first ? 100 : 200, 50, true);
    piece(bench, lower_first ? 200 : 100, 50, true);
    piece(bench, 0, 250);
    EXPECT_EQ(bench.tcb.state, State::kCloseWait);
    expect_ack(bench, 150, true);
    expect_received(bench, 150);
  }
}

TEST(Text, FinInOrderEndsTheStreamBelowWhatIsHeld) {  // 9293-3.10.7.4-8b, -7g
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    piece(bench, 50, 100);
    piece(bench, 0, 80, true);
    EXPECT_EQ(bench.tcb.state, State::kCloseWait);
    expect_ack(bench, 80, true);
    expect_received(bench, 80);
  }
}

TEST(Text, AboveAHoleIsCutToTheWindow) {  // 9293-3.10.7.4-1d, 9293-3.8.6-c
  Bench bench = in_state(State::kEstablished, 0x7fff'fffa);
  piece(bench, 65'000, 1000, true);
  expect_ack(bench, 0);
  ASSERT_EQ(bench.tcb.held.runs().size(), 1U);
  EXPECT_EQ(bench.tcb.held.runs()[0].end, bench.irs + SeqLen{1 + 65'535});
  EXPECT_FALSE(bench.tcb.held.fin());
  piece(bench, 0, 65'000);
  expect_ack(bench, 65'535);
  EXPECT_EQ(bench.effects.transmit[0].window, 0);
  expect_received(bench, 65'535);
}

TEST(Text, HeldTextChangesNothingForRstAndSyn) {  // 5961-3.2-2, -3, 5961-4.2-1
  for (const std::uint32_t offset : {0U, 100U, 150U}) {
    for (const bool rst : {true, false}) {
      Bench bench = in_state(State::kEstablished, 0);
      piece(bench, 100, 50);
      Segment segment = bench.next();
      segment.seq = segment.seq + SeqLen{offset};
      segment.rst = rst;
      segment.syn = !rst;
      bench.arrives(segment);
      const bool ends = rst && offset == 0;
      EXPECT_EQ(bench.tcb.state, ends ? State::kClosed : State::kEstablished);
      if (!ends) expect_ack(bench, 0);
    }
  }
}

TEST(Text, HeldPartOfATcbIsComparedAndHashed) {
  Bench a = in_state(State::kEstablished, 0);
  Bench b = in_state(State::kEstablished, 0);
  piece(a, 100, 50);
  EXPECT_NE(a.tcb, b.tcb);
  EXPECT_NE(hash(a.tcb), hash(b.tcb));
  piece(a, 150, 10);
  piece(b, 150, 10);
  piece(b, 100, 50);
  EXPECT_EQ(a.tcb, b.tcb);
  EXPECT_EQ(hash(a.tcb), hash(b.tcb));
}

// A hostile peer: single octets above holes, from the top of the window down, twice over, then the
// stream itself. The bounds of reassembly.h hold and the stream comes through whole.
TEST(Text, WorstOrderOfSingleOctetsIsBounded) {
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    for (const std::uint32_t step : {2U, 1U}) {
      for (std::uint32_t from = 65'534; from > 0; from -= std::min(from, step * 5)) {
        piece(bench, from, 1);
        ASSERT_EQ(bench.effects.transmit.size(), 1U);
        ASSERT_LE(bench.tcb.held.runs().size(), Reassembly::kMostRuns);
        ASSERT_LE(bench.tcb.held.memory(), 65'536U);
      }
    }
    for (std::uint32_t from = 0; from < 65'535; from += 1000) {
      piece(bench, from, std::min(1000U, 65'535 - from));
    }
    expect_received(bench, 65'535);
    EXPECT_EQ(bench.tcb.held.memory(), 0U);
  }
}

}  // namespace
}  // namespace synspect::tcp
