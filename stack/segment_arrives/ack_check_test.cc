#include "stack/segment_arrives/ack_check.h"

#include <gtest/gtest.h>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

// ESTABLISHED with 100 octets out: SND.UNA = ISS+101, SND.NXT = ISS+201, largest window 8000.
Bench with_flight(std::uint32_t base) {
  Bench bench = in_state(State::kEstablished, base);
  const std::vector<std::byte> text(100);
  bench.calls(SendCall{.data = text});
  bench.arrives(bench.next());
  bench.calls(SendCall{.data = text});
  return bench;
}

struct Row {
  const char* name;
  std::int32_t ack;  // from ISS
  bool answered;     // by an empty ACK, text not taken
  bool takes_text;
  std::uint32_t una;  // afterwards, from ISS
};
constexpr Row kWithMitigation[] = {
    {"SND.UNA", 101, false, true, 101},
    {"SND.UNA+1", 102, false, true, 102},
    {"SND.NXT", 201, false, true, 201},
    {"SND.NXT+1 (5g)", 202, true, false, 101},
    {"duplicate (5f)", 100, false, true, 101},
    {"oldest", 101 - 8000, false, true, 101},
    {"too old (5961-5.2-2)", 100 - 8000, true, false, 101},
};
constexpr Row kWithout[] = {
    {"SND.NXT+1 (5g)", 202, true, false, 101},
    {"too old for RFC 5961", 100 - 8000, false, true, 101},
};

void expect_row(const Row& row, std::uint32_t base, bool blind_data) {
  Bench bench = with_flight(base);
  bench.tcb.profile.edit().blind_data = blind_data;
  Segment text = bench.next();
  text.ack = bench.iss + SeqLen{static_cast<std::uint32_t>(row.ack)};
  text.payload = kText;
  bench.arrives(text);
  EXPECT_EQ(bench.tcb.receive_queue.size(), row.takes_text ? kText.size() : 0) << row.name;
  EXPECT_EQ(bench.tcb.snd_una, bench.iss + SeqLen{row.una}) << row.name << " at " << base;
  if (row.takes_text) {
    ASSERT_TRUE(bench.fire()) << "the ACK waits (SHLD-18)";
  }
  ASSERT_EQ(bench.effects.transmit.size(), 1U) << row.name;
  EXPECT_EQ(bench.effects.transmit[0].ack, bench.tcb.rcv_nxt) << row.name;
  EXPECT_EQ(bench.effects.transmit[0].seq, bench.iss + SeqLen{201}) << row.name;
}

// The user who was told to wait hears of what the peer has, not of what has left.
TEST(AckCheck, RoomIsSignalledByTheAckOfWhatWasSent) {  // 9293-3.10.7.4-5e
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    bench.tcb.profile.edit().send_buffer = 1500;
    const std::vector<std::byte> text(2000);
    bench.calls(SendCall{.data = text});
    ASSERT_EQ(bench.effects.octets, 1500U);
    ASSERT_EQ(bench.effects.transmit.size(), 1U) << "1000 octets; the rest waits";
    EXPECT_TRUE(bench.effects.notices.empty());
    bench.calls(SendCall{.data = text});
    EXPECT_EQ(bench.effects.status, CallStatus::kWouldWait);
    ASSERT_TRUE(bench.fire());
    EXPECT_TRUE(bench.effects.notices.empty()) << "sent twice, and nobody has it";
    Segment ack = bench.next();
    ack.ack = bench.iss + SeqLen{1001};
    bench.arrives(ack);
    EXPECT_EQ(bench.effects.notices, std::vector{Notice::kWritable});
    bench.calls(SendCall{.data = text});
    EXPECT_EQ(bench.effects.octets, 1000U);
  }
}

TEST(AckCheck, Range) {  // 9293-3.4-b, 5961-5.2-1, 5961-5.2-3
  for (const std::uint32_t base : kBases) {
    for (const Row& row : kWithMitigation) expect_row(row, base, true);
    for (const Row& row : kWithout) expect_row(row, base, false);
  }
}

struct WindowRow {
  const char* name;
  std::int32_t seq;  // from RCV.NXT = IRS+1
  std::uint32_t ack;
  std::uint16_t window;
  std::uint32_t right_edge;  // of what may be sent, from ISS
};
// Before: SND.WL1 = IRS+1, SND.WL2 = ISS+101, window 8000 from ISS+101.
constexpr WindowRow kWindows[] = {
    {"newer ACK", 0, 201, 500, 701},
    {"same again, larger", 0, 101, 9000, 9101},
    {"same again, smaller: MUST-34", 0, 101, 50, 151},
    {"higher SEQ", 5, 101, 20, 121},
    {"lower ACK at the same SEQ (5i)", 0, 100, 20, 8101},
    {"above 32767 (MUST-1)", 0, 101, 65535, 65636},
};

TEST(AckCheck, WindowUpdates) {  // 9293-3.10.7.4-5h to -5j
  for (const std::uint32_t base : kBases) {
    for (const WindowRow& row : kWindows) {
      Bench bench = with_flight(base);
      Segment ack = bench.segment(1 + static_cast<std::uint32_t>(row.seq), row.ack);
      ack.window = row.window;
      bench.arrives(ack);
      EXPECT_EQ(bench.tcb.snd_una + bench.tcb.snd_wnd, bench.iss + SeqLen{row.right_edge})
          << row.name << " at " << base;
    }
  }
}

TEST(AckCheck, ShrunkenWindowHoldsNewTextBack) {  // MUST-34, SHLD-15
  Bench bench = with_flight(0xffff'fffa);
  Segment ack = bench.segment(1, 101);
  ack.window = 10;
  bench.arrives(ack);
  bench.calls(SendCall{.data = kText});
  EXPECT_TRUE(bench.effects.transmit.empty());
  ack = bench.segment(1, 201);
  ack.window = 10;
  bench.arrives(ack);
  EXPECT_TRUE(bench.effects.transmit.empty()) << "ten of sixteen: 9293-3.8.6.2.1-d";
  ASSERT_TRUE(bench.fire());
  ASSERT_EQ(bench.effects.transmit.size(), 1U);
  EXPECT_EQ(bench.effects.transmit[0].payload.size(), 10U);
}

TEST(AckCheck, FinIsHeldBackWithTheTextBeforeIt) {  // 9293-3.10.4-f, 9293-3.6-c
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    bench.without_congestion();
    const std::vector<std::byte> text(8000);
    bench.calls(SendCall{.data = text});
    bench.close();
    EXPECT_EQ(bench.tcb.state, State::kFinWait1);
    EXPECT_TRUE(bench.effects.transmit.empty()) << "the window is full to the last number";
    bench.arrives(bench.segment(1, 8001));
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_TRUE(bench.effects.transmit[0].fin);
    EXPECT_EQ(bench.tcb.state, State::kFinWait1) << "not acknowledged yet";
    bench.arrives(bench.segment(1, 8002));
    EXPECT_EQ(bench.tcb.state, State::kFinWait2);
  }
}

}  // namespace
}  // namespace synspect::tcp
