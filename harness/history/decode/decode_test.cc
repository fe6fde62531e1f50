#include <gtest/gtest.h>

#include "harness/history/decode/checksum.h"
#include "harness/history/decode/decoded_segment.h"
#include "harness/history/decode/test_datagrams.h"

namespace synspect {
namespace {

using namespace test;

std::string text_of(std::span<const std::byte> octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

TEST(Decode, SynOverIpv4) {
  const auto octets = from_hex(kSyn4);
  const DecodedSegment s = decode(octets);
  EXPECT_EQ(s.kind, DatagramKind::kTcp);
  EXPECT_EQ(s.source.to_string(), "192.0.2.1:1025");
  EXPECT_EQ(s.destination.to_string(), "198.51.100.7:80");
  EXPECT_EQ(s.ttl, 64);
  EXPECT_TRUE(s.dont_fragment);
  EXPECT_TRUE(s.ip_checksum_correct);
  EXPECT_FALSE(s.length_mismatch);
  EXPECT_FALSE(s.truncated);
  EXPECT_EQ(s.seq, 0x0102'0304u);
  EXPECT_EQ(s.ack, 0u);
  EXPECT_EQ(s.data_offset, 10);
  EXPECT_EQ(s.flags, kSyn);
  EXPECT_EQ(s.window, 65535);
  EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kCorrect);
  EXPECT_EQ(s.options.size(), 20u);
  EXPECT_EQ(s.mss, 1460);
  EXPECT_EQ(s.sequence_length(), 1u);
}

TEST(Decode, Ipv4OptionsAndOddText) {
  const auto octets = from_hex(kOddText4);
  const DecodedSegment s = decode(octets);
  EXPECT_EQ(s.kind, DatagramKind::kTcp);
  EXPECT_EQ(s.traffic_class, 3);
  EXPECT_EQ(s.ttl, 7);
  EXPECT_EQ(s.ip_id, 0x1234);
  EXPECT_FALSE(s.dont_fragment);
  EXPECT_TRUE(s.ip_checksum_correct);
  EXPECT_EQ(s.seq, 0xffff'fffeu);
  EXPECT_EQ(s.ack, 0x1122'3344u);
  EXPECT_EQ(s.flags, kPsh | kAck);
  EXPECT_EQ(text_of(s.payload), "abc");
  EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kCorrect);
  EXPECT_EQ(s.mss, std::nullopt);
}

TEST(Decode, TextOverIpv6) {
  const auto octets = from_hex(kText6);
  const DecodedSegment s = decode(octets);
  EXPECT_EQ(s.kind, DatagramKind::kTcp);
  EXPECT_EQ(s.source.to_string(), "[2001:db8::1]:443");
  EXPECT_EQ(s.destination.to_string(), "[2001:db8::2]:50000");
  EXPECT_EQ(s.traffic_class, 0xb8);
  EXPECT_EQ(s.flow_label, 0xabcdeu);
  EXPECT_EQ(s.ttl, 3);
  EXPECT_EQ(s.flags, kFin | kPsh | kAck | kUrg);
  EXPECT_EQ(s.urgent_pointer, 5);
  EXPECT_EQ(text_of(s.payload), "hello");
  EXPECT_EQ(s.sequence_length(), 6u);
  EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kCorrect);
}

TEST(Decode, ExtensionHeadersAreSkipped) {
  const auto octets = from_hex(kExtensions6);
  const DecodedSegment s = decode(octets);
  EXPECT_EQ(s.kind, DatagramKind::kTcp);
  EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kCorrect);
  EXPECT_EQ(text_of(s.payload), "hello");
}

TEST(Decode, SourceRouteNotUsedUpIsOther) {
  auto octets = from_hex(kExtensions6);
  octets[40 + 8 + 16 + 3] = std::byte{1};  // segments left
  EXPECT_EQ(decode(octets).kind, DatagramKind::kOther);
}

TEST(Decode, FragmentsAreOther) {
  for (const int fragment : {0x2000, 0x0001, 0x1fff}) {
    auto octets = from_hex(kSyn4);
    octets[6] = static_cast<std::byte>(fragment >> 8);
    octets[7] = static_cast<std::byte>(fragment & 0xff);
    EXPECT_EQ(decode(octets).kind, DatagramKind::kOther) << fragment;
  }
  auto octets = from_hex(kText6);
  octets[6] = std::byte{44};
  EXPECT_EQ(decode(octets).kind, DatagramKind::kOther);
}

TEST(Decode, EverySingleBitErrorUnderTheTcpChecksumShows) {
  for (const std::string_view hex : {kSyn4, kOddText4, kText6}) {
    const auto good = from_hex(hex);
    const std::size_t header = hex == kSyn4 ? 20 : hex == kOddText4 ? 24 : 40;
    for (std::size_t bit = header * 8; bit < good.size() * 8; ++bit) {
      auto bad = good;
      bad[bit / 8] ^= static_cast<std::byte>(0x80 >> (bit % 8));
      const DecodedSegment s = decode(bad);
      ASSERT_EQ(s.kind, DatagramKind::kTcp);
      EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kWrong) << bit;
    }
  }
}

TEST(Decode, WrongIpChecksumShows) {
  auto octets = from_hex(kSyn4);
  octets[8] = std::byte{63};
  const DecodedSegment s = decode(octets);
  EXPECT_FALSE(s.ip_checksum_correct);
  EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kCorrect);  // TTL is not in the pseudo-header
}

TEST(Decode, LinkPaddingIsNotText) {
  auto octets = from_hex(kOddText4);
  octets.resize(60);
  const DecodedSegment s = decode(octets);
  EXPECT_TRUE(s.length_mismatch);
  EXPECT_FALSE(s.truncated);
  EXPECT_EQ(text_of(s.payload), "abc");
  EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kCorrect);
}

TEST(Decode, LengthFieldBeyondTheDatagram) {
  auto octets = from_hex(kOddText4);
  octets.pop_back();
  const DecodedSegment s = decode(octets);
  EXPECT_TRUE(s.length_mismatch);
  EXPECT_FALSE(s.truncated);
  EXPECT_EQ(s.kind, DatagramKind::kTcp);
  EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kNotChecked);
}

TEST(Decode, CutByTheCapture) {
  const auto octets = from_hex(kSyn4);
  const auto text = from_hex(kText6);
  const DecodedSegment s = decode(std::span{octets}.first(46), octets.size());
  EXPECT_EQ(s.kind, DatagramKind::kTcp);
  EXPECT_TRUE(s.truncated);
  EXPECT_FALSE(s.length_mismatch);
  EXPECT_FALSE(s.malformed_options) << "cut, not malformed";
  EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kNotChecked);
  EXPECT_EQ(s.mss, 1460);
  EXPECT_EQ(s.sequence_length(), 1u);
  const DecodedSegment t = decode(std::span{text}.first(62), text.size());
  EXPECT_EQ(text_of(t.payload), "he");
  EXPECT_EQ(t.payload_cut, 3u);
  EXPECT_EQ(t.sequence_length(), 6u) << "what was cut still counts";
}

TEST(Decode, CutWithinAHeaderIsUnreadable) {
  for (const std::string_view hex : {kSyn4, kText6}) {
    const auto octets = from_hex(hex);
    const std::size_t headers = hex == kSyn4 ? 40 : 60;
    for (std::size_t size = 0; size < headers; ++size) {
      EXPECT_EQ(decode(std::span{octets}.first(size), octets.size()).kind,
                DatagramKind::kUnreadable)
          << size;
    }
  }
}

TEST(Decode, DataOffsetOutsideTheSegment) {
  for (const int words : {0, 4, 11, 15}) {
    auto octets = from_hex(kSyn4);
    octets[32] = static_cast<std::byte>(words * 16);
    const DecodedSegment s = decode(octets);
    EXPECT_EQ(s.kind, DatagramKind::kTcp);
    EXPECT_EQ(s.data_offset, words);
    EXPECT_TRUE(s.malformed_options);
    EXPECT_TRUE(s.options.empty());
    EXPECT_TRUE(s.payload.empty());
  }
}

TEST(Decode, IcmpQuotes) {
  const auto four = from_hex(kFragmentationNeeded4);
  const DecodedSegment a = decode(four);
  EXPECT_EQ(a.kind, DatagramKind::kIcmp);
  EXPECT_EQ(a.source.ip.to_string(), "203.0.113.9");
  EXPECT_EQ(a.icmp_type, 3);
  EXPECT_EQ(a.icmp_code, 4);
  EXPECT_EQ(a.icmp_mtu, 1400u);
  ASSERT_TRUE(a.quoted);
  EXPECT_EQ(a.quoted->to_string(), "192.0.2.1:1025 > 198.51.100.7:80");
  EXPECT_EQ(a.quoted_seq, 0x0102'0304u);

  const auto six = from_hex(kPacketTooBig6);
  const DecodedSegment b = decode(six);
  EXPECT_EQ(b.kind, DatagramKind::kIcmp);
  EXPECT_EQ(b.icmp_type, 2);
  EXPECT_EQ(b.icmp_mtu, 1280u);
  ASSERT_TRUE(b.quoted);
  EXPECT_EQ(b.quoted->to_string(), "[2001:db8::1]:443 > [2001:db8::2]:50000");
  EXPECT_EQ(b.quoted_seq, 7u);
}

TEST(Decode, EchoRequestQuotesNothing) {
  auto octets = from_hex(kFragmentationNeeded4);
  octets[20] = std::byte{8};
  EXPECT_EQ(decode(octets).kind, DatagramKind::kIcmp);
  EXPECT_FALSE(decode(octets).quoted);
}

TEST(Decode, OtherProtocols) {
  auto octets = from_hex(kSyn4);
  for (const int protocol : {0, 17, 58, 255}) {
    octets[9] = static_cast<std::byte>(protocol);
    EXPECT_EQ(decode(octets).kind, DatagramKind::kOther) << protocol;
  }
}

TEST(Checksum, Rfc1071Example) {
  auto octets = from_hex("0001f203f4f5f6f7220d");
  decoding::InternetChecksum good;
  good.add(decoding::Wire{octets});
  EXPECT_TRUE(good.proves());
  octets[9] = std::byte{0x0e};
  decoding::InternetChecksum bad;
  bad.add(decoding::Wire{octets});
  EXPECT_FALSE(bad.proves());
}

}  // namespace
}  // namespace synspect
