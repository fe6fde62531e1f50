#include "stack/send/path_mtu.h"

#include <gtest/gtest.h>

#include <vector>

#include "stack/send/congestion.h"
#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

const std::vector<std::byte> kBulk(20'000);

// Established, SND.MSS 1000, a first flight of text out.
Bench sending(std::uint32_t base, bool hold_back = true) {
  Bench bench = in_state(State::kEstablished, base);
  bench.tcb.profile.edit().path_mtu_hold_back = hold_back;
  bench.calls(SendCall{.data = kBulk});
  return bench;
}
NetworkError too_big(const Bench& bench, std::uint32_t mtu, std::uint32_t offset = 0) {
  return {.trouble = NetworkTrouble::kTooBig,
          .seq = bench.tcb.snd_una + SeqLen{offset},
          .size = 1040,
          .mtu = mtu};
}
std::vector<std::size_t> sizes(const Bench& bench) {
  std::vector<std::size_t> result;
  for (const Segment& segment : bench.effects.transmit) result.push_back(segment.payload.size());
  return result;
}
// The peer acknowledges the first `octets` of what is out.
void acknowledge(Bench& bench, std::uint32_t octets) {
  Segment ack = bench.next();
  ack.ack = bench.tcb.snd_una + SeqLen{octets};
  bench.arrives(ack);
}

TEST(PathMtu, Clause9293_3_7_2ShrinksAndSendsAnew) {
  for (const std::uint32_t base : kBases) {
    Bench bench = sending(base);
    ASSERT_EQ(sizes(bench), (std::vector<std::size_t>{1000, 1000, 1000, 1000}));
    const Seq una = bench.tcb.snd_una, nxt = bench.tcb.snd_nxt;
    bench.errs(too_big(bench, 540));
    EXPECT_EQ(bench.tcb.snd_mss, 500U);
    // 5681-3.1-5: as many segments as before, hence half the octets.
    EXPECT_EQ(bench.tcb.congestion.cwnd, 2000U);
    EXPECT_EQ(sizes(bench), (std::vector<std::size_t>{500, 500, 500, 500}));
    EXPECT_EQ(bench.effects.transmit.front().seq, una);
    EXPECT_EQ(bench.tcb.snd_nxt, nxt) << "nothing new";
    EXPECT_EQ(bench.tcb.congestion.ssthresh, 0xffff'ffffU) << "no sign of congestion";
    EXPECT_EQ(bench.tcb.retransmission.backoffs, 0U);
    // The rest of the flight, then new text, all of it in the new size.
    std::size_t octets = 0;
    for (int round = 0; round < 100 && bench.tcb.snd_una != bench.tcb.snd_nxt; ++round) {
      acknowledge(bench, std::min(500U, distance(bench.tcb.snd_una, bench.tcb.snd_nxt).n));
      for (const Segment& segment : bench.effects.transmit) {
        EXPECT_LE(segment.payload.size(), 500U);
        octets += segment.payload.size();
      }
    }
    EXPECT_TRUE(bench.tcb.send_queue.empty());
    EXPECT_EQ(octets, 18'000U) << "each octet once since the report";
  }
}

TEST(PathMtu, Clause5927_7_2_1ImpossibleSizesAreIgnored) {
  const struct {
    const char* name;
    IpVersion version;
    std::uint32_t size, mtu;
    std::uint16_t mss;  // 1000: unchanged
  } rows[] = {
      {"IPv4, least", IpVersion::kV4, 1040, 68, 28},
      {"IPv4, below", IpVersion::kV4, 1040, 67, 1000},
      {"as large as the packet", IpVersion::kV4, 1040, 1040, 1000},
      {"larger", IpVersion::kV4, 1040, 1400, 1000},
      {"smaller than the packet, but as large as ours", IpVersion::kV4, 1400, 1040, 1000},
      {"one less than the packet", IpVersion::kV4, 1040, 1039, 999},
      {"not said: the next plateau", IpVersion::kV4, 1040, 0, 966},
      {"not said, of a packet that large", IpVersion::kV4, 1006, 0, 468},
      {"not said, of a lie", IpVersion::kV4, 65535, 0, 1000},
      {"not said, smallest", IpVersion::kV4, 68, 0, 1000},
      {"IPv6, not below 1280", IpVersion::kV6, 1500, 1279, 1000},
      {"IPv6, not said", IpVersion::kV6, 1500, 0, 1000},
      {"IPv6, least, which our MSS keeps within", IpVersion::kV6, 1500, 1280, 1000},
      {"IPv6, 32 bits", IpVersion::kV6, 1500, 0x1'0000 + 100, 1000},
  };
  for (const auto& row : rows) {
    Bench bench = sending(0);
    bench.tcb.sockets.local.ip.version = bench.tcb.sockets.remote.ip.version = row.version;
    bench.errs({.trouble = NetworkTrouble::kTooBig,
                .seq = bench.tcb.snd_una,
                .size = row.size,
                .mtu = row.mtu});
    EXPECT_EQ(bench.tcb.snd_mss, row.mss) << row.name;
    EXPECT_EQ(bench.effects.transmit.empty(), row.mss == 1000) << row.name;
  }
}

TEST(PathMtu, Ipv6CountsItsLongerHeader) {
  Bench bench{0};
  bench.tcb.sockets.local.ip.version = bench.tcb.sockets.remote.ip.version = IpVersion::kV6;
  bench.open();
  Segment syn = bench.segment(0, 1);
  syn.syn = true;
  syn.options.mss = 1440;
  bench.arrives(syn);
  bench.calls(SendCall{.data = kBulk});
  bench.errs(
      {.trouble = NetworkTrouble::kTooBig, .seq = bench.tcb.snd_una, .size = 1500, .mtu = 1280});
  EXPECT_EQ(bench.tcb.snd_mss, 1220U);
}

TEST(PathMtu, TimestampsComeOutOfTheRoom) {  // 9293-3.7.1-a
  Bench bench{0};
  bench.tcb.profile.edit().timestamps = true;
  bench.open();
  Segment syn = bench.segment(0, 1);
  syn.syn = true;
  syn.options.mss = 1000;
  syn.options.timestamps = Timestamps{7, 0};
  bench.arrives(syn);
  bench.calls(SendCall{.data = kBulk});
  bench.errs(too_big(bench, 540));
  ASSERT_FALSE(bench.effects.transmit.empty());
  for (const Segment& segment : bench.effects.transmit) {
    EXPECT_EQ(segment.payload.size(), 488U);
    EXPECT_TRUE(segment.options.timestamps);
  }
}

TEST(PathMtu, Clause5927_7_2_2IsHeldBackWhileThereIsProgress) {
  for (const std::uint32_t base : kBases) {
    Bench bench = sending(base);
    acknowledge(bench, 1000);  // segments of that size get through
    const Tcb before = bench.tcb;
    bench.errs(too_big(bench, 540));
    EXPECT_EQ(bench.tcb.snd_mss, 1000U);
    EXPECT_TRUE(bench.effects.transmit.empty());
    acknowledge(bench, 1000);  // and so did this one: a forgery
    EXPECT_EQ(bench.tcb.path_mtu.reported, 0U);
    EXPECT_EQ(bench.tcb.snd_mss, 1000U);

    bench = sending(base);
    acknowledge(bench, 1000);
    bench.errs(too_big(bench, 540, 1000));
    acknowledge(bench, 1000);  // of what is in front of it: says nothing
    ASSERT_EQ(bench.tcb.path_mtu.reported, 540U);
    ASSERT_TRUE(bench.fire());
    EXPECT_EQ(bench.tcb.snd_mss, 500U);
    EXPECT_EQ(sizes(bench), (std::vector<std::size_t>{500}));
    EXPECT_EQ(bench.tcb.path_mtu, PathMtu{});
  }
}

TEST(PathMtu, Clause5927_7_2_2ANewPathIsBelievedAtOnce) {
  Bench first = sending(0);
  first.errs(too_big(first, 540));  // nothing of that size was acknowledged yet
  EXPECT_EQ(first.tcb.snd_mss, 500U);
  first.errs(too_big(first, 340));  // and a second hop, smaller still
  EXPECT_EQ(first.tcb.snd_mss, 300U);
  Bench off = sending(0, false);
  acknowledge(off, 1000);
  off.errs(too_big(off, 540));
  EXPECT_EQ(off.tcb.snd_mss, 500U) << "a profile without the defence";
}

TEST(PathMtu, SeveralReportsOfOneFlightCountOnce) {
  Bench bench = sending(0);
  bench.errs(too_big(bench, 540));
  const Tcb after = bench.tcb;
  for (const std::uint32_t offset : {1000U, 2000U, 3000U}) {
    bench.errs(too_big(bench, 540, offset));
    EXPECT_TRUE(bench.effects.transmit.empty());
  }
  EXPECT_EQ(bench.tcb, after);
}

TEST(PathMtu, LeavesFastRecovery) {
  Bench bench = sending(0);
  for (int i = 0; i < 3; ++i)
    bench.arrives([&] {
      Segment duplicate = bench.next();
      duplicate.ack = bench.tcb.snd_una;
      return duplicate;
    }());
  ASSERT_TRUE(bench.tcb.congestion.recovering);
  bench.errs(too_big(bench, 540));
  EXPECT_FALSE(bench.tcb.congestion.recovering);
  EXPECT_EQ(bench.tcb.snd_mss, 500U);
  EXPECT_FALSE(bench.effects.transmit.empty());
  EXPECT_LE(bench.tcb.congestion.cwnd, bench.tcb.congestion.ssthresh);
}

TEST(PathMtu, WithAShutWindowNothingLeavesBeforeItOpens) {
  Bench bench = sending(0);
  Segment shut = bench.next();
  shut.ack = bench.tcb.snd_una;
  shut.window = 0;
  bench.arrives(shut);
  bench.errs(too_big(bench, 540));
  EXPECT_EQ(bench.tcb.snd_mss, 500U);
  EXPECT_TRUE(bench.effects.transmit.empty());
  Segment open = bench.next();
  open.ack = bench.tcb.snd_una;
  bench.arrives(open);
  ASSERT_FALSE(bench.effects.transmit.empty());
  EXPECT_EQ(bench.effects.transmit[0].payload.size(), 500U);
}

// 9293-3.7.5-a.
TEST(PathMtu, Clause9293_3_7_5AnMssOf65535MeansNoLimit) {
  Bench bench{0};
  bench.tcb.sockets.local.ip.version = bench.tcb.sockets.remote.ip.version = IpVersion::kV6;
  bench.tcb.rcv_mss = 8940;
  bench.open();
  Segment syn = bench.segment(0, 1);
  syn.syn = true;
  syn.options.mss = 65535;
  syn.window = 60'000;
  bench.arrives(syn);
  EXPECT_EQ(bench.tcb.snd_mss, 8940U);
  bench.calls(SendCall{.data = kBulk});
  bench.errs(
      {.trouble = NetworkTrouble::kTooBig, .seq = bench.tcb.snd_una, .size = 9000, .mtu = 1500});
  EXPECT_EQ(bench.tcb.snd_mss, 1440U) << "the path decides";
}

TEST(PathMtu, ASynIsNeverTooBig) {
  for (const State state : {State::kSynSent, State::kSynReceived}) {
    Bench bench = in_state(state, 0);
    const Tcb before = bench.tcb;
    bench.errs(too_big(bench, 68));
    EXPECT_EQ(bench.tcb, before);
    EXPECT_TRUE(bench.effects.transmit.empty());
  }
}

}  // namespace
}  // namespace synspect::tcp
