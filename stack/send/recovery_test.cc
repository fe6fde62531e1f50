#include "stack/send/recovery.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

constexpr std::uint32_t kMss = 1000;  // what Bench's peer takes
const std::array<std::byte, 60'000> kMuch{};

struct Sent {
  std::uint32_t from, length;  // octets of text, the first being 0
  friend bool operator==(const Sent&, const Sent&) = default;
};
void PrintTo(const Sent& sent, std::ostream* out) { *out << sent.from << "+" << sent.length; }

// An ESTABLISHED connection whose peer takes 60,000 octets.
struct Transfer : Bench {
  explicit Transfer(std::uint32_t base) : Bench{in_state(State::kEstablished, base)} {
    Segment opens = next();
    opens.window = 60'000;
    arrives(opens);
  }
  std::vector<Sent> sent() const {
    std::vector<Sent> result;
    for (const Segment& segment : effects.transmit) {
      if (segment.payload.empty()) continue;
      result.push_back(
          {distance(iss, segment.seq).n - 1, static_cast<std::uint32_t>(segment.payload.size())});
    }
    return result;
  }
  std::vector<Sent> queues(std::size_t octets) {
    calls(SendCall{.data = std::span{kMuch}.first(octets)});
    return sent();
  }
  // The peer has `octets` of text.
  std::vector<Sent> acks(std::uint32_t octets) {
    Segment ack = segment(1, 1 + octets);
    ack.window = 60'000;
    arrives(ack);
    return sent();
  }
  std::uint32_t flight() const { return distance(tcb.snd_una, tcb.snd_nxt).n; }
};

using Sents = std::vector<Sent>;

class Congested : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Bases, Congested, testing::ValuesIn(kBases));

TEST_P(Congested, StartsWithTheInitialWindow) {  // 5681-3.1-2, 5681-3.1-3
  Transfer transfer{GetParam()};
  EXPECT_EQ(transfer.queues(60'000), (Sents{{0, kMss}, {1000, kMss}, {2000, kMss}, {3000, kMss}}));
}

TEST_P(Congested, StartsWithOneSegmentAfterALostSyn) {  // 5681-3.1-4
  Bench bench = in_state(State::kSynSent, GetParam());
  ASSERT_TRUE(bench.fire());
  bench.peer_syn(true);
  bench.calls(SendCall{.data = kMuch});
  EXPECT_EQ(distance(bench.tcb.snd_una, bench.tcb.snd_nxt).n, kMss);
}

TEST_P(Congested, StartsWithTenSegmentsWhereTheProfileSaysSo) {  // RFC 6928 2
  Bench bench{GetParam()};
  bench.tcb.profile.edit().initial_window = 10;
  bench.open();
  bench.peer_syn(true);
  Segment opens = bench.next();
  opens.window = 60'000;
  bench.arrives(opens);
  bench.calls(SendCall{.data = kMuch});
  EXPECT_EQ(distance(bench.tcb.snd_una, bench.tcb.snd_nxt).n, 10 * kMss);
}

// MUST-19, 5681-3.1-1, 5681-3.1-6.
TEST_P(Congested, SlowStartAddsASegmentPerAck) {  // 5681-3.1-7
  Transfer transfer{GetParam()};
  transfer.queues(60'000);
  EXPECT_EQ(transfer.acks(1000), (Sents{{4000, kMss}, {5000, kMss}}));
  transfer.acks(3000);  // two at once: one segment more all the same
  EXPECT_EQ(transfer.flight(), 6 * kMss);
}

TEST_P(Congested, AcksOfPiecesAddNoMoreThanTheirOctets) {  // 5681-3.1-8
  Transfer transfer{GetParam()};
  transfer.queues(60'000);
  for (std::uint32_t octet = 100; octet <= 1000; octet += 100) transfer.acks(octet);
  EXPECT_EQ(transfer.tcb.congestion.cwnd, 5 * kMss);
}

// 5681-3.2-8, 3042-2-2.
TEST_P(Congested, ThirdDuplicateResendsTheFront) {  // 5681-3.2-3 to -7, 3042-2-1
  Transfer transfer{GetParam()};
  transfer.queues(60'000);
  transfer.acks(4000);
  ASSERT_EQ(transfer.flight(), 5 * kMss);
  EXPECT_EQ(transfer.acks(4000), (Sents{{9000, kMss}}));   // limited transmit
  EXPECT_EQ(transfer.acks(4000), (Sents{{10000, kMss}}));  // and once more
  EXPECT_EQ(transfer.acks(4000), (Sents{{4000, kMss}}));
  EXPECT_EQ(transfer.tcb.congestion.ssthresh, 2500U);  // of five segments, not of seven
  EXPECT_EQ(transfer.tcb.congestion.cwnd, 5500U);
  EXPECT_EQ(transfer.acks(4000), Sents{});                  // 6500 and seven segments out
  EXPECT_EQ(transfer.acks(4000), Sents{});                  // 7500
  EXPECT_EQ(transfer.acks(4000), (Sents{{11000, kMss}}));   // 8500
  EXPECT_EQ(transfer.acks(11000), (Sents{{12000, kMss}}));  // all of it: 6582-3.2-3a
  EXPECT_EQ(transfer.tcb.congestion.cwnd, 2000U);
  EXPECT_FALSE(transfer.tcb.congestion.recovering);
}

// 6582-3.2-3c.
TEST_P(Congested, PartialAckResendsTheNextHole) {  // 6582-3.2-3b, -3d
  Transfer transfer{GetParam()};
  transfer.queues(60'000);
  transfer.acks(4000);
  for (int i = 0; i < 3; ++i) transfer.acks(4000);
  const std::uint32_t ssthresh = transfer.tcb.congestion.ssthresh;
  EXPECT_EQ(transfer.acks(6000), (Sents{{6000, kMss}}));
  for (int i = 0; i < 3; ++i) transfer.acks(6000);
  EXPECT_EQ(transfer.tcb.congestion.ssthresh, ssthresh);
  EXPECT_TRUE(transfer.tcb.congestion.recovering);
}

TEST_P(Congested, NoSecondRecoveryForTheSameFlight) {  // 6582-3.2-2, 6582-3.2-4
  Transfer transfer{GetParam()};
  transfer.queues(60'000);
  transfer.acks(4000);
  ASSERT_TRUE(transfer.fire());
  EXPECT_EQ(transfer.sent(), (Sents{{4000, kMss}}));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(transfer.acks(4000), Sents{}) << i;
  EXPECT_FALSE(transfer.tcb.congestion.recovering);
}

TEST_P(Congested, LookAlikesAreNoDuplicates) {  // 5681-2-1
  Transfer transfer{GetParam()};
  transfer.queues(60'000);
  transfer.acks(4000);
  for (std::uint16_t i = 1; i <= 4; ++i) {  // another window
    Segment ack = transfer.segment(1, 4001);
    ack.window = static_cast<std::uint16_t>(60'000 - i);
    transfer.arrives(ack);
    EXPECT_EQ(transfer.sent(), Sents{}) << i;
  }
  for (std::uint32_t i = 0; i < 4; ++i) {  // text
    Segment text = transfer.segment(1 + i, 4001);
    text.window = 59'996;
    text.payload = std::span{kText}.first(1);
    transfer.arrives(text);
    EXPECT_EQ(transfer.sent(), Sents{}) << i;
  }
}

TEST_P(Congested, AfterATimeoutSlowStartFromOneSegment) {  // 5681-3.1-11, -12, -13
  Transfer transfer{GetParam()};
  transfer.queues(60'000);
  transfer.acks(1000);
  transfer.acks(2000);
  transfer.acks(3000);
  transfer.acks(4000);
  ASSERT_EQ(transfer.flight(), 8 * kMss);
  ASSERT_TRUE(transfer.fire());
  EXPECT_EQ(transfer.sent(), (Sents{{4000, kMss}}));
  ASSERT_TRUE(transfer.fire());
  EXPECT_EQ(transfer.sent(), (Sents{{4000, kMss}}));
  EXPECT_EQ(transfer.tcb.congestion.ssthresh, 4 * kMss);
  EXPECT_EQ(transfer.acks(5000), (Sents{{5000, kMss}, {6000, kMss}}));
  EXPECT_EQ(transfer.acks(6000), (Sents{{7000, kMss}, {8000, kMss}}));
  EXPECT_EQ(transfer.acks(12000),
            (Sents{{12000, kMss}, {13000, kMss}, {14000, kMss}, {15000, kMss}}));
}

TEST_P(Congested, CongestionAvoidanceAddsASegmentPerWindow) {  // 5681-3.1-9, -10
  Transfer transfer{GetParam()};
  transfer.tcb.congestion.ssthresh = 4 * kMss;
  transfer.queues(60'000);
  for (std::uint32_t acked = 1; acked <= 3; ++acked) transfer.acks(acked * kMss);
  EXPECT_EQ(transfer.flight(), 4 * kMss);
  transfer.acks(4 * kMss);
  EXPECT_EQ(transfer.flight(), 5 * kMss);
}

TEST_P(Congested, RestartsAfterIdle) {  // 5681-4.1-1
  Transfer transfer{GetParam()};
  transfer.queues(20'000);
  for (std::uint32_t acked = 1; acked <= 20; ++acked) transfer.acks(acked * kMss);
  ASSERT_GT(transfer.tcb.congestion.cwnd, 4 * kMss);
  transfer.now += std::chrono::seconds{2};
  EXPECT_EQ(transfer.queues(40'000).size(), 4U);
}

TEST_P(Congested, TheTimedSegmentIsNotSampledOnceResent) {  // 6298-3-a
  Transfer transfer{GetParam()};
  transfer.queues(60'000);
  transfer.acks(4000);
  for (int i = 0; i < 3; ++i) transfer.acks(4000);
  EXPECT_NE(transfer.tcb.retransmission.timed_end, transfer.tcb.snd_una + SeqLen{kMss});
}

}  // namespace
}  // namespace synspect::tcp
