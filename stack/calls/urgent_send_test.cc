// SEND with the URGENT flag (RFC 9293 3.8.5, 3.10.2).
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

void write(Bench& bench, std::size_t octets, bool urgent) {
  const std::vector<std::byte> text(octets);
  bench.calls(SendCall{.data = text, .urgent = urgent});
}

// Where the segment says that the urgent octets end, less ISS.
std::optional<std::uint32_t> mark(const Bench& bench, const Segment& segment) {
  if (!segment.urg) return std::nullopt;
  return distance(bench.iss, segment.seq).n + segment.urgent_pointer;
}

TEST(UrgentSend, PointerNamesTheOctetAfterTheLastUrgentOne) {  // MUST-30, MUST-62, 9293-3.10.2-g
  for (const std::uint32_t base : kBases) {
    Bench bench = in_state(State::kEstablished, base);
    bench.calls(NagleCall{.on = false});
    write(bench, 2300, true);
    ASSERT_EQ(bench.effects.transmit.size(), 3U);
    for (const Segment& segment : bench.effects.transmit) EXPECT_EQ(mark(bench, segment), 2301U);
    write(bench, 10, false);
    EXPECT_EQ(mark(bench, bench.effects.transmit.at(0)), std::nullopt) << "behind the mark";
    Segment text = bench.next();
    text.ack = bench.iss + SeqLen{1001};
    text.payload = kText;
    bench.arrives(text);
    ASSERT_TRUE(bench.fire());  // the delayed ACK
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    EXPECT_FALSE(bench.effects.transmit[0].urg) << "an ACK at SND.NXT has nothing urgent ahead";
    ASSERT_TRUE(bench.fire());
    EXPECT_EQ(bench.effects.transmit.at(0).seq, bench.iss + SeqLen{1001});
    EXPECT_EQ(mark(bench, bench.effects.transmit[0]), 2301U) << "sent again, still urgent";
    bench.arrives(bench.segment(17, 2311));
    EXPECT_EQ(bench.tcb.urgent, 0U) << "left urgent mode (9293-3.8.5-a)";
    write(bench, 10, false);
    EXPECT_FALSE(bench.effects.transmit.at(0).urg);
  }
}

TEST(UrgentSend, MarkMovesOnWithAnotherUrgentSend) {  // MUST-31
  Bench bench = in_state(State::kEstablished, 0xffff'fffa);
  bench.calls(NagleCall{.on = false});
  write(bench, 10, true);
  EXPECT_EQ(mark(bench, bench.effects.transmit.at(0)), 11U);
  write(bench, 10, false);
  write(bench, 10, true);
  EXPECT_EQ(mark(bench, bench.effects.transmit.at(0)), 31U);
  ASSERT_TRUE(bench.fire());
  EXPECT_EQ(mark(bench, bench.effects.transmit.at(0)), 31U);
}

TEST(UrgentSend, ModeIsToldWhereTextMustWait) {  // 9293-3.8.5-c, MUST-66
  for (const std::uint16_t window : {std::uint16_t{0}, std::uint16_t{8000}}) {
    Bench bench = in_state(State::kEstablished, 0);
    write(bench, 10, false);
    Segment ack = bench.segment(1, window == 0 ? 11 : 1);  // else Nagle holds what follows
    ack.window = window;
    bench.arrives(ack);
    write(bench, 1, true);
    ASSERT_EQ(bench.effects.transmit.size(), 1U);
    const Segment& told = bench.effects.transmit[0];
    EXPECT_EQ(told.length().n, 0U);
    EXPECT_EQ(told.seq, bench.tcb.snd_nxt);
    EXPECT_EQ(mark(bench, told), 12U);
    ASSERT_TRUE(bench.fire());
    EXPECT_EQ(mark(bench, bench.effects.transmit.at(0)), 12U) << "on the probe, on the repetition";
  }
}

TEST(UrgentSend, FarMarkIsApproachedStepByStep) {  // MUST-31
  Bench bench = in_state(State::kEstablished, 0x7fff'fffa);
  bench.tcb.profile.edit().send_buffer = 100'000;
  write(bench, 70'000, true);
  std::uint32_t last = 0;
  std::uint32_t una = 1;
  while (una < 70'001) {
    for (const Segment& segment : bench.effects.transmit) {
      const std::uint32_t seq = distance(bench.iss, segment.seq).n;
      EXPECT_EQ(mark(bench, segment), std::min(seq + 65535, 70'001U));
      EXPECT_GE(*mark(bench, segment), last);
      last = *mark(bench, segment);
    }
    una = distance(bench.iss, bench.tcb.snd_nxt).n;
    bench.arrives(bench.next());
  }
  EXPECT_EQ(last, 70'001U);
}

TEST(UrgentSend, NeedsAnOctet) {  // 9293-3.8.5-c
  Bench bench = in_state(State::kEstablished, 0);
  write(bench, 0, true);
  EXPECT_EQ(bench.effects.status, CallStatus::kOk);
  EXPECT_TRUE(bench.effects.transmit.empty());
  EXPECT_EQ(bench.tcb.urgent, 0U);
}

TEST(UrgentSend, BeforeEstablishedOnlyTheTextSaysIt) {  // 9293-3.10.2-d
  Bench bench = in_state(State::kSynReceived, 0);
  write(bench, 5, true);
  EXPECT_TRUE(bench.effects.transmit.empty());
  ASSERT_TRUE(bench.fire());
  EXPECT_FALSE(bench.effects.transmit.at(0).urg) << "no octet of SYN,ACK is urgent";
  bench.arrives(bench.next());
  EXPECT_EQ(mark(bench, bench.effects.transmit.at(0)), 6U);
}

}  // namespace
}  // namespace synspect::tcp
