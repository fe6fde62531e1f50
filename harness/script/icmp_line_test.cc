// The words of `icmp` lines, and what they stand for.
#include "harness/script/icmp_line.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/script/script.h"

namespace synspect::script {
namespace {

// "TYPE/CODE" in IPv4, then in IPv6; "-" where there is none.
std::string numbers(const std::string& text) {
  const auto packet = icmp_line("< icmp " + text);
  if (!packet) return "refused";
  const auto one = [&](IpVersion version) -> std::string {
    const auto found = icmp_numbers(*packet, version);
    return found ? std::to_string(found->type) + "/" + std::to_string(found->code) : "-";
  };
  return one(IpVersion::kV4) + " " + one(IpVersion::kV6) +
         (fixes_ip_version(*packet) ? " fixed" : "");
}

TEST(IcmpLine, Words) {
  const struct {
    const char* text;
    const char* expected;
  } rows[] = {
      {"unreachable", "3/0 1/0"},
      {"unreachable net_unreachable", "3/0 1/0"},
      {"unreachable port_unreachable", "3/3 1/4"},
      {"unreachable host_unreachable", "3/1 - fixed"},
      {"unreachable frag_needed mtu 1200", "3/4 - fixed"},
      {"unreachable frag_needed", "3/4 - fixed"},
      {"unreachable precedence_cutoff", "3/15 - fixed"},
      {"unreachable address_unreachable", "- 1/3 fixed"},
      {"packet_too_big mtu 1280", "- 2/0 fixed"},
      {"source_quench", "4/0 - fixed"},
      {"time_exceeded", "11/0 3/0"},
      {"time_exceeded exceeded_frag_time", "- 3/1 fixed"},
      {"parameter_problem", "12/0 4/0"},
      {"unreachable code_9", "3/9 1/9 fixed"},
      {"type_12 code_255", "12/255 12/255 fixed"},
      {"type_256", "refused"},
      {"type_", "refused"},
      {"unreachable code_", "refused"},
      {"unreachable unknown_option", "refused"},
      {"unreachable port_unreachable mtu 5", "refused"},  // nothing there would carry it
      {"packet_too_big mtu", "refused"},
      {"packet_too_big mtu 4294967296", "refused"},
      {"echo_request", "refused"},
      {"", "refused"},
      {"unreachable port_unreachable more", "refused"},
  };
  for (const auto& row : rows) EXPECT_EQ(numbers(row.text), row.expected) << row.text;
}

TEST(IcmpLine, Quotes) {
  const auto quote = [](const std::string& text) -> std::string {
    const auto packet = icmp_line("< icmp unreachable " + text);
    if (!packet) return "refused";
    if (!packet->quote) return "none";
    return std::to_string(packet->quote->seq) + "+" + std::to_string(packet->quote->length);
  };
  EXPECT_EQ(quote(""), "none");
  EXPECT_EQ(quote("[1:1461(1460)]"), "1+1460");
  EXPECT_EQ(quote("[ 1 : 1461 ( 1460 ) ]"), "1+1460");
  EXPECT_EQ(quote("[0:0(0)]"), "0+0");
  EXPECT_EQ(quote("[4294967295:4(5)]"), "4294967295+5");
  EXPECT_EQ(quote("[1:1460(1460)]"), "refused");
  EXPECT_EQ(quote("[0:65496(65496)]"), "refused");
  EXPECT_EQ(quote("[1:2(1)"), "refused");
  EXPECT_EQ(quote("[1:2(1)] x"), "refused");
  EXPECT_EQ(quote("[udp (5)]"), "refused");
  EXPECT_FALSE(icmp_line("> icmp unreachable"));
}

TEST(IcmpLine, IsPartOfTheLanguage) {
  const auto script = parse("0 <icmp unreachable\n frag_needed  mtu 1200 [1:1461(1460)]  // why\n");
  ASSERT_TRUE(script);
  const IcmpPacket expected{.type = "unreachable",
                            .code = "frag_needed",
                            .mtu = 1200,
                            .quote = IcmpPacket::Quote{1, 1460}};
  ASSERT_EQ(script->events.size(), 1U);
  EXPECT_EQ(std::get<IcmpPacket>(script->events[0].what), expected);
  EXPECT_EQ(print(script->events[0]), "0 < icmp unreachable frag_needed mtu 1200 [1:1461(1460)]");
}

}  // namespace
}  // namespace synspect::script
