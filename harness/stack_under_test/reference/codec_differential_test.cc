// The core's codec and the harness's decoder were written apart. Here they read the same datagrams:
// whole ones, mutated ones, and mutated ones whose checksums were put right again. This folder is
// the only one that may know both.
#include <gtest/gtest.h>

#include <random>

#include "harness/history/decode/decoded_segment.h"
#include "harness/stack_under_test/reference/convert.h"
#include "harness/stack_under_test/reference/options_seen.h"
#include "stack/wire/checksum.h"
#include "stack/wire/codec.h"
#include "stack/wire/icmp.h"
#include "stack/wire/options.h"
#include "stack/wire/test_icmp.h"

namespace synspect {
namespace {

using Octets = std::vector<std::byte>;

bool same(const tcp::IpAddress& a, const IpAddress& b) {
  return static_cast<int>(a.version) == static_cast<int>(b.version) && a.octets == b.octets;
}

// What the decoder found, in the words of the codec: the first fault in the order of the layers.
std::optional<tcp::ParseError> fault_in(const DecodedSegment& s) {
  using enum tcp::ParseError;
  if (!s.ip_checksum_correct) return kBadIpChecksum;
  if (s.data_offset < 5 || s.options.size() != s.data_offset * 4u - 20) return kBadTcpHeader;
  if (s.tcp_checksum == ChecksumStatus::kWrong) return kBadTcpChecksum;
  return std::nullopt;
}

void expect_same_fields(const tcp::Datagram& d, const DecodedSegment& s) {
  const tcp::Segment& g = d.segment;
  EXPECT_TRUE(same(d.source, s.source.ip));
  EXPECT_TRUE(same(d.destination, s.destination.ip));
  EXPECT_EQ(d.source_port.number, s.source.port);
  EXPECT_EQ(d.destination_port.number, s.destination.port);
  EXPECT_EQ(d.ttl, s.ttl);
  EXPECT_EQ(d.traffic_class, s.traffic_class);
  EXPECT_EQ(d.malformed_options, s.malformed_options);
  EXPECT_EQ(g.seq.raw(), s.seq);
  EXPECT_EQ(g.ack.raw(), s.has(kAck) ? s.ack : 0);
  const int flags = (g.fin ? kFin : 0) | (g.syn ? kSyn : 0) | (g.rst ? kRst : 0) |
                    (g.psh ? kPsh : 0) | (g.ack_flag ? kAck : 0) | (g.urg ? kUrg : 0) |
                    (g.ece ? kEce : 0) | (g.cwr ? kCwr : 0);
  EXPECT_EQ(flags, s.flags);
  EXPECT_EQ(g.window, s.window);
  EXPECT_EQ(g.urgent_pointer, s.urgent_pointer);
  EXPECT_EQ(g.options, options_seen(s));
  EXPECT_EQ(g.payload.data(), s.payload.data());
  EXPECT_EQ(g.payload.size(), s.payload.size());
  EXPECT_EQ(g.length().n, s.sequence_length());
}

struct Tally {  // so that the test shows what it has seen
  int accepted{};
  int refused[7]{};
};

void compare(const Octets& octets, Tally& tally) {
  const auto d = tcp::parse_datagram(octets);
  const DecodedSegment s = decode(octets);
  if (d) {
    ++tally.accepted;
    ASSERT_EQ(s.kind, DatagramKind::kTcp);
    EXPECT_EQ(fault_in(s), std::nullopt);
    EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kCorrect);
    expect_same_fields(*d, s);
    return;
  }
  ++tally.refused[static_cast<int>(d.error())];
  switch (d.error()) {
    case tcp::ParseError::kNotIp:
      EXPECT_EQ(s.kind, DatagramKind::kUnreadable);
      return;
    case tcp::ParseError::kTruncated:  // the decoder reads on where it can
      EXPECT_TRUE(s.kind == DatagramKind::kUnreadable || s.length_mismatch);
      EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kNotChecked);
      return;
    case tcp::ParseError::kNotTcp:
      EXPECT_NE(s.kind, DatagramKind::kTcp);
      return;
    case tcp::ParseError::kFragment:
      EXPECT_EQ(s.kind, DatagramKind::kOther);
      return;
    case tcp::ParseError::kBadIpChecksum:
      EXPECT_FALSE(s.ip_checksum_correct);
      return;
    case tcp::ParseError::kBadTcpHeader:
      EXPECT_TRUE(s.kind == DatagramKind::kUnreadable || fault_in(s) == d.error());
      return;
    case tcp::ParseError::kBadTcpChecksum:
      EXPECT_EQ(fault_in(s), d.error());
      return;
  }
}

class CodecDifferential : public testing::Test {
 protected:
  std::size_t below(std::size_t bound) { return chance_() % bound; }
  std::byte octet() { return static_cast<std::byte>(chance_() & 0xff); }
  Octets octets(std::size_t count) {
    Octets out(count);
    for (std::byte& o : out) o = octet();
    return out;
  }

  tcp::IpAddress address(tcp::IpVersion version) {
    tcp::IpAddress a{.version = version, .octets = {}};
    const std::size_t size = version == tcp::IpVersion::kV4 ? 4 : 16;
    for (std::size_t i = 0; i < size; ++i) a.octets[i] = static_cast<std::uint8_t>(octet());
    return a;
  }

  tcp::SegmentOptions options() {
    tcp::SegmentOptions options;
    const auto number = [this] { return static_cast<std::uint32_t>(chance_()); };
    options.layout = static_cast<tcp::OptionLayout>(below(3));
    if (below(2) == 0) options.mss = static_cast<std::uint16_t>(below(65536));
    if (below(2) == 0) options.window_scale = static_cast<std::uint8_t>(octet());
    options.sack_permitted = below(2) == 0;
    if (below(2) == 0) options.timestamps = {number(), number()};
    if (below(4) == 0) options.user_timeout = static_cast<std::uint16_t>(below(65536));
    if (below(4) == 0) {
      constexpr std::uint8_t kSizes[] = {0, 4, 6, 8, 16};
      options.fast_open =
          tcp::FastOpenOption{.size = kSizes[below(5)], .experimental = below(2) == 0};
      for (std::size_t i = 0; i < options.fast_open->size; ++i) {
        options.fast_open->octets[i] = octet();
      }
      if (tcp::options_size(options) > tcp::kMostOptionOctets) options.fast_open.reset();
    }
    for (std::uint64_t blocks = below(6); blocks > 2; --blocks) {
      options.sack.add({tcp::Seq{number()}, tcp::Seq{number()}});
    }
    return options;
  }

  Octets datagram() {
    tcp::Datagram d;
    const auto version = below(2) == 0 ? tcp::IpVersion::kV4 : tcp::IpVersion::kV6;
    d.source = address(version);
    d.destination = address(version);
    d.source_port.number = static_cast<std::uint16_t>(below(65536));
    d.destination_port.number = static_cast<std::uint16_t>(below(65536));
    d.traffic_class = static_cast<std::uint8_t>(octet());
    const Octets payload = octets(below(60));
    d.segment.seq = tcp::Seq{static_cast<std::uint32_t>(chance_())};
    d.segment.ack = tcp::Seq{static_cast<std::uint32_t>(chance_())};
    d.segment.ack_flag = below(2) == 0;
    d.segment.syn = below(2) == 0;
    d.segment.fin = below(4) == 0;
    d.segment.window = static_cast<std::uint16_t>(below(65536));
    d.segment.payload = payload;
    d.segment.options = options();
    Octets out;
    tcp::write_datagram(d, out);
    return out;
  }

  // Any data offset and option octets, in place of what the codec itself would write.
  void scramble_options(Octets& out) {
    const std::size_t tcp_at = out[0] == std::byte{0x45} ? 20 : 40;
    out[tcp_at + 12] = static_cast<std::byte>((4 + below(6)) << 4 | below(16));
    for (std::size_t at = tcp_at + 20; at < out.size() && at < tcp_at + 40; ++at) {
      out[at] = below(3) == 0 ? octet() : static_cast<std::byte>(below(6));
    }
  }

  // Puts both checksums right, by the codec's sums: the decoder has to agree.
  static void repair(Octets& out) {
    const bool four = out[0] == std::byte{0x45};
    const std::size_t tcp_at = four ? 20 : 40;
    const auto put = [&](std::size_t at, std::uint16_t n) {
      out[at] = static_cast<std::byte>(n >> 8);
      out[at + 1] = static_cast<std::byte>(n & 0xff);
    };
    if (four) {
      put(10, 0);
      tcp::ChecksumSum sum;
      sum.add(std::span{out}.first(20));
      put(10, sum.complement());
    }
    const auto version = four ? tcp::IpVersion::kV4 : tcp::IpVersion::kV6;
    tcp::IpAddress source{.version = version, .octets = {}};
    tcp::IpAddress destination = source;
    const std::size_t size = four ? 4 : 16;
    for (std::size_t i = 0; i < size; ++i) {
      source.octets[i] = static_cast<std::uint8_t>(out[tcp_at - 2 * size + i]);
      destination.octets[i] = static_cast<std::uint8_t>(out[tcp_at - size + i]);
    }
    put(tcp_at + 16, 0);
    tcp::ChecksumSum sum;
    sum.add_pseudo_header(source, destination, 6, out.size() - tcp_at);
    sum.add(std::span{out}.subspan(tcp_at));
    put(tcp_at + 16, sum.complement());
  }

  std::mt19937_64 chance_{9293};
};

TEST_F(CodecDifferential, WhatTheCoreWritesIsRight) {
  Tally tally;
  for (int run = 0; run < 30'000; ++run) {
    const Octets out = datagram();
    compare(out, tally);
    const DecodedSegment s = decode(out);
    ASSERT_FALSE(s.length_mismatch);
    ASSERT_EQ(s.reserved, 0);  // 9293-3.1-a
    ASSERT_EQ(s.flow_label, 0u);
    if (s.source.ip.version == IpVersion::kV4) {
      ASSERT_TRUE(s.dont_fragment);
      ASSERT_EQ(s.ip_id, 0);
    }
  }
  EXPECT_EQ(tally.accepted, 30'000);
}

// What the two make of an ICMP error: the decoder does not look at its checksum and tells of every
// message that quotes a segment; the core takes those of them that mean something to TCP.
TEST_F(CodecDifferential, IcmpErrors) {
  int taken = 0;
  for (int run = 0; run < 30'000; ++run) {
    const Octets quoted = datagram();
    tcp::IcmpMessage message{.type = static_cast<std::uint8_t>(below(14)),
                             .code = static_cast<std::uint8_t>(below(8)),
                             .rest = static_cast<std::uint32_t>(chance_())};
    if (below(2) == 0) message.quoted = below(60);
    Octets out = tcp::icmp_about(quoted, message);
    if (below(4) == 0) out[below(out.size())] ^= std::byte{1} << below(8);
    const DecodedSegment s = decode(out);
    const auto error = tcp::parse_icmp_error(out);
    if (!error) continue;
    ++taken;
    ASSERT_EQ(s.kind, DatagramKind::kIcmp);
    ASSERT_TRUE(s.quoted);
    EXPECT_EQ(*s.quoted, reference::from_core(error->sockets));
    EXPECT_EQ(s.quoted_seq, error->error.seq.raw());
    EXPECT_EQ(s.icmp_mtu, error->error.mtu);
  }
  EXPECT_GT(taken, 2'000);
}

TEST_F(CodecDifferential, OptionsOfAnyKind) {
  Tally tally;
  for (int run = 0; run < 100'000; ++run) {
    Octets out = datagram();
    scramble_options(out);
    repair(out);
    compare(out, tally);
  }
  EXPECT_GT(tally.accepted, 50'000);
  EXPECT_GT(tally.refused[static_cast<int>(tcp::ParseError::kBadTcpHeader)], 10'000);
}

TEST_F(CodecDifferential, Mutations) {
  Tally tally;
  for (int run = 0; run < 200'000; ++run) {
    Octets out = datagram();
    // Mostly in the headers, where structure is.
    for (std::size_t edits = below(4); edits > 0; --edits) {
      const std::size_t at =
          below(4) == 0 ? below(out.size()) : below(std::min<std::size_t>(out.size(), 48));
      if (below(2) == 0) {
        out[at] = octet();
      } else {
        out[at] ^= static_cast<std::byte>(1 << below(8));
      }
    }
    if (below(8) == 0) out.resize(below(out.size() + 30), octet());
    const bool plain =
        out.size() >= 60 && (out[0] == std::byte{0x45} || (out[0] >> 4) == std::byte{6});
    if (plain && below(2) == 0) repair(out);
    compare(out, tally);
  }
  EXPECT_GT(tally.accepted, 20'000);
  for (const int refused : tally.refused) EXPECT_GT(refused, 100);
}

TEST_F(CodecDifferential, RandomOctets) {
  Tally tally;
  for (int run = 0; run < 100'000; ++run) {
    Octets out = octets(below(100));
    if (!out.empty() && below(4) != 0) out[0] = static_cast<std::byte>(below(2) == 0 ? 0x45 : 0x60);
    compare(out, tally);
  }
  EXPECT_EQ(tally.accepted, 0) << "2^-16 each, at best; with this seed none";
}

}  // namespace
}  // namespace synspect
