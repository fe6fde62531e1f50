// Addresses of both ends of a TUN device. The device itself is tried by interop/.
#include "harness/live/tun.h"

#include <gtest/gtest.h>

namespace synspect::live {
namespace {

TEST(Subnet, IsAnAddressAndALength) {
  EXPECT_EQ(Subnet::parse("192.0.2.2/24")->prefix, 24);
  EXPECT_EQ(Subnet::parse("192.0.2.2")->prefix, 32);
  EXPECT_EQ(Subnet::parse("2001:db8::2")->prefix, 128);
  for (const char* text : {"", "/24", "192.0.2/24", "192.0.2.2/", "192.0.2.2/33", "192.0.2.2/-1",
                           "192.0.2.2/2x", "2001:db8::2/129", "192.0.2.2/256"}) {
    EXPECT_FALSE(Subnet::parse(text)) << text;
  }
}

TEST(Subnet, TheKernelsEndIsTheFirstOtherAddress) {
  const struct {
    const char* ours;
    const char* kernel;  // null: there is no room
  } rows[] = {
      {"192.0.2.2/24", "192.0.2.1"},
      {"192.0.2.1/24", "192.0.2.2"},
      {"192.0.2.77/24", "192.0.2.1"},
      {"192.0.2.77/26", "192.0.2.65"},
      {"192.0.2.65/26", "192.0.2.66"},
      {"10.1.2.3/8", "10.0.0.1"},
      {"192.0.2.5/30", "192.0.2.6"},
      {"192.0.2.5/31", nullptr},
      {"192.0.2.5", nullptr},
      {"2001:db8::2/64", "2001:db8::1"},
      {"2001:db8::1/64", "2001:db8::2"},
      {"2001:db8::2/127", nullptr},
      {"2001:db8::2", nullptr},
  };
  for (const auto& row : rows) {
    const auto subnet = Subnet::parse(row.ours);
    ASSERT_TRUE(subnet) << row.ours;
    const auto kernel = subnet->neighbour(std::span{&subnet->address, 1});
    ASSERT_EQ(kernel.has_value(), row.kernel != nullptr) << row.ours;
    if (!kernel) continue;
    EXPECT_EQ(kernel->address.to_string(), row.kernel) << row.ours;
    EXPECT_EQ(kernel->prefix, subnet->prefix);
  }
}

TEST(Tun, ANameThatNoInterfaceCanHaveIsRefused) {
  for (const char* name : {"", "a-name-of-more-than-15"}) {
    const auto tun = Tun::open({.name = name, .kernel = {}});
    ASSERT_FALSE(tun);
    EXPECT_FALSE(tun.error().lacking);
  }
}

}  // namespace
}  // namespace synspect::live
