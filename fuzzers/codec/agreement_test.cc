#include "fuzzers/codec/agreement.h"

#include <gtest/gtest.h>

#include <functional>

#include "harness/history/decode/test_datagrams.h"

namespace synspect::codec {
namespace {

using test::from_hex;

TEST(Agreement, OnIntactDatagrams) {
  for (const std::string_view hex : test::kAllDatagrams) {
    const auto octets = from_hex(hex);
    EXPECT_EQ(disagreement(decode(octets), tcp::parse_datagram(octets)), "") << hex;
  }
}

TEST(Agreement, OnDatagramsWithAnyBitTurned) {
  for (const std::string_view hex : test::kAllDatagrams) {
    auto octets = from_hex(hex);
    for (std::size_t bit = 0; bit < octets.size() * 8; ++bit) {
      const auto mask = static_cast<std::byte>(0x80U >> bit % 8);
      octets[bit / 8] ^= mask;
      EXPECT_EQ(disagreement(decode(octets), tcp::parse_datagram(octets)), "") << hex << ' ' << bit;
      octets[bit / 8] ^= mask;
    }
  }
}

TEST(Agreement, OnDatagramsCutAnywhere) {
  for (const std::string_view hex : test::kAllDatagrams) {
    const auto octets = from_hex(hex);
    for (std::size_t size = 0; size < octets.size(); ++size) {
      const std::span cut = std::span{octets}.first(size);
      EXPECT_EQ(disagreement(decode(cut), tcp::parse_datagram(cut)), "") << hex << ' ' << size;
    }
  }
}

// Every field that differs is noticed, by name.
TEST(Agreement, NoFieldMayDiffer) {
  struct Row {
    const char* named;
    std::function<void(tcp::Datagram&)> change;
  };
  using tcp::Datagram;
  const Row rows[] = {
      {"source", [](Datagram& d) { d.source.octets[3] ^= 1; }},
      {"destination", [](Datagram& d) { d.destination.octets[0] ^= 1; }},
      {"source port", [](Datagram& d) { d.source_port.number ^= 1; }},
      {"destination port", [](Datagram& d) { d.destination_port.number ^= 1; }},
      {"TTL", [](Datagram& d) { d.ttl ^= 1; }},
      {"traffic class", [](Datagram& d) { d.traffic_class ^= 1; }},
      {"sequence number", [](Datagram& d) { d.segment.seq = tcp::Seq{1}; }},
      {"acknowledgment number", [](Datagram& d) { d.segment.ack = tcp::Seq{1}; }},
      {"control bits", [](Datagram& d) { d.segment.cwr = !d.segment.cwr; }},
      {"control bits", [](Datagram& d) { d.segment.psh = !d.segment.psh; }},
      {"window", [](Datagram& d) { d.segment.window ^= 1; }},
      {"urgent pointer", [](Datagram& d) { d.segment.urgent_pointer ^= 1; }},
      {"malformed options", [](Datagram& d) { d.malformed_options = !d.malformed_options; }},
      {"options", [](Datagram& d) { d.segment.options.mss = 7; }},
      {"text", [](Datagram& d) { d.segment.payload = d.segment.payload.subspan(1); }},
  };
  const auto octets = from_hex(test::kOddText4);
  const DecodedSegment seen = decode(octets);
  const Read read = tcp::parse_datagram(octets);
  ASSERT_TRUE(read);
  for (const Row& row : rows) {
    Read other = read;
    row.change(*other);
    EXPECT_EQ(disagreement(seen, other), row.named);
  }
}

TEST(Agreement, ARefusalNeedsItsReason) {
  const auto octets = from_hex(test::kText6);
  const DecodedSegment intact = decode(octets);
  for (int why = 0; why <= static_cast<int>(tcp::ParseError::kBadTcpChecksum); ++why) {
    const Read refused = std::unexpected{static_cast<tcp::ParseError>(why)};
    EXPECT_EQ(disagreement(intact, refused), "refused by the core, good to the judge") << why;
  }
  DecodedSegment wrong = intact;
  wrong.tcp_checksum = ChecksumStatus::kWrong;
  EXPECT_EQ(disagreement(wrong, std::unexpected{tcp::ParseError::kBadTcpChecksum}), "");
  EXPECT_NE(disagreement(wrong, std::unexpected{tcp::ParseError::kFragment}), "");
  EXPECT_NE(disagreement(wrong, std::unexpected{tcp::ParseError::kTruncated}), "");
  EXPECT_NE(disagreement(wrong, tcp::parse_datagram(octets)), "");
}

}  // namespace
}  // namespace synspect::codec
