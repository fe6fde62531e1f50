#include "stack/segment_arrives/sequence_check.h"

#include <gtest/gtest.h>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

struct Row {
  const char* name;
  std::uint32_t offset, length, window;
  bool accept;
};
constexpr Row kRows[] = {
    {"empty, zero window, exactly next", 0, 0, 0, true},
    {"empty, zero window, one past", 1, 0, 0, false},
    {"empty, zero window, one before", ~0U, 0, 0, false},
    {"empty, first number", 0, 0, 10, true},
    {"empty, last number in window", 9, 0, 10, true},
    {"empty, one past the window", 10, 0, 10, false},
    {"empty, one before", ~0U, 0, 10, false},
    {"text, zero window", 0, 1, 0, false},
    {"text, tail reaches into window", ~0U, 2, 10, true},
    {"text, tail runs past the window", 9, 2, 10, true},
    {"text, head at the right edge", 10, 2, 10, false},
    {"text, wholly before window", ~1U, 2, 10, false},
    {"text, half the circle away", 0x8000'0000U, 2, 10, false},
};

TEST(SequenceCheck, AcceptabilityTable) {  // 9293-3.4-f to -i
  for (const std::uint32_t base : kBases) {
    for (const Row& row : kRows) {
      EXPECT_EQ(acceptable(Seq{base + row.offset}, {row.length}, Seq{base}, {row.window}),
                row.accept)
          << row.name << " at base " << base;
    }
  }
}

struct Trim {
  const char* name;
  std::int32_t offset;
  std::size_t text;
  bool fin;
  std::uint32_t window;
  std::uint32_t left_from;  // relative to RCV.NXT
  std::size_t left_text;
  bool left_fin;
};
constexpr Trim kTrims[] = {
    {"fits", 0, 4, true, 10, 0, 4, true},
    {"old front goes (1c)", -3, 4, true, 10, 0, 1, true},
    {"old text, new FIN", -4, 4, true, 10, 0, 0, true},
    {"tail and FIN go (1d)", 8, 4, true, 10, 8, 2, false},
    {"FIN alone does not fit", 6, 4, true, 10, 6, 4, false},
    {"both ends go", -2, 16, false, 10, 0, 10, false},
    {"nothing fits a closed window (1b)", 0, 4, true, 0, 0, 0, false},
};

TEST(SequenceCheck, TrimsToTheWindow) {
  for (const std::uint32_t base : kBases) {
    for (const Trim& row : kTrims) {
      Tcb tcb;
      tcb.rcv_nxt = Seq{base};
      tcb.rcv_wnd = {row.window};
      Segment segment;
      segment.seq = Seq{base + static_cast<std::uint32_t>(row.offset)};
      segment.payload = std::span{kText}.first(row.text);
      segment.fin = row.fin;
      trim_to_window(tcb, segment);
      EXPECT_EQ(segment.seq, Seq{base + row.left_from}) << row.name;
      EXPECT_EQ(segment.payload.size(), row.left_text) << row.name;
      EXPECT_EQ(segment.fin, row.left_fin) << row.name;
    }
  }
}

// MUST-66, SHLD-2: a closed window hides neither a RST nor an ACK.
TEST(SequenceCheck, ClosedWindowLetsAckAndRstThrough) {
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    std::vector<std::byte> full(65535);
    for (std::size_t at = 0; at < full.size(); at += 21845) {
      Segment text = bench.next();
      text.payload = std::span{full}.subspan(at, 21845);
      bench.arrives(text);
    }
    ASSERT_EQ(bench.tcb.rcv_wnd.n, 0U);
    bench.calls(SendCall{.data = kText});
    Segment more = bench.next();
    more.payload = kText;
    bench.arrives(more);
    EXPECT_EQ(bench.tcb.snd_una, bench.tcb.snd_nxt) << "the ACK counts";
    EXPECT_EQ(bench.tcb.receive_queue.size(), 65535U) << "the text does not";
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.effects.transmit[0].window, 0);
    Segment reset = bench.next();
    reset.rst = true;
    reset.payload = kText;
    bench.arrives(reset);
    EXPECT_EQ(bench.tcb.state, State::kClosed);
  }
}

// 9293-3.10.7.4-1-*, without RFC 5961 too: in a closed window lies no SYN that could be an error.
TEST(SequenceCheck, ClosedWindowLetsNoSynThrough) {
  for (const bool blind_syn : {false, true}) {
    Bench bench = in_state(State::kEstablished, 0);
    bench.tcb.profile.edit().blind_syn = blind_syn;
    const std::vector<std::byte> full(65535);
    Segment text = bench.next();
    text.payload = full;
    bench.arrives(text);
    ASSERT_EQ(bench.tcb.rcv_wnd.n, 0U);
    Segment syn = bench.next();
    syn.syn = true;
    bench.arrives(syn);
    EXPECT_EQ(bench.tcb.state, State::kEstablished);
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_TRUE(bench.effects.transmit[0].ack_flag);
    EXPECT_FALSE(bench.effects.transmit[0].rst);
  }
}

// 9293-3.10.7.4-1-synrcvd: what lies before the peer's SYN is of another incarnation, whatever it
// acknowledges. Only the SYN itself comes again (9293-3.10.7.4-1g).
TEST(SequenceCheck, NothingBeforeTheSynEstablishes) {
  for (const std::uint32_t base : kBases) {
    for (const std::uint32_t back : {1U, 2U, 16U, 500U}) {
      for (const std::size_t octets : {0U, 1U, 16U}) {
        if (octets > back) continue;
        Bench bench = in_state(State::kSynReceived, base);
        Segment old = bench.next();
        old.seq = old.seq - SeqLen{back};
        old.payload = std::span{kText}.first(octets);
        bench.arrives(old);
        EXPECT_EQ(bench.tcb.state, State::kSynReceived) << back << ", " << octets;
        ASSERT_EQ(bench.effects.transmit.size(), 1U);
        EXPECT_EQ(bench.effects.transmit[0].seq, bench.tcb.snd_nxt);
        EXPECT_EQ(bench.effects.transmit[0].ack, bench.tcb.rcv_nxt);
        EXPECT_FALSE(bench.effects.transmit[0].syn || bench.effects.transmit[0].rst);
      }
    }
  }
}

// 9293-3.10.7.4-1g: simultaneous open ends although the SYN,ACK lies at IRS.
TEST(SequenceCheck, SimultaneousOpenCompletesOnTheSynAck) {
  for (const std::uint32_t base : kBases) {
    Bench bench{base};
    bench.open();
    bench.peer_syn(false);
    ASSERT_EQ(bench.tcb.state, State::kSynReceived);
    bench.peer_syn(true);
    EXPECT_EQ(bench.tcb.state, State::kEstablished);
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_FALSE(bench.effects.transmit[0].syn);
  }
}

}  // namespace
}  // namespace synspect::tcp
