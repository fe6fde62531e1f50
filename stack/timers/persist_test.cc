#include "stack/timers/persist.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

Segment ack_with_window(const Bench& bench, std::uint32_t ack, std::uint16_t window) {
  Segment result = bench.segment(1, ack);
  result.window = window;
  return result;
}

// ESTABLISHED, 100 octets acknowledged, then the window closes and 50 more octets wait.
Bench shut(std::uint32_t base) {
  Bench bench = in_state(State::kEstablished, base);
  const std::vector<std::byte> text(100);
  bench.calls(SendCall{.data = text});
  bench.arrives(ack_with_window(bench, 101, 0));
  bench.calls(SendCall{.data = std::span{text}.first(50)});
  EXPECT_TRUE(bench.effects.transmit.empty());
  return bench;
}

// The only segment of the last step, as SEQ less ISS and octets.
std::pair<std::uint32_t, std::size_t> only(const Bench& bench) {
  EXPECT_EQ(bench.effects.transmit.size(), 1U);
  if (bench.effects.transmit.size() != 1) return {};
  const Segment& segment = bench.effects.transmit[0];
  return {distance(bench.iss, segment.seq).n, segment.payload.size()};
}
using Sent = std::pair<std::uint32_t, std::size_t>;

TEST(Persist, ProbesWithOneNewOctetAtGrowingIntervals) {  // SHLD-29, SHLD-30, 9293-3.8.6.1-a
  for (const std::uint32_t base : kBases) {
    Bench bench = shut(base);
    const Instant start = bench.now;
    std::vector<std::int64_t> at;
    for (int probe = 0; probe < 9; ++probe) {
      ASSERT_TRUE(bench.fire());
      EXPECT_EQ(only(bench), (Sent{101, 1}));
      EXPECT_EQ(bench.tcb.snd_nxt, bench.iss + SeqLen{101}) << "beyond the window: not counted";
      at.push_back(std::chrono::duration_cast<seconds>(bench.now - start).count());
      bench.now += milliseconds{10};
      bench.arrives(ack_with_window(bench, 101, 0));
      EXPECT_TRUE(bench.effects.transmit.empty());
    }
    EXPECT_THAT(at, ElementsAre(1, 3, 7, 15, 31, 63, 123, 183, 243));
  }
}

TEST(Persist, AnsweredProbesKeepTheConnectionForEver) {  // MUST-37, SHLD-17
  Bench bench = shut(0);
  const Instant start = bench.now;
  while (bench.now < start + hours{24}) {
    ASSERT_TRUE(bench.fire());
    ASSERT_EQ(bench.tcb.state, State::kEstablished);
    ASSERT_EQ(only(bench), (Sent{101, 1}));
    bench.arrives(ack_with_window(bench, 101, 0));
  }
  bench.arrives(ack_with_window(bench, 101, 8000));
  EXPECT_EQ(only(bench), (Sent{101, 50}));
}

TEST(Persist, SilenceEndsTheConnectionAtR2) {  // MUST-37, 9293-3.8.3-b
  for (const std::uint32_t base : kBases) {
    Bench bench = shut(base);
    const Instant start = bench.now;
    ASSERT_TRUE(bench.fire());
    bench.arrives(ack_with_window(bench, 101, 0));
    int trouble = 0;
    for (int silent = 1; bench.tcb.state == State::kEstablished; ++silent) {
      ASSERT_TRUE(bench.fire());
      if (bench.effects.notices == std::vector{Notice::kTrouble}) trouble = silent;
    }
    EXPECT_EQ(trouble, 4) << "SHLD-9: the octet has been sent again three times";
    EXPECT_THAT(bench.effects.notices, ElementsAre(Notice::kTimedOut));
    EXPECT_TRUE(bench.effects.transmit.empty());
    EXPECT_EQ(bench.now - start, seconds{3 + 300}) << "five minutes from the first one unanswered";
  }
}

TEST(Persist, R2SetWhileProbesGoUnansweredCounts) {  // MUST-21
  Bench bench = shut(kBases[0]);
  ASSERT_TRUE(bench.fire());
  const Instant first = bench.now;
  bench.tcb.r2 = seconds{900};
  while (bench.tcb.state == State::kEstablished) ASSERT_TRUE(bench.fire());
  EXPECT_EQ(bench.now - first, seconds{900});
}

TEST(Persist, PeerThatTakesTheProbeMovesSndNxt) {  // 9293-3.4-b
  for (const std::uint32_t base : kBases) {
    Bench bench = shut(base);
    for (std::uint32_t taken = 101; taken < 104; ++taken) {
      ASSERT_TRUE(bench.fire());
      EXPECT_EQ(only(bench), (Sent{taken, 1}));
      bench.arrives(ack_with_window(bench, taken + 1, 0));
      EXPECT_EQ(bench.tcb.snd_una, bench.iss + SeqLen{taken + 1});
      EXPECT_EQ(bench.tcb.snd_nxt, bench.tcb.snd_una);
      EXPECT_TRUE(bench.effects.transmit.empty());
    }
    bench.arrives(ack_with_window(bench, 104, 8000));
    EXPECT_EQ(only(bench), (Sent{104, 47}));
  }
}

TEST(Persist, AcknowledgmentPastTheProbeIsOfNothingSent) {  // 9293-3.10.7.4-5g
  Bench bench = shut(0xffff'fffa);
  bench.arrives(ack_with_window(bench, 102, 0));
  EXPECT_EQ(bench.tcb.snd_una, bench.iss + SeqLen{101}) << "no probe is out yet";
  EXPECT_EQ(only(bench), (Sent{101, 0}));
  ASSERT_TRUE(bench.fire());
  bench.arrives(ack_with_window(bench, 103, 0));
  EXPECT_EQ(bench.tcb.snd_una, bench.iss + SeqLen{101});
  EXPECT_EQ(only(bench), (Sent{101, 0}));
}

TEST(Persist, OpeningSendsTheProbedOctetWithTheRest) {  // 9293-3.8.6.1-c
  for (const std::uint32_t base : kBases) {
    Bench bench = shut(base);
    ASSERT_TRUE(bench.fire());
    bench.arrives(ack_with_window(bench, 101, 8000));
    EXPECT_EQ(only(bench), (Sent{101, 50}));
    EXPECT_EQ(next_deadline(bench.tcb), bench.now + bench.tcb.retransmission.rto);
    // The acknowledgment of the probe comes after all: it stays in order.
    bench.arrives(ack_with_window(bench, 102, 8000));
    EXPECT_EQ(bench.tcb.snd_una, bench.iss + SeqLen{102});
    bench.arrives(ack_with_window(bench, 151, 8000));
    EXPECT_FALSE(next_deadline(bench.tcb));
  }
}

TEST(Persist, ProbeGivesNoSample) {  // 6298-3-a
  Bench bench = in_state(State::kEstablished, 0);
  bench.arrives(ack_with_window(bench, 1, 0));
  bench.calls(SendCall{.data = std::span{kText}.first(1)});
  ASSERT_TRUE(bench.fire());
  const auto srtt = bench.tcb.retransmission.srtt;
  bench.now += milliseconds{500};
  bench.arrives(ack_with_window(bench, 1, 8000));  // drops it, and opens
  EXPECT_EQ(only(bench), (Sent{1, 1}));
  bench.now += milliseconds{500};
  bench.arrives(ack_with_window(bench, 2, 8000));  // which of the two?
  EXPECT_EQ(bench.tcb.retransmission.srtt, srtt);
}

TEST(Persist, FinWaitsAndIsProbedWith) {  // 9293-3.10.4-f, MUST-36
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    bench.calls(SendCall{.data = std::span{kText}.first(1)});
    bench.arrives(ack_with_window(bench, 2, 0));
    bench.close();
    EXPECT_TRUE(bench.effects.transmit.empty());
    EXPECT_EQ(bench.tcb.state, State::kFinWait1);
    ASSERT_TRUE(bench.fire());
    EXPECT_EQ(only(bench), (Sent{2, 0}));
    EXPECT_TRUE(bench.effects.transmit[0].fin);
    EXPECT_FALSE(bench.tcb.fin_sent);
    bench.arrives(ack_with_window(bench, 2, 0));
    EXPECT_EQ(bench.tcb.state, State::kFinWait1);
    ASSERT_TRUE(bench.fire());
    EXPECT_TRUE(bench.effects.transmit.at(0).fin);
    bench.arrives(ack_with_window(bench, 3, 0));
    EXPECT_EQ(bench.tcb.state, State::kFinWait2);
    EXPECT_FALSE(next_deadline(bench.tcb));
  }
}

TEST(Persist, TextBeforeTheFinIsProbedWithFirst) {  // 9293-3.10.4-f
  Bench bench = shut(0x7fff'fffa);
  bench.close();
  for (std::uint32_t octet = 101; octet < 151; ++octet) {
    ASSERT_TRUE(bench.fire());
    ASSERT_EQ(only(bench), (Sent{octet, 1}));
    ASSERT_FALSE(bench.effects.transmit[0].fin) << "one number at a time";
    EXPECT_EQ(bench.effects.transmit[0].psh, octet == 150) << "MUST-61";
    bench.arrives(ack_with_window(bench, octet + 1, 0));
  }
  ASSERT_TRUE(bench.fire());
  EXPECT_TRUE(bench.effects.transmit.at(0).fin);
}

// ESTABLISHED with 2500 octets out in segments of 1000, none acknowledged.
Bench with_flight(std::uint32_t base) {
  Bench bench = in_state(State::kEstablished, base);
  const std::vector<std::byte> text(2500);
  bench.calls(NagleCall{.on = false});
  bench.calls(SendCall{.data = text});
  EXPECT_EQ(bench.effects.transmit.size(), 3U);
  return bench;
}

TEST(Persist, WindowShrunkToZeroIsProbedWithTheFront) {  // MUST-35, SHLD-17
  for (const std::uint32_t base : kBases) {
    Bench bench = with_flight(base);
    const auto rto = bench.tcb.retransmission.rto;
    bench.now += milliseconds{100};
    bench.arrives(ack_with_window(bench, 1, 0));
    EXPECT_TRUE(bench.effects.transmit.empty());
    EXPECT_EQ(next_deadline(bench.tcb), bench.now + rto);
    for (int probe = 0; probe < 20; ++probe) {  // far beyond R2
      ASSERT_TRUE(bench.fire());
      ASSERT_EQ(only(bench), (Sent{1, 1}));
      ASSERT_EQ(bench.tcb.snd_nxt, bench.iss + SeqLen{2501});
      bench.arrives(ack_with_window(bench, 1, 0));
      ASSERT_TRUE(bench.effects.transmit.empty());
    }
    EXPECT_EQ(bench.tcb.retransmission.rto, rto) << "probes do not back it off";
    // SHLD-16: all of it again, as the congestion window lets it; no expiry in between.
    bench.tcb.congestion.cwnd = 2000;
    bench.arrives(ack_with_window(bench, 1, 8000));
    ASSERT_EQ(bench.effects.transmit.size(), 2U);
    EXPECT_EQ(bench.effects.transmit[0].seq, bench.iss + SeqLen{1});
    EXPECT_EQ(bench.effects.transmit[1].seq, bench.iss + SeqLen{1001});
    bench.arrives(ack_with_window(bench, 1001, 8000));
    EXPECT_EQ(only(bench), (Sent{2001, 500}));
    bench.arrives(ack_with_window(bench, 2501, 8000));
    EXPECT_FALSE(next_deadline(bench.tcb));
  }
}

TEST(Persist, WindowShutForLessThanOneRtoResendsNothing) {
  Bench bench = with_flight(0);
  bench.arrives(ack_with_window(bench, 1, 0));
  bench.now += milliseconds{100};
  bench.arrives(ack_with_window(bench, 1, 8000));
  EXPECT_TRUE(bench.effects.transmit.empty());
  EXPECT_EQ(next_deadline(bench.tcb), bench.now + bench.tcb.retransmission.rto);
}

TEST(Persist, ShrunkenWindowIsFilledByRetransmissionsOnly) {  // SHLD-15, SHLD-16, MUST-34
  for (const std::uint32_t base : kBases) {
    Bench bench = with_flight(base);
    bench.arrives(ack_with_window(bench, 1, 300));
    bench.calls(SendCall{.data = kText});
    EXPECT_TRUE(bench.effects.transmit.empty());
    ASSERT_TRUE(bench.fire());
    EXPECT_EQ(only(bench), (Sent{1, 300}));
    // That is taken, and with it the window is used up.
    bench.arrives(ack_with_window(bench, 301, 0));
    EXPECT_TRUE(bench.effects.transmit.empty());
    ASSERT_TRUE(bench.fire());
    EXPECT_EQ(only(bench), (Sent{301, 1}));
  }
}

TEST(Persist, StopsWithNothingLeftToSend) {
  Bench bench = with_flight(0);
  bench.arrives(ack_with_window(bench, 2501, 0));
  EXPECT_FALSE(next_deadline(bench.tcb));
}

TEST(Persist, ShutFromTheFirst) {  // the SYN,ACK offered nothing
  Bench bench{0};
  bench.open();
  Segment syn = bench.segment(0, 1);
  syn.syn = true;
  syn.window = 0;
  bench.arrives(syn);
  EXPECT_EQ(bench.tcb.state, State::kEstablished);
  EXPECT_FALSE(next_deadline(bench.tcb));
  bench.calls(SendCall{.data = kText});
  EXPECT_TRUE(bench.effects.transmit.empty());
  ASSERT_TRUE(bench.fire());
  EXPECT_EQ(only(bench), (Sent{1, 1}));
}

}  // namespace
}  // namespace synspect::tcp
