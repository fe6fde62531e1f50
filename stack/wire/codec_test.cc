#include "stack/wire/codec.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "stack/wire/checksum.h"
#include "stack/wire/options.h"

namespace synspect::tcp {
namespace {

using Octets = std::vector<std::byte>;

Octets from_hex(std::string_view text) {
  Octets octets;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    octets.push_back(
        static_cast<std::byte>(std::stoi(std::string{text.substr(i, 2)}, nullptr, 16)));
  }
  return octets;
}

constexpr IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {.version = IpVersion::kV4, .octets = {a, b, c, d}};
}
constexpr IpAddress v6(std::uint8_t last) {
  return {.version = IpVersion::kV6,
          .octets = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last}};
}

// Datagrams made by a program that is not this codec.
constexpr std::string_view kSyn4 =  // MSS, SACK permitted, timestamps, NOP, window scale
    "4500003c0000400040064e80c0000201c6336407040100500102030400000000a002ffff536c0000"
    "020405b40402080a000000010000000001030307";
constexpr std::string_view kRouterAlert4 =  // an IPv4 option, an odd text, no DF
    "4603002f1234000007062052c0000201c633640794040000"
    "04010050fffffffe1122334450180200b4740000616263";
constexpr std::string_view kUrgent6 =
    "6b8abcde0019060320010db800000000000000000000000120010db8000000000000000000000002"
    "01bbc3500000000700000009503900644adb000568656c6c6f";
constexpr std::string_view kExtensions6 =  // hop-by-hop, destination options, routing
    "600000000039004020010db800000000000000000000000120010db8000000000000000000000002"
    "3c000104000000002b01010c0000000000000000000000000600000000000000"
    "01bbc3500000000700000009503900644adb000568656c6c6f";

std::string text_of(std::span<const std::byte> octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

// Sets both checksums right again after an edit of an IPv4 datagram without IP options.
Octets repaired(Octets octets) {
  const auto put = [&](std::size_t at, std::uint16_t n) {
    octets[at] = static_cast<std::byte>(n >> 8);
    octets[at + 1] = static_cast<std::byte>(n & 0xff);
  };
  put(10, 0);
  ChecksumSum ip;
  ip.add(std::span{octets}.first(20));
  put(10, ip.complement());
  put(36, 0);
  ChecksumSum tcp;
  tcp.add_pseudo_header(v4(192, 0, 2, 1), v4(198, 51, 100, 7), 6, octets.size() - 20);
  tcp.add(std::span{octets}.subspan(20));
  put(36, tcp.complement());
  return octets;
}

TEST(Options, AFastOpenCookieHasALegalSizeOrIsIgnored) {  // 7413-4.1.1-a, 7413-4.1.1-b
  const auto body = [](std::size_t size) {
    std::string hex;
    for (std::size_t i = 0; i < size; ++i) hex += "0" + std::to_string(i % 10);
    return hex;
  };
  const auto octet = [](std::size_t n) {
    constexpr char kDigits[] = "0123456789abcdef";
    return std::string{kDigits[n >> 4], kDigits[n & 15U]};
  };
  for (std::size_t size = 0; size <= 20; ++size) {
    const bool legal = size == 0 || (size % 2 == 0 && size >= 4 && size <= 16);
    for (const bool experimental : {false, true}) {
      const std::string head =
          experimental ? "fe" + octet(4 + size) + "f989" : "22" + octet(2 + size);
      const auto parsed = parse_options(from_hex(head + body(size)));
      EXPECT_FALSE(parsed.malformed);
      ASSERT_EQ(parsed.options.fast_open.has_value(), legal) << size;
      if (!legal) continue;
      EXPECT_EQ(parsed.options.fast_open->cookie().size(), size);
      EXPECT_EQ(parsed.options.fast_open->experimental, experimental);
      for (const OptionLayout layout :
           {OptionLayout::kPadded, OptionLayout::kLinux, OptionLayout::kFreebsd}) {
        SegmentOptions options = parsed.options;
        options.layout = layout;
        options.mss = 1460;
        Octets out(options_size(options));
        EXPECT_EQ(out.size() % 4, 0U);
        write_options(options, out.data());
        EXPECT_EQ(parse_options(out).options, options) << size;
      }
    }
  }
  // Another experiment, and one too short to have a number.
  EXPECT_FALSE(parse_options(from_hex("fe04f988")).options.fast_open);
  EXPECT_FALSE(parse_options(from_hex("fe03f9")).options.fast_open);
}

TEST(Parse, SynOverIpv4) {
  const Octets octets = from_hex(kSyn4);
  const auto d = parse_datagram(octets);
  ASSERT_TRUE(d);
  EXPECT_EQ(d->source, v4(192, 0, 2, 1));
  EXPECT_EQ(d->destination, v4(198, 51, 100, 7));
  EXPECT_EQ(d->source_port.number, 1025);
  EXPECT_EQ(d->destination_port.number, 80);
  EXPECT_EQ(d->ttl, 64);
  EXPECT_FALSE(d->malformed_options);
  Segment expected;
  expected.seq = Seq{0x0102'0304};
  expected.syn = true;
  expected.window = 65535;
  expected.options.mss = 1460;
  expected.options.window_scale = 7;
  expected.options.sack_permitted = true;
  expected.options.timestamps = {1, 0};
  EXPECT_EQ(d->segment, expected);
}

TEST(Parse, Ipv4OptionsAreSkipped) {  // MUST-50
  const Octets octets = from_hex(kRouterAlert4);
  const auto d = parse_datagram(octets);
  ASSERT_TRUE(d);
  EXPECT_EQ(d->traffic_class, 3);
  EXPECT_EQ(d->ttl, 7);
  EXPECT_EQ(d->segment.seq, Seq{0xffff'fffe});
  EXPECT_EQ(d->segment.ack, Seq{0x1122'3344});
  EXPECT_TRUE(d->segment.psh && d->segment.ack_flag);
  EXPECT_EQ(text_of(d->segment.payload), "abc");
}

TEST(Parse, Ipv6WithAndWithoutExtensionHeaders) {
  for (const std::string_view hex : {kUrgent6, kExtensions6}) {
    const Octets octets = from_hex(hex);
    const auto d = parse_datagram(octets);
    ASSERT_TRUE(d);
    EXPECT_EQ(d->source, v6(1));
    EXPECT_EQ(d->destination, v6(2));
    EXPECT_EQ(d->traffic_class, hex == kUrgent6 ? 0xb8 : 0);
    EXPECT_EQ(d->ttl, hex == kUrgent6 ? 3 : 64);
    EXPECT_TRUE(d->segment.fin && d->segment.urg && d->segment.psh && d->segment.ack_flag);
    EXPECT_EQ(d->segment.urgent_pointer, 5);
    EXPECT_EQ(text_of(d->segment.payload), "hello");
  }
}

struct BadRow {
  const char* name;
  std::string_view base;
  std::size_t at;
  int octet;  // put there
  ParseError error;
  bool repair{true};
};
constexpr BadRow kBad[] = {
    {"version 5", kSyn4, 0, 0x55, ParseError::kNotIp},
    {"IHL 4", kSyn4, 0, 0x44, ParseError::kTruncated},
    {"total length past the end", kSyn4, 3, 61, ParseError::kTruncated},
    {"total length within the header", kSyn4, 3, 19, ParseError::kTruncated},
    {"UDP", kSyn4, 9, 17, ParseError::kNotTcp},
    {"more fragments", kSyn4, 6, 0x20, ParseError::kFragment},
    {"fragment offset", kSyn4, 7, 1, ParseError::kFragment},
    {"IP checksum", kSyn4, 8, 63, ParseError::kBadIpChecksum, false},
    {"no room for a TCP header", kSyn4, 3, 39, ParseError::kBadTcpHeader},
    {"data offset 4", kSyn4, 32, 0x40, ParseError::kBadTcpHeader},
    {"data offset past the end", kSyn4, 32, 0xb0, ParseError::kBadTcpHeader},
    {"TCP checksum", kSyn4, 35, 0, ParseError::kBadTcpChecksum, false},
    {"payload length past the end", kUrgent6, 5, 0x1a, ParseError::kTruncated, false},
    {"ICMPv6", kUrgent6, 6, 58, ParseError::kNotTcp, false},
    {"fragment header", kUrgent6, 6, 44, ParseError::kFragment, false},
    {"TCP checksum, IPv6", kUrgent6, 64, 0x69, ParseError::kBadTcpChecksum, false},
    {"hop-by-hop not first", kExtensions6, 40, 0, ParseError::kNotTcp, false},
    {"segments left", kExtensions6, 67, 1, ParseError::kNotTcp, false},
    {"extension past the end", kExtensions6, 41, 7, ParseError::kTruncated, false},
};

TEST(Parse, BadHeaders) {  // MUST-3
  for (const BadRow& row : kBad) {
    Octets octets = from_hex(row.base);
    octets[row.at] = static_cast<std::byte>(row.octet);
    if (row.repair) octets = repaired(octets);
    const auto d = parse_datagram(octets);
    ASSERT_FALSE(d) << row.name;
    EXPECT_EQ(d.error(), row.error) << row.name;
  }
}

TEST(Parse, EveryTruncationIsRefused) {
  for (const std::string_view hex : {kSyn4, kRouterAlert4, kUrgent6, kExtensions6}) {
    const Octets octets = from_hex(hex);
    for (std::size_t size = 0; size < octets.size(); ++size) {
      const Octets cut(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size));
      const auto d = parse_datagram(cut);
      ASSERT_FALSE(d) << size;
      EXPECT_EQ(d.error(), size == 0 ? ParseError::kNotIp : ParseError::kTruncated) << size;
    }
  }
}

TEST(Parse, LinkPaddingIsIgnored) {
  Octets octets = from_hex(kRouterAlert4);
  octets.resize(60, std::byte{0xff});
  const auto d = parse_datagram(octets);
  ASSERT_TRUE(d);
  EXPECT_EQ(text_of(d->segment.payload), "abc");
}

TEST(Parse, ReservedBitsAreIgnored) {  // 9293-3.1-a
  Octets octets = from_hex(kSyn4);
  octets[32] |= std::byte{0x0f};
  octets = repaired(octets);
  const auto d = parse_datagram(octets);
  ASSERT_TRUE(d);
  EXPECT_EQ(d->segment, parse_datagram(from_hex(kSyn4))->segment);
}

TEST(Parse, AckFieldWithoutAckBitMeansNothing) {
  Octets octets = from_hex(kSyn4);
  octets[30] = std::byte{0x55};
  octets = repaired(octets);
  EXPECT_EQ(parse_datagram(octets)->segment.ack, Seq{0});
}

struct OptionRow {
  const char* name;
  const char* hex;
  std::optional<std::uint16_t> mss;
  bool malformed;
};
const OptionRow kOptions[] = {
    {"none", "", {}, false},
    {"MSS", "020405b4", 1460, false},
    {"MSS at octet 1 (MUST-64)", "01020405b4000000", 1460, false},
    {"MSS at octet 2", "0101020405b40000", 1460, false},
    {"MSS at octet 3", "010101020405b400", 1460, false},
    {"the first of two", "020405b402040001", 1460, false},
    {"after an unknown one (MUST-6)", "fd05010203020405b4000000", 1460, false},
    {"after SACK blocks", "050a0000000100000002020405b40101", 1460, false},
    {"length 3", "02030501020405b4", 1460, false},
    {"length 6", "0206ffffffff0101", {}, false},
    {"behind EOL", "00020405b4000000", {}, false},
    {"after it length 0 (MUST-7)", "020405b4fd000000", 1460, true},
    {"after it length 1 (MUST-7)", "020405b4fd010000", 1460, true},
    {"before it length 0 (MUST-7)", "fd00020405b40101", {}, true},
    {"length past the end", "0101010102040101", 0x0101, false},
    {"MSS past the end", "0101010101020405", {}, true},
    {"no length octet", "010101fd", {}, true},
    {"all ones", "ffffffff", {}, true},
};

TEST(Options, Table) {  // MUST-4, MUST-5, MUST-7, MUST-68, 9293-3.2-a
  for (const OptionRow& row : kOptions) {
    const ParsedOptions parsed = parse_options(from_hex(row.hex));
    EXPECT_EQ(parsed.options.mss, row.mss) << row.name;
    EXPECT_EQ(parsed.malformed, row.malformed) << row.name;
  }
}

TEST(Checksum, Rfc1071Example) {
  ChecksumSum sum;
  sum.add(from_hex("0001f203f4f5f6f7"));
  EXPECT_EQ(sum.complement(), 0x220d);
  ChecksumSum odd;
  odd.add(from_hex("0001f203f4f5f6"));
  ChecksumSum padded;
  padded.add(from_hex("0001f203f4f5f600"));
  EXPECT_EQ(odd.complement(), padded.complement());
}

Segment random_segment(std::mt19937_64& chance, const Octets& payload) {
  Segment s;
  const std::uint64_t bits = chance();
  s.seq = Seq{static_cast<std::uint32_t>(chance())};
  s.syn = (bits & 1) != 0;
  s.ack_flag = (bits & 2) != 0;
  s.fin = (bits & 4) != 0;
  s.rst = (bits & 8) != 0;
  s.psh = (bits & 16) != 0;
  s.urg = (bits & 32) != 0;
  s.ece = (bits & 64) != 0;
  s.cwr = (bits & 128) != 0;
  if (s.ack_flag) s.ack = Seq{static_cast<std::uint32_t>(chance())};
  s.window = static_cast<std::uint16_t>(bits >> 8);
  s.urgent_pointer = static_cast<std::uint16_t>(bits >> 24);
  if ((bits >> 60) % 2 == 0) s.options.mss = static_cast<std::uint16_t>(bits >> 40);
  s.payload = payload;
  return s;
}

TEST(Write, RoundTrip) {
  std::mt19937_64 chance{7};
  for (int run = 0; run < 20'000; ++run) {
    Octets payload(chance() % 64);
    for (std::byte& o : payload) o = static_cast<std::byte>(chance() & 0xff);
    Datagram d;
    const bool six = chance() % 2 == 0;
    d.source = six ? v6(static_cast<std::uint8_t>(chance())) : v4(10, 0, 0, 1);
    d.destination = six ? v6(9) : v4(10, 0, static_cast<std::uint8_t>(chance()), 2);
    d.source_port = {static_cast<std::uint16_t>(chance())};
    d.destination_port = {static_cast<std::uint16_t>(chance())};
    d.ttl = static_cast<std::uint8_t>(chance());
    d.traffic_class = static_cast<std::uint8_t>(chance());
    d.segment = random_segment(chance, payload);
    d.segment.ecn = d.traffic_class & 3;
    Octets out(3, std::byte{0xee});  // appended, whatever was there
    write_datagram(d, out);
    const auto again = parse_datagram(std::span{out}.subspan(3));
    ASSERT_TRUE(again) << run;
    EXPECT_EQ(again->source, d.source);
    EXPECT_EQ(again->destination, d.destination);
    EXPECT_EQ(again->source_port, d.source_port);
    EXPECT_EQ(again->destination_port, d.destination_port);
    EXPECT_EQ(again->ttl, d.ttl);
    EXPECT_EQ(again->traffic_class, d.traffic_class);
    EXPECT_FALSE(again->malformed_options);
    EXPECT_EQ(again->segment, d.segment);
  }
}

TEST(Write, OctetForOctet) {  // 9293-3.1-e, MUST-49
  const Octets text = from_hex("616263");
  Datagram d;
  d.source = v4(192, 0, 2, 1);
  d.destination = v4(198, 51, 100, 7);
  d.source_port = {1025};
  d.destination_port = {80};
  d.segment.seq = Seq{0xffff'fffe};
  d.segment.ack = Seq{0x1122'3344};
  d.segment.ack_flag = true;
  d.segment.psh = true;
  d.segment.window = 512;
  d.segment.payload = text;
  Octets out;
  write_datagram(d, out);
  // Identification 0, DF, and reserved bits zero (9293-3.1-a).
  EXPECT_EQ(out, from_hex("4500002b0000400040064e91c0000201c6336407"
                          "04010050fffffffe1122334450180200b4740000616263"));
}

TEST(WriteDeathTest, WhatDoesNotFitStopsTheProcess) {
  const Octets text(65'496);
  Datagram d;
  d.segment.payload = text;
  Octets out;
  EXPECT_DEATH(write_datagram(d, out), "");
  d.segment.payload = {};
  d.destination.version = IpVersion::kV6;
  EXPECT_DEATH(write_datagram(d, out), "");
}

TEST(Write, LongestDatagram) {
  const Octets text(65'495, std::byte{0xa5});
  Datagram d;
  d.segment.payload = text;
  Octets out;
  write_datagram(d, out);
  EXPECT_EQ(out.size(), 65'535u);
  ASSERT_TRUE(parse_datagram(out));
  EXPECT_EQ(parse_datagram(out)->segment.payload.size(), text.size());
}

// The options of a SYN as three stacks lay them out.
TEST(Write, OptionsInTheLayoutAskedFor) {
  const auto written = [](OptionLayout layout, bool timestamps) {
    Segment syn;
    syn.syn = true;
    syn.options.layout = layout;
    syn.options.mss = 1460;
    syn.options.window_scale = 7;
    syn.options.sack_permitted = true;
    if (timestamps) syn.options.timestamps = {1, 2};
    std::vector<std::byte> out(options_size(syn.options));
    write_options(syn.options, out.data());
    EXPECT_EQ(parse_options(out).options, syn.options);
    EXPECT_FALSE(parse_options(out).malformed);
    std::string hex;
    for (const std::byte octet : out) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      hex += kDigits[std::to_integer<unsigned>(octet) >> 4];
      hex += kDigits[std::to_integer<unsigned>(octet) & 15];
    }
    return hex;
  };
  const std::string mss = "020405b4", scale = "01030307", stamps = "080a0000000100000002";
  EXPECT_EQ(written(OptionLayout::kPadded, true), mss + scale + "01010402" + "0101" + stamps);
  EXPECT_EQ(written(OptionLayout::kLinux, true), mss + "0402" + stamps + scale);
  EXPECT_EQ(written(OptionLayout::kLinux, false), mss + "01010402" + scale);
  EXPECT_EQ(written(OptionLayout::kFreebsd, true), mss + scale + "0402" + stamps);
  EXPECT_EQ(written(OptionLayout::kFreebsd, false), mss + scale + "04020000");
}

TEST(Write, TheUserTimeoutStandsBehindTheOthers) {  // RFC 5482 3
  for (const OptionLayout layout :
       {OptionLayout::kPadded, OptionLayout::kLinux, OptionLayout::kFreebsd}) {
    for (unsigned with = 0; with < 32; ++with) {
      SegmentOptions options;
      options.layout = layout;
      options.user_timeout = 0x8123;
      if ((with & 1) != 0) options.mss = 1460;
      if ((with & 2) != 0) options.window_scale = 7;
      options.sack_permitted = (with & 4) != 0;
      if ((with & 8) != 0) options.timestamps = {1, 2};
      if ((with & 16) != 0) options.sack.add({Seq{5}, Seq{9}});
      std::vector<std::byte> out(options_size(options));
      EXPECT_EQ(out.size() % 4, 0U);
      write_options(options, out.data());
      if (parse_options(out).options.sack.empty()) options.sack.keep(0);  // no room
      EXPECT_EQ(parse_options(out).options, options) << with;
    }
  }
  const std::byte other[] = {std::byte{28}, std::byte{3}, std::byte{1}, std::byte{0}};
  EXPECT_TRUE(parse_options(other).options.none()) << "of another length: an unknown option";
}

TEST(Write, NoMoreBlocksThanFit) {  // 2018-3-2
  SegmentOptions options;
  for (std::uint32_t n = 0; n < 4; ++n) options.sack.add({Seq{n * 10}, Seq{n * 10 + 5}});
  EXPECT_EQ(options_size(options), 36U);
  options.timestamps = {1, 2};
  ASSERT_EQ(options_size(options), 40U);
  std::vector<std::byte> out(40);
  write_options(options, out.data());
  options.sack.keep(3);
  EXPECT_EQ(parse_options(out).options, options);
}

}  // namespace
}  // namespace synspect::tcp
