#include "harness/history/address.h"

#include <gtest/gtest.h>

namespace synspect {
namespace {

TEST(Address, TextBothWays) {
  const struct {
    const char *text, *canonical;
  } rows[] = {
      {"192.0.2.1", "192.0.2.1"},
      {"0.0.0.0", "0.0.0.0"},
      {"2001:db8::1", "2001:db8::1"},
      {"2001:0DB8:0:0:0:0:0:1", "2001:db8::1"},          // RFC 5952 4.1, 4.3
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},  // 4.2.2: not for a single field
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},           // 4.2.3: the longest run
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},     // 4.2.3: the first of equal runs
      {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},          // 5
      {"::", "::"},
  };
  for (const auto& row : rows) {
    const auto address = IpAddress::parse(row.text);
    ASSERT_TRUE(address) << row.text;
    EXPECT_EQ(address->to_string(), row.canonical);
    EXPECT_EQ(IpAddress::parse(address->to_string()), address);
  }
}

TEST(Address, NotAnAddress) {
  using namespace std::string_view_literals;
  for (const auto text : {""sv, "1.2.3"sv, "1.2.3.4.5"sv, "256.1.1.1"sv, "1.2.3.4 "sv, " 1.2.3.4"sv,
                          "01.2.3.4"sv, "1.2.3.4:80"sv, "1.2.3.4/24"sv, "fe80::1%eth0"sv, "[::1]"sv,
                          "1::2::3"sv, "localhost"sv, "1.2.3.4\0junk"sv, "::1\0"sv, ":::"sv,
                          "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc"sv}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(Address, SocketsAndPairs) {
  const SocketAddress a{IpAddress::v4(192, 0, 2, 1), 80};
  const SocketAddress b{*IpAddress::parse("2001:db8::1"), 443};
  EXPECT_EQ(a.to_string(), "192.0.2.1:80");
  EXPECT_EQ(b.to_string(), "[2001:db8::1]:443");
  const FourTuple pair{a, b};
  EXPECT_EQ(pair.to_string(), "192.0.2.1:80 > [2001:db8::1]:443");
  EXPECT_EQ(pair.reversed().local, b);
  EXPECT_EQ(pair.reversed().reversed(), pair);
}

}  // namespace
}  // namespace synspect
