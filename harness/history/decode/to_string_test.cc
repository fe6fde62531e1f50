#include <gtest/gtest.h>

#include "harness/history/decode/decoded_segment.h"
#include "harness/history/decode/test_datagrams.h"

namespace synspect {
namespace {

using namespace test;

TEST(DecodedText, OneLineEach) {
  const struct {
    std::string_view hex, line;
  } rows[] = {
      {kSyn4, "S 16909060:16909060(0) win 65535 <mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7>"},
      {kOddText4, "P. 4294967294:1(3) ack 287454020 win 512"},
      {kText6, "FPU. 7:12(5) ack 9 win 100 urg 5"},
      {kFragmentationNeeded4,
       "icmp type 3 code 4 mtu 1400 [192.0.2.1:1025 > 198.51.100.7:80 seq 16909060]"},
      {"", "unreadable"},
      {"4500", "unreadable"},
  };
  for (const auto& row : rows) EXPECT_EQ(decode(from_hex(row.hex)).to_string(), row.line);
}

TEST(DecodedText, SaysWhatIsWrong) {
  auto octets = from_hex(kSyn4);
  octets[32] = std::byte{0x4a};  // data offset 4, reserved bits 10
  octets[9 + 1] ^= std::byte{1};
  EXPECT_EQ(decode(octets).to_string(),
            "S 16909060:16909060(0) win 65535 rsv 10 bad data offset 4 bad TCP checksum bad IP "
            "checksum");
  octets = from_hex(kSyn4);
  octets[41] = std::byte{0};
  EXPECT_EQ(decode(octets).to_string(),
            "S 16909060:16909060(0) win 65535 <bad 0x020005b40402080a000000010000000001030307> bad "
            "TCP checksum");
}

}  // namespace
}  // namespace synspect
