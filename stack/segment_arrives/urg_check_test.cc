// Urgent data that arrives: who is told when, and what RECEIVE says of it.
#include "stack/segment_arrives/urg_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

// `octets` of text at RCV.NXT + offset; the mark stands `pointer` after the first of them.
void urgent(Bench& bench, std::size_t octets, std::uint16_t pointer, std::int32_t offset = 0) {
  static const std::vector<std::byte> kOctets(70'000);
  Segment segment = bench.next();
  segment.seq = segment.seq + SeqLen{static_cast<std::uint32_t>(offset)};
  segment.payload = std::span{kOctets}.first(octets);
  segment.urg = true;
  segment.urgent_pointer = pointer;
  bench.arrives(segment);
}
void plain(Bench& bench, std::size_t octets) {
  static const std::vector<std::byte> kOctets(70'000);
  Segment segment = bench.next();
  segment.payload = std::span{kOctets}.first(octets);
  bench.arrives(segment);
}
bool told(const Bench& bench) {
  return std::ranges::count(bench.effects.notices, Notice::kUrgent) == 1;
}
std::size_t receive(Bench& bench, std::size_t octets, bool peek = false) {
  std::vector<std::byte> buffer(octets);
  bench.calls(ReceiveCall{.buffer = buffer, .peek = peek});
  return bench.effects.octets;
}

TEST(Urgent, MarkGrowsByTheMaximumAndTheUserHearsOfIt) {  // 9293-3.10.7.4-6a, -6b, MUST-32
  for (const State state : {State::kEstablished, State::kFinWait1, State::kFinWait2}) {
    for (const std::uint32_t base : kBases) {
      Bench bench = in_state(state, base);
      const Seq start = bench.tcb.rcv_nxt;
      urgent(bench, 2, 10);
      EXPECT_TRUE(told(bench));
      EXPECT_EQ(bench.tcb.rcv_up, start + SeqLen{10});
      urgent(bench, 2, 3);
      EXPECT_FALSE(told(bench)) << "5 is behind 10";
      EXPECT_EQ(bench.tcb.rcv_up, start + SeqLen{10});
      urgent(bench, 2, 6);
      EXPECT_FALSE(told(bench)) << "the same mark again";
      urgent(bench, 2, 14);
      EXPECT_TRUE(told(bench)) << "the mark moved on";
      EXPECT_EQ(bench.tcb.rcv_up, start + SeqLen{20});
    }
  }
}

// 9293-3.8.5-a.
TEST(Urgent, ReceiveStopsAtTheMark) {  // MUST-62, MUST-33, 9293-3.10.3-d, 9293-3.9.1.3-a
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    plain(bench, 5);
    urgent(bench, 20, 10);
    EXPECT_EQ(receive(bench, 3), 3U);
    EXPECT_EQ(bench.effects.urgent_ahead, 12U);
    EXPECT_EQ(receive(bench, 100, true), 12U);
    EXPECT_EQ(bench.effects.urgent_ahead, 0U);
    EXPECT_EQ(receive(bench, 100), 12U) << "5 and 10, less 3";
    EXPECT_EQ(bench.effects.urgent_ahead, 0U) << "the mark is reached";
    EXPECT_FALSE(bench.tcb.rcv_up) << "9293-3.8.5-a";
    EXPECT_EQ(receive(bench, 100), 10U);
    EXPECT_EQ(bench.effects.urgent_ahead, std::nullopt);
  }
}

TEST(Urgent, MarkAheadOfAllThatCame) {  // MUST-33
  Bench bench = in_state(State::kEstablished, 0xffff'fffa);
  urgent(bench, 0, 30);
  EXPECT_TRUE(told(bench));
  EXPECT_EQ(receive(bench, 10), 0U);
  EXPECT_EQ(bench.effects.status, CallStatus::kWouldWait);
  EXPECT_EQ(bench.effects.urgent_ahead, 30U);
  plain(bench, 40);
  EXPECT_EQ(receive(bench, 100), 30U);
}

TEST(Urgent, RunOfAnyLength) {  // MUST-31
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    std::size_t got = 0;
    constexpr std::uint32_t kRun = 200'000;
    for (std::uint32_t sent = 0; sent < kRun; sent += 1000) {
      urgent(bench, 1000, static_cast<std::uint16_t>(std::min(kRun - sent, 65'535U)));
      EXPECT_EQ(told(bench), sent == 0 || kRun - sent + 1000 > 65'535) << sent;
      got += receive(bench, 1000);
      const std::uint32_t mark = std::min(kRun - sent, 65'535U) - 1000;
      ASSERT_EQ(bench.effects.urgent_ahead, mark) << sent;
    }
    EXPECT_EQ(got, kRun);
    EXPECT_FALSE(bench.tcb.rcv_up);
  }
}

// 9293-3.8.5-d: receding, zero, far beyond the data; 9293-3.8.5-b: the number, not the field.
TEST(Urgent, SenselessPointersAreSurvived) {
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    urgent(bench, 0, 0);
    EXPECT_FALSE(told(bench));
    plain(bench, 100);
    EXPECT_EQ(receive(bench, 100), 100U);
    urgent(bench, 100, 50, -100);
    EXPECT_FALSE(told(bench)) << "a repetition whose mark was read";
    urgent(bench, 60, 55, -50);
    EXPECT_TRUE(told(bench)) << "the front was cut, the mark stays";
    EXPECT_EQ(receive(bench, 100), 5U);
    EXPECT_EQ(receive(bench, 100), 5U);
    urgent(bench, 1, 65'535);
    EXPECT_TRUE(told(bench));
    EXPECT_EQ(receive(bench, 1), 1U);
    EXPECT_EQ(bench.effects.urgent_ahead, 65'534U);
  }
}

TEST(Urgent, PointerWithoutTheFlagIsNothing) {  // 9293-3.1-c
  Bench bench = in_state(State::kEstablished, 0);
  Segment segment = bench.next();
  segment.payload = kText;
  segment.urgent_pointer = 5;
  bench.arrives(segment);
  EXPECT_FALSE(told(bench));
  EXPECT_EQ(receive(bench, 100), kText.size());
}

TEST(Urgent, CountsWithAClosedWindow) {  // MUST-66
  Bench bench = in_state(State::kEstablished, 0);
  plain(bench, 65'535);
  ASSERT_EQ(bench.tcb.rcv_wnd.n, 0U);
  urgent(bench, 1, 1);
  EXPECT_TRUE(told(bench));
  EXPECT_EQ(bench.tcb.receive_queue.size(), 65'535U);
}

// With text or without; the user is told when there is a connection, and once.
TEST(Urgent, OnASynWaitsForEstablished) {  // 9293-3.10.7.2-e, 9293-3.10.7.3-l, MUST-32
  for (const std::uint32_t base : kBases) {
    for (const bool crossing : {false, true}) {
      for (const std::size_t octets : {0U, 10U}) {
        Bench bench = in_state(crossing ? State::kSynSent : State::kListen, base);
        Segment syn = bench.segment(0, 0);
        syn.syn = true;
        syn.ack_flag = false;
        syn.urg = true;
        syn.urgent_pointer = 11;  // counts from the number of the SYN
        syn.payload = std::span{kText}.first(octets);
        bench.arrives(syn);
        ASSERT_EQ(bench.tcb.state, State::kSynReceived);
        EXPECT_FALSE(told(bench)) << "there is no connection yet";
        bench.arrives(bench.next());
        EXPECT_TRUE(told(bench));
        plain(bench, 10 - octets + 5);
        EXPECT_FALSE(told(bench));
        EXPECT_EQ(receive(bench, 100), 10U) << "up to the mark";
        EXPECT_FALSE(bench.tcb.rcv_up);
      }
    }
  }
}

TEST(Urgent, OfASynThatIsResetIsForgotten) {  // MUST-11
  Bench bench = in_state(State::kListen, 0);
  Segment syn = bench.segment(0, 0);
  syn.syn = true;
  syn.ack_flag = false;
  syn.urg = true;
  syn.urgent_pointer = 9;
  bench.arrives(syn);
  Segment reset = bench.next();
  reset.rst = true;
  bench.arrives(reset);
  EXPECT_EQ(bench.tcb.state, State::kListen);
  EXPECT_FALSE(bench.tcb.rcv_up);
}

TEST(Urgent, IsIgnoredAfterTheFin) {  // 9293-3.10.7.4-6c
  for (const State state :
       {State::kCloseWait, State::kClosing, State::kLastAck, State::kTimeWait}) {
    Bench bench = in_state(state, 0);
    if (state == State::kClosing || state == State::kLastAck) {  // keep our FIN unacknowledged
      Segment segment = bench.next();
      segment.ack = bench.tcb.snd_una;
      segment.urg = true;
      segment.urgent_pointer = 9;
      bench.arrives(segment);
    } else {
      urgent(bench, 0, 9);
    }
    EXPECT_FALSE(told(bench)) << to_string(state);
    EXPECT_FALSE(bench.tcb.rcv_up);
  }
}

TEST(Urgent, MarkBeyondTheFinEndsWithTheStream) {  // 9293-3.8.5-d
  for (const std::size_t unread : {0U, 10U}) {
    Bench bench = in_state(State::kEstablished, 0);
    plain(bench, unread);
    Segment fin = bench.next();
    fin.fin = true;
    fin.urg = true;
    fin.urgent_pointer = 500;
    bench.arrives(fin);
    EXPECT_TRUE(told(bench));
    EXPECT_EQ(bench.tcb.rcv_up.has_value(), unread > 0);
    EXPECT_EQ(receive(bench, 100), unread);
    EXPECT_TRUE(bench.effects.end_of_stream);
    EXPECT_FALSE(bench.tcb.rcv_up);
  }
}

}  // namespace
}  // namespace synspect::tcp
