#include "stack/wire/icmp.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "stack/wire/codec.h"
#include "stack/wire/test_icmp.h"

namespace synspect::tcp {
namespace {

constexpr IpAddress kOurs4{IpVersion::kV4, {192, 0, 2, 1}};
constexpr IpAddress kPeer4{IpVersion::kV4, {192, 0, 2, 2}};
constexpr IpAddress kOurs6{IpVersion::kV6, {0xfd, 1}};
constexpr IpAddress kPeer6{IpVersion::kV6, {0xfd, 2}};
constexpr std::byte kText[100]{};

std::vector<std::byte> sent(IpVersion version) {
  const bool v4 = version == IpVersion::kV4;
  Datagram d;
  d.source = v4 ? kOurs4 : kOurs6;
  d.destination = v4 ? kPeer4 : kPeer6;
  d.source_port = {1025};
  d.destination_port = {80};
  d.segment.seq = Seq{0xfedc'ba98};
  d.segment.payload = kText;
  std::vector<std::byte> out;
  write_datagram(d, out);
  return out;
}
constexpr IpVersion kVersions[] = {IpVersion::kV4, IpVersion::kV6};

TEST(Icmp, SaysWhatHappenedToWhichSegment) {
  for (const IpVersion version : kVersions) {
    const bool v4 = version == IpVersion::kV4;
    const auto datagram = sent(version);
    const IcmpMessage too_big{.type = static_cast<std::uint8_t>(v4 ? 3 : 2),
                              .code = static_cast<std::uint8_t>(v4 ? 4 : 0),
                              .rest = 1300};
    const auto error = parse_icmp_error(icmp_about(datagram, too_big));
    ASSERT_TRUE(error);
    const SocketPair sockets{{v4 ? kOurs4 : kOurs6, {1025}}, {v4 ? kPeer4 : kPeer6, {80}}};
    EXPECT_EQ(error->sockets, sockets);
    EXPECT_EQ(error->error.seq, Seq{0xfedc'ba98});
    EXPECT_EQ(error->error.trouble, NetworkTrouble::kTooBig);
    EXPECT_EQ(error->error.mtu, 1300U);
    EXPECT_EQ(error->error.size, datagram.size());
  }
}

// 3.9.2.2, 9293-3.9.2.2-a; nothing for types that tell a TCP nothing.
TEST(Icmp, HasAMeaningForEachTypeAndCode) {
  using enum NetworkTrouble;
  const auto meaning = [](IpVersion version, unsigned type,
                          unsigned code) -> std::optional<NetworkTrouble> {
    const auto error =
        parse_icmp_error(icmp_about(sent(version), {.type = static_cast<std::uint8_t>(type),
                                                    .code = static_cast<std::uint8_t>(code)}));
    if (!error) return std::nullopt;
    return error->error.trouble;
  };
  const struct {
    IpVersion version;
    unsigned type;
    std::vector<std::optional<NetworkTrouble>> by_code;
  } rows[] = {
      {IpVersion::kV4,
       3,
       {kNetworkUnreachable, kHostUnreachable, kProtocolUnreachable, kPortUnreachable, kTooBig,
        kSourceRouteFailed, kNetworkUnreachable, kHostUnreachable, kHostUnreachable,
        kNetworkUnreachable, kHostUnreachable, kNetworkUnreachable, kHostUnreachable,
        kHostUnreachable, kHostUnreachable, kHostUnreachable, std::nullopt}},
      {IpVersion::kV4, 4, {kSourceQuench}},
      {IpVersion::kV4, 5, {std::nullopt}},  // redirect: for IP alone
      {IpVersion::kV4, 11, {kTimeExceeded, kTimeExceeded, std::nullopt}},
      {IpVersion::kV4, 12, {kParameterProblem, kParameterProblem}},
      {IpVersion::kV4, 0, {std::nullopt}},
      {IpVersion::kV4, 8, {std::nullopt}},
      {IpVersion::kV6,
       1,
       {kNetworkUnreachable, kHostUnreachable, kHostUnreachable, kHostUnreachable, kPortUnreachable,
        kHostUnreachable, kHostUnreachable, std::nullopt}},
      {IpVersion::kV6, 2, {kTooBig}},
      {IpVersion::kV6, 3, {kTimeExceeded, kTimeExceeded, std::nullopt}},
      {IpVersion::kV6, 4, {kParameterProblem, kParameterProblem, kParameterProblem, std::nullopt}},
      {IpVersion::kV6, 128, {std::nullopt}},
  };
  for (const auto& row : rows) {
    for (unsigned code = 0; code < row.by_code.size(); ++code) {
      EXPECT_EQ(meaning(row.version, row.type, code), row.by_code[code])
          << "type " << row.type << " code " << code;
    }
  }
}

// RFC 792: a header and eight octets will do, no fewer.
TEST(Icmp, EveryLengthOfTheQuote) {
  for (const IpVersion version : kVersions) {
    const auto datagram = sent(version);
    const std::size_t enough = (version == IpVersion::kV4 ? 20U : 40U) + 8;
    for (std::size_t size = 0; size <= datagram.size(); ++size) {
      const auto error = parse_icmp_error(icmp_about(
          datagram,
          {.type = version == IpVersion::kV4 ? std::uint8_t{3} : std::uint8_t{1}, .quoted = size}));
      EXPECT_EQ(error.has_value(), size >= enough) << size;
    }
  }
}

TEST(Icmp, EveryPrefixAndEveryBitOfAMessageIsBounded) {
  for (const IpVersion version : kVersions) {
    const auto whole = icmp_about(
        sent(version), {.type = version == IpVersion::kV4 ? std::uint8_t{3} : std::uint8_t{1}});
    ASSERT_TRUE(parse_icmp_error(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_FALSE(parse_icmp_error(std::span{whole}.first(size))) << size;
    }
    // Each bit of the message is under its checksum.
    const std::size_t header = version == IpVersion::kV4 ? 20 : 40;
    for (std::size_t bit = header * 8; bit < whole.size() * 8; ++bit) {
      auto flipped = whole;
      flipped[bit / 8] ^= std::byte{1} << (bit % 8);
      EXPECT_FALSE(parse_icmp_error(flipped)) << bit;
    }
  }
}

TEST(Icmp, RefusesQuotesOfWhatWeDoNotSend) {
  const auto error = [](std::vector<std::byte> datagram, std::size_t at, unsigned value) {
    datagram[at] = static_cast<std::byte>(value);
    return parse_icmp_error(icmp_about(datagram, {.type = 3})).has_value();
  };
  const auto four = sent(IpVersion::kV4);
  EXPECT_TRUE(error(four, 8, 3)) << "an older time to live";
  EXPECT_TRUE(error(four, 10, 3)) << "and the checksum of that";
  EXPECT_FALSE(error(four, 7, 5)) << "a later fragment";
  EXPECT_FALSE(error(four, 9, 17)) << "UDP";
  EXPECT_FALSE(error(four, 0, 0x44)) << "a header of 16 octets";
  EXPECT_TRUE(error(four, 0, 0x4f)) << "options: what stands behind them is TCP";
}

TEST(Icmp, MessageAndQuoteMustBeAboutTheSameHost) {
  auto datagram = sent(IpVersion::kV4);
  auto message = icmp_about(datagram, {.type = 3});
  // To another of our addresses; the header is right.
  message[19] = std::byte{7};
  store16(&message[10], 0);
  ChecksumSum sum;
  sum.add(std::span{message}.first(20));
  store16(&message[10], sum.complement());
  EXPECT_FALSE(parse_icmp_error(message));
}

TEST(Icmp, IsNoSegment) {
  for (const IpVersion version : kVersions) {
    const auto parsed = parse_datagram(icmp_about(sent(version), {.type = 3}));
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error(), ParseError::kNotTcp);
    EXPECT_FALSE(parse_icmp_error(sent(version)));
  }
}

}  // namespace
}  // namespace synspect::tcp
