// When the ACK of text leaves: later, with something else, or at once.
#include "stack/timers/delayed_ack.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <functional>
#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

using std::chrono::milliseconds;

void text_arrives(Bench& bench, std::size_t octets, std::int32_t offset = 0, bool fin = false) {
  static const std::vector<std::byte> kOctets(70'000);
  Segment segment = bench.next();
  segment.seq = segment.seq + SeqLen{static_cast<std::uint32_t>(offset)};
  segment.payload = std::span{kOctets}.first(octets);
  segment.fin = fin;
  bench.arrives(segment);
}
void expect_silence(const Bench& bench) { EXPECT_TRUE(bench.effects.transmit.empty()); }
void expect_one_ack(const Bench& bench) {
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_EQ(bench.effects.transmit[0].ack, bench.tcb.rcv_nxt);
  EXPECT_EQ(bench.tcb.delayed_ack, DelayedAck{});
}

TEST(DelayedAck, WaitsForItsTimer) {  // SHLD-18, MUST-40
  for (const State state : {State::kEstablished, State::kFinWait1, State::kFinWait2}) {
    for (const std::uint32_t base : kBases) {
      Bench bench = in_state(state, base);
      const Instant arrived = bench.now;
      text_arrives(bench, 10);
      expect_silence(bench);
      EXPECT_EQ(next_deadline(bench.tcb), arrived + milliseconds{200});
      ASSERT_TRUE(bench.fire());
      expect_one_ack(bench);
      EXPECT_EQ(bench.effects.transmit[0].payload.size(), 0U);
    }
  }
}

TEST(DelayedAck, SecondSegmentIsAcknowledgedAtOnce) {  // SHLD-19, MUST-58
  for (const std::size_t length : {1U, 1000U, 1460U}) {
    Bench bench = in_state(State::kEstablished, 0);
    for (int pair = 0; pair < 5; ++pair) {
      text_arrives(bench, length);
      expect_silence(bench);
      bench.now += milliseconds{150};
      text_arrives(bench, length);
      expect_one_ack(bench);
      EXPECT_FALSE(next_deadline(bench.tcb));
    }
  }
}

TEST(DelayedAck, TimerCountsFromTheFirstSegment) {  // MUST-40
  Bench bench = in_state(State::kEstablished, 0);
  bench.tcb.profile.edit().ack_every = 10;
  const Instant arrived = bench.now;
  for (int i = 0; i < 3; ++i) {
    text_arrives(bench, 10);
    bench.now += milliseconds{50};
  }
  EXPECT_EQ(next_deadline(bench.tcb), arrived + milliseconds{200});
}

TEST(DelayedAck, TwoRmssOfTextAreAcknowledgedAtOnce) {  // SHLD-19
  Bench bench = in_state(State::kEstablished, 0);
  bench.tcb.profile.edit().ack_every = 10;
  text_arrives(bench, 2000);
  expect_silence(bench);
  text_arrives(bench, 920);
  expect_one_ack(bench);
  text_arrives(bench, 2920);
  expect_one_ack(bench);
}

TEST(DelayedAck, RidesOnText) {  // 9293-3.10.7.4-7e
  Bench bench = in_state(State::kEstablished, 0xffff'fffa);
  text_arrives(bench, 10);
  expect_silence(bench);
  bench.calls(SendCall{.data = kText});
  expect_one_ack(bench);
  EXPECT_EQ(bench.effects.transmit[0].payload.size(), kText.size());
}

TEST(DelayedAck, RidesOnTheFin) {
  Bench bench = in_state(State::kEstablished, 0);
  text_arrives(bench, 10);
  bench.close();
  expect_one_ack(bench);
  EXPECT_TRUE(bench.effects.transmit[0].fin);
}

TEST(DelayedAck, RidesOnTheWindowUpdate) {  // 9293-3.8.6.2.2-a
  Bench bench = in_state(State::kEstablished, 0);
  bench.tcb.profile.edit().ack_every = 1000;
  bench.tcb.rcv_mss = 40'000;
  text_arrives(bench, 65'000);
  expect_silence(bench);
  std::vector<std::byte> buffer(65'000);
  bench.calls(ReceiveCall{.buffer = buffer});
  expect_one_ack(bench);
  EXPECT_EQ(bench.effects.transmit[0].window, 65'535);
}

TEST(DelayedAck, RidesOnTheRetransmission) {
  Bench bench = in_state(State::kEstablished, 0);
  bench.calls(SendCall{.data = kText});
  bench.now += milliseconds{900};
  Segment segment = bench.next();
  segment.ack = bench.tcb.snd_una;
  segment.payload = kText;
  bench.arrives(segment);
  expect_silence(bench);
  ASSERT_TRUE(bench.fire());
  expect_one_ack(bench);
  EXPECT_EQ(bench.effects.transmit[0].seq, bench.tcb.snd_una);
}

struct AtOnce {
  const char* name;
  std::function<void(Bench&)> happen;
};
const AtOnce kAtOnce[] = {
    {"FIN behind text", [](Bench& b) { text_arrives(b, 10, 0, true); }},
    {"FIN alone", [](Bench& b) { text_arrives(b, 0, 0, true); }},
    {"above a hole (5681-4.2)", [](Bench& b) { text_arrives(b, 10, 5); }},
    {"fills a hole (5681-4.2)",
     [](Bench& b) {
       text_arrives(b, 10, 10);
       text_arrives(b, 10);
     }},
    {"fills part of a hole (5681-4.2)",
     [](Bench& b) {
       text_arrives(b, 10, 10);
       text_arrives(b, 5);
     }},
    {"repetition", [](Bench& b) { text_arrives(b, 10, -10); }},
    {"old front cut", [](Bench& b) { text_arrives(b, 10, -5); }},
    {"tail beyond the window", [](Bench& b) { text_arrives(b, 66'000); }},
    {"probe of a closed window (9293-3.8.6.1-b)",
     [](Bench& b) {
       text_arrives(b, 65'535);
       text_arrives(b, 1);
     }},
    {"keep-alive (9293-3.8.4-b)", [](Bench& b) { text_arrives(b, 0, -1); }},
};

TEST(DelayedAck, AtOnceWithAndWithoutOneThatWaits) {
  for (const AtOnce& row : kAtOnce) {
    for (const bool waits : {false, true}) {
      for (const std::uint32_t base : kBases) {
        Bench bench = in_state(State::kEstablished, base);
        text_arrives(bench, 2000);
        bench.fire();
        if (waits) {
          text_arrives(bench, 20);
          expect_silence(bench);
        }
        row.happen(bench);
        SCOPED_TRACE(row.name);
        expect_one_ack(bench);
      }
    }
  }
}

TEST(DelayedAck, ZeroDelayAcknowledgesEverySegment) {
  Bench bench = in_state(State::kEstablished, 0);
  bench.tcb.profile.edit().delayed_ack = Duration::zero();
  for (int i = 0; i < 3; ++i) {
    text_arrives(bench, 10);
    expect_one_ack(bench);
  }
}

TEST(DelayedAck, AnEmptyAckDisturbsNothing) {  // 9293-3.5-g
  Bench bench = in_state(State::kEstablished, 0);
  const Instant arrived = bench.now;
  text_arrives(bench, 10);
  bench.now += milliseconds{100};
  bench.arrives(bench.next());
  expect_silence(bench);
  EXPECT_EQ(next_deadline(bench.tcb), arrived + milliseconds{200});
}

}  // namespace
}  // namespace synspect::tcp
