#include "harness/drive/datagram_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/drive/icmp_writer.h"
#include "harness/history/decode/checksum.h"
#include "harness/history/decode/decoded_segment.h"

namespace synspect::drive {
namespace {

DatagramToWrite sample(const char* source, const char* destination) {
  DatagramToWrite d;
  d.source = {*IpAddress::parse(source), 1234};
  d.destination = {*IpAddress::parse(destination), 80};
  d.seq = 0xffff'fff0;
  d.ack = 7;
  d.flags = kAck | kPsh;
  d.reserved = 5;
  d.window = 1000;
  d.urgent_pointer = 3;
  d.traffic_class = 0xb9;
  return d;
}

class DatagramWriter : public testing::TestWithParam<std::pair<const char*, const char*>> {};

// What is written is what the harness's decoder, which shares nothing with this writer, reads.
TEST_P(DatagramWriter, IsReadBackFieldByField) {
  DatagramToWrite d = sample(GetParam().first, GetParam().second);
  const std::vector<std::byte> payload(5, std::byte{0xab});  // odd: one octet of padding (3.1-d)
  const std::vector<std::byte> options(4, std::byte{1});
  d.payload = payload;
  d.options = options;
  std::vector<std::byte> octets;
  write_datagram(d, octets);

  const DecodedSegment s = decode(octets);
  ASSERT_EQ(s.kind, DatagramKind::kTcp);
  EXPECT_EQ(s.source, d.source);
  EXPECT_EQ(s.destination, d.destination);
  EXPECT_TRUE(s.ip_checksum_correct);
  EXPECT_FALSE(s.length_mismatch);
  EXPECT_EQ(s.tcp_checksum, ChecksumStatus::kCorrect);
  EXPECT_EQ(s.seq, d.seq);
  EXPECT_EQ(s.ack, d.ack);
  EXPECT_EQ(s.flags, d.flags);
  EXPECT_EQ(s.reserved, d.reserved);
  EXPECT_EQ(s.window, d.window);
  EXPECT_EQ(s.urgent_pointer, d.urgent_pointer);
  EXPECT_EQ(s.traffic_class, d.traffic_class);
  EXPECT_EQ(s.ttl, 255);
  EXPECT_THAT(s.payload, testing::ElementsAreArray(payload));
  EXPECT_THAT(s.options, testing::ElementsAreArray(options));
}

TEST_P(DatagramWriter, BadChecksumIsWrong) {
  DatagramToWrite d = sample(GetParam().first, GetParam().second);
  d.bad_checksum = true;
  std::vector<std::byte> octets;
  write_datagram(d, octets);
  EXPECT_EQ(decode(octets).tcp_checksum, ChecksumStatus::kWrong);
}

INSTANTIATE_TEST_SUITE_P(BothVersions, DatagramWriter,
                         testing::Values(std::pair{"192.0.2.1", "192.168.0.1"},
                                         std::pair{"2001:db8::1", "fd3d::1"}));

TEST(IcmpWriter, QuotesASegment) {
  for (const bool v4 : {true, false}) {
    const SocketAddress stack{v4 ? IpAddress::v4(192, 168, 0, 1) : *IpAddress::parse("fd00::1"),
                              8080};
    const SocketAddress peer{v4 ? IpAddress::v4(192, 0, 2, 1) : *IpAddress::parse("2001:db8::1"),
                             49152};
    std::vector<std::byte> octets;
    write_icmp({.type = static_cast<std::uint8_t>(v4 ? 3 : 2),
                .code = static_cast<std::uint8_t>(v4 ? 4 : 0),
                .mtu = 1300,
                .quoted = {stack, peer},
                .seq = 0xfedc'ba98,
                .length = 1460},
               octets);
    const DecodedSegment seen = decode(octets);
    EXPECT_EQ(seen.kind, DatagramKind::kIcmp);
    EXPECT_TRUE(seen.ip_checksum_correct);
    EXPECT_EQ(seen.source.ip, peer.ip);
    EXPECT_EQ(seen.destination.ip, stack.ip);
    EXPECT_EQ(seen.icmp_mtu, 1300U);
    ASSERT_TRUE(seen.quoted);
    EXPECT_EQ(*seen.quoted, (FourTuple{stack, peer}));
    EXPECT_EQ(seen.quoted_seq, 0xfedc'ba98U);
    // The message sums up to nothing, with the pseudo-header of RFC 4443 2.3.
    decoding::InternetChecksum sum;
    const std::size_t header = v4 ? 20 : 40;
    if (!v4) sum.add_pseudo_header(peer.ip, stack.ip, 58, octets.size() - header);
    sum.add(decoding::Wire{std::span{octets}.subspan(header)});
    EXPECT_TRUE(sum.proves());
  }
}

}  // namespace
}  // namespace synspect::drive
