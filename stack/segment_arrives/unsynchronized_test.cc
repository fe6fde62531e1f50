// What the matrix does not show of LISTEN, SYN-SENT and SYN-RECEIVED, and of profiles with a
// defence off.
#include <gtest/gtest.h>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

struct MssRow {
  const char* name;
  IpVersion version;
  std::optional<std::uint16_t> option;
  std::uint16_t announced, expected;
};
constexpr MssRow kMss[] = {
    {"IPv4 default", IpVersion::kV4, {}, 1460, 536},
    {"IPv6 default", IpVersion::kV6, {}, 1440, 1220},
    {"as the peer says", IpVersion::kV4, 1000, 1460, 1000},
    {"not more than the link carries (MUST-16)", IpVersion::kV4, 9000, 1460, 1460},
    {"one octet is legal", IpVersion::kV4, 1, 1460, 1},
    {"zero is no size", IpVersion::kV4, 0, 1460, 536},
};

TEST(PeerSyn, SendMss) {  // MUST-14, MUST-15
  for (const MssRow& row : kMss) {
    Bench bench{0};
    bench.tcb.sockets.local.ip.version = row.version;
    bench.tcb.rcv_mss = row.announced;
    bench.listen();
    Segment syn = bench.segment(0, 0);
    syn.syn = true;
    syn.ack_flag = false;
    syn.options.mss = row.option;
    bench.arrives(syn);
    EXPECT_EQ(bench.tcb.snd_mss, row.expected) << row.name;
    EXPECT_EQ(bench.effects.transmit.at(0).options.mss, row.announced) << row.name;
  }
}

// As FreeBSD does: the buffer holds whole segments, and the window says so where scaling lets it.
TEST(PeerSyn, BufferInSegments) {
  for (const bool scaled : {false, true}) {
    Bench bench{0};
    bench.tcb.profile.edit().receive_buffer = 65536;
    bench.tcb.profile.edit().buffer_in_segments = true;
    bench.tcb.profile.edit().window_scale = scaled;
    bench.open();
    Segment syn = bench.segment(0, 1);
    syn.syn = true;
    syn.options.mss = 1460;
    if (scaled) syn.options.window_scale = 6;
    bench.arrives(syn);
    EXPECT_EQ(bench.tcb.profile->receive_buffer, 65700U);
    EXPECT_EQ(bench.tcb.rcv_wnd.n, scaled ? 65700U : 65535U);
  }
  Bench listener{0};  // that comes back to LISTEN: nothing grows
  listener.tcb.profile.edit().receive_buffer = 65536;
  listener.tcb.profile.edit().buffer_in_segments = true;
  listener.listen();
  listener.peer_syn(false);
  Segment reset = listener.next();
  reset.rst = true;
  listener.arrives(reset);
  ASSERT_EQ(listener.tcb.state, State::kListen);
  EXPECT_EQ(listener.tcb.profile->receive_buffer, 65536U);
}

TEST(SynSent, TakesTextAndFinOfTheSynAck) {  // 9293-3.10.7.3-i
  for (const std::uint32_t base : kBases) {
    Bench bench{base};
    bench.open();
    Segment answer = bench.segment(0, 1);
    answer.syn = true;
    answer.fin = true;
    answer.payload = kText;
    bench.arrives(answer);
    EXPECT_EQ(bench.tcb.state, State::kCloseWait);
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.effects.transmit[0].ack, bench.irs + SeqLen{18});
  }
}

TEST(SynSent, TextOnOtherSynsIsNotAcknowledgedBeforeEstablished) {  // 9293-3.5-d
  for (const State state : {State::kListen, State::kSynSent}) {
    Bench bench = in_state(state, 0xffff'fffa);
    Segment syn = bench.segment(0, 0);
    syn.syn = true;
    syn.ack_flag = false;
    syn.payload = kText;
    bench.arrives(syn);
    EXPECT_EQ(bench.tcb.state, State::kSynReceived);
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.effects.transmit[0].ack, bench.irs + SeqLen{1});
    EXPECT_EQ(bench.effects.transmit[0].seq, bench.iss) << "9293-3.10.7.3-j";
  }
}

// A SYN of the peer with `text` behind it; LISTEN and SYN-SENT take it to SYN-RECEIVED.
void syn_with_text(Bench& bench, std::size_t text, bool fin) {
  Segment syn = bench.segment(0, 0);
  syn.syn = true;
  syn.ack_flag = false;
  syn.payload = std::span{kText}.first(text);
  syn.fin = fin;
  bench.arrives(syn);
  ASSERT_EQ(bench.tcb.state, State::kSynReceived);
}

TEST(TextOnASyn, IsTakenWhenOurSynIsAcknowledged) {  // 9293-3.10.7.2-e, 9293-3.10.7.3-l
  for (const State state : {State::kListen, State::kSynSent}) {
    for (const std::uint32_t base : kBases) {
      for (const bool fin : {false, true}) {
        for (const std::size_t text : {0U, 16U}) {
          Bench bench = in_state(state, base);
          syn_with_text(bench, text, fin);
          std::array<std::byte, 32> buffer{};
          bench.calls(ReceiveCall{.buffer = buffer});
          EXPECT_EQ(bench.effects.status, CallStatus::kWouldWait) << "9293-3.5-d";
          bench.arrives(bench.next());
          EXPECT_EQ(bench.tcb.state, fin ? State::kCloseWait : State::kEstablished);
          EXPECT_EQ(bench.tcb.receive_queue.size(), text);
          EXPECT_EQ(bench.effects.transmit.size(), fin ? 1U : 0U) << "at once only for the FIN";
          if (text > 0 && !fin) {
            ASSERT_TRUE(bench.fire());
          }
          if (text > 0 || fin) {
            ASSERT_EQ(bench.effects.transmit.size(), 1U);
            EXPECT_EQ(bench.effects.transmit[0].ack,
                      bench.irs + SeqLen{1 + static_cast<std::uint32_t>(text) + (fin ? 1U : 0U)});
          }
          EXPECT_TRUE(bench.tcb.held.empty());
        }
      }
    }
  }
}

TEST(TextOnASyn, SentAgainBehindTheHandshakeCountsOnce) {
  for (const std::uint32_t offset : {0U, 8U, 16U, 20U}) {
    Bench bench = in_state(State::kListen, 0xffff'fffa);
    syn_with_text(bench, 16, false);
    Segment third = bench.segment(1 + offset, 1);
    third.payload = kText;
    bench.arrives(third);
    const std::size_t expected = offset > 16 ? 16 : offset + 16;
    EXPECT_EQ(bench.tcb.receive_queue.size(), expected) << offset;
    EXPECT_EQ(bench.tcb.held.empty(), offset <= 16) << offset;
  }
}

TEST(TextOnASyn, IsDroppedWithTheConnection) {  // MUST-11
  Bench bench = in_state(State::kListen, 0);
  syn_with_text(bench, 16, true);
  Segment reset = bench.next();
  reset.rst = true;
  bench.arrives(reset);
  EXPECT_EQ(bench.tcb.state, State::kListen);
  EXPECT_TRUE(bench.tcb.held.empty());
}

TEST(TextOnASyn, BeyondTheWindowIsCut) {  // 9293-3.10.7.4-1d
  Bench bench{0};
  bench.tcb.profile.edit().receive_buffer = 10;
  bench.listen();
  syn_with_text(bench, 16, true);
  bench.arrives(bench.next());
  EXPECT_EQ(bench.tcb.receive_queue.size(), 10U);
  EXPECT_EQ(bench.tcb.state, State::kEstablished);
}

// The SYN,ACK was lost: the same SYN again is answered, and does not end the connection although
// its text reaches into the window (9293-3.10.7.4-1-synrcvd).
TEST(TextOnASyn, TheSameSynAgainIsAnswered) {
  for (const State state : {State::kListen, State::kSynSent}) {
    Bench bench = in_state(state, 0x7fff'fffa);
    syn_with_text(bench, 16, false);
    syn_with_text(bench, 16, false);
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.effects.transmit[0].ack, bench.irs + SeqLen{1});
    bench.arrives(bench.segment(1, 1));
    EXPECT_EQ(bench.tcb.receive_queue.size(), 16U);
  }
}

TEST(TextOnASyn, SynAckWithTextCompletesASimultaneousOpen) {  // 9293-3.10.7.4-1g
  Bench bench = in_state(State::kSynSent, 0);
  syn_with_text(bench, 16, false);
  Segment answer = bench.segment(0, 1);
  answer.syn = true;
  answer.payload = kText;
  bench.arrives(answer);
  EXPECT_EQ(bench.tcb.state, State::kEstablished);
  EXPECT_EQ(bench.tcb.receive_queue.size(), 16U);
}

TEST(SynSent, QueuedTextRidesOnTheAck) {  // 9293-3.10.2-d, 9293-3.10.7.3-h
  Bench bench = in_state(State::kSynSent, 0);
  bench.calls(SendCall{.data = kText});
  EXPECT_TRUE(bench.effects.transmit.empty());
  bench.peer_syn(true);
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_EQ(bench.effects.transmit[0].payload.size(), kText.size());
  EXPECT_TRUE(bench.effects.transmit[0].ack_flag);
}

TEST(SynReceived, ActiveOriginIsRefusedAndChallenged) {  // MUST-11
  for (const std::uint32_t base : kBases) {
    Bench bench{base};
    bench.open();
    bench.peer_syn(false);
    Segment syn = bench.next();
    syn.syn = true;
    bench.arrives(syn);
    EXPECT_EQ(bench.tcb.state, State::kSynReceived) << "9293-3.10.7.4-4-synrcvd-active";
    EXPECT_EQ(bench.effects.transmit.size(), 1U);
    Segment reset = bench.next();
    reset.rst = true;
    bench.arrives(reset);
    EXPECT_EQ(bench.tcb.state, State::kClosed);
    EXPECT_EQ(bench.effects.ending, Notice::kRefused);
  }
}

// FIN-WAIT-1 is a synchronized state, also while our SYN is unacknowledged: an ACK, no RST.
TEST(SynReceived, BadAckBehindACloseDrawsAnAck) {  // 9293-3.5.2-c, 9293-3.10.7.4-5g
  for (const std::uint32_t base : kBases) {
    for (const std::uint32_t ack : {0U, 3U, ~0U, ~0U - 9000, 0x8000'0000U}) {  // from ISS
      Bench bench = in_state(State::kSynReceived, base);
      bench.close();
      Segment text = bench.segment(1, ack);
      text.payload = kText;
      text.fin = true;
      bench.arrives(text);
      EXPECT_EQ(bench.tcb.state, State::kFinWait1) << ack;
      EXPECT_TRUE(bench.effects.notices.empty()) << ack;
      ASSERT_EQ(bench.effects.transmit.size(), 1U) << ack;
      const Segment& answer = bench.effects.transmit[0];
      EXPECT_FALSE(answer.rst || answer.syn || answer.fin) << ack;
      EXPECT_EQ(answer.length().n, 0U);
      EXPECT_EQ(answer.seq, bench.iss + SeqLen{2}) << ack;
      EXPECT_TRUE(answer.ack_flag);
      EXPECT_EQ(answer.ack, bench.irs + SeqLen{1}) << "its text may be another incarnation's";
      bench.arrives(bench.segment(1, 1));  // of the SYN alone
      EXPECT_EQ(bench.tcb.state, State::kFinWait1);
      bench.arrives(bench.segment(1, 2));
      EXPECT_EQ(bench.tcb.state, State::kFinWait2);
    }
  }
}

TEST(SynReceived, CloseSendsFinAtOnceOrBehindQueuedText) {  // 9293-3.10.4-d, -e
  for (const std::uint32_t base : kBases) {
    Bench bare = in_state(State::kSynReceived, base);
    bare.close();
    EXPECT_EQ(bare.tcb.state, State::kFinWait1);
    ASSERT_TRUE(bare.fire());
    EXPECT_TRUE(bare.effects.transmit.at(0).syn) << "the front is still the SYN";
    bare.arrives(bare.segment(1, 2));
    EXPECT_EQ(bare.tcb.state, State::kFinWait2);

    Bench queued = in_state(State::kSynReceived, base);
    queued.calls(SendCall{.data = kText});
    queued.close();
    EXPECT_EQ(queued.tcb.state, State::kSynReceived);
    queued.calls(SendCall{.data = kText});
    EXPECT_EQ(queued.effects.status, CallStatus::kClosing);
    queued.arrives(queued.next());
    EXPECT_EQ(queued.tcb.state, State::kFinWait1);
    ASSERT_EQ(queued.effects.transmit.size(), 1U);
    EXPECT_TRUE(queued.effects.transmit[0].fin);
    EXPECT_EQ(queued.effects.transmit[0].payload.size(), kText.size());
  }
}

TEST(Profiles, WithoutBlindResetAnyRstInTheWindowResets) {
  Bench bench = in_state(State::kEstablished, 0);
  bench.tcb.profile.edit().blind_reset = false;
  Segment reset = bench.next();
  reset.rst = true;
  reset.seq = reset.seq + SeqLen{100};
  bench.arrives(reset);
  EXPECT_EQ(bench.tcb.state, State::kClosed);
}

TEST(Profiles, WithoutBlindSynOneInTheWindowResets) {  // 9293-3.10.7.4-4a
  for (const bool in_window : {true, false}) {
    Bench bench = in_state(State::kEstablished, 0xffff'fffa);
    bench.tcb.profile.edit().blind_syn = false;
    Segment syn = bench.next();
    syn.syn = true;
    if (!in_window) syn.seq = syn.seq - SeqLen{1};
    bench.arrives(syn);
    EXPECT_EQ(bench.tcb.state, in_window ? State::kClosed : State::kEstablished);
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_EQ(bench.effects.transmit[0].rst, in_window);
  }
}

}  // namespace
}  // namespace synspect::tcp
