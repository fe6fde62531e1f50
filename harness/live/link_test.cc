// The bad line, in virtual time, and the words that describe it.
#include "harness/live/link.h"

#include <gtest/gtest.h>

#include <set>

namespace synspect::live {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(LinkText, NamesWhatTheLineDoes) {
  const auto quality = parse_link("loss=1%,duplicate=0.5%,delay=50ms,jitter=2.5ms");
  ASSERT_TRUE(quality);
  EXPECT_EQ(quality->loss_permille, 10U);
  EXPECT_EQ(quality->duplicate_permille, 5U);
  EXPECT_EQ(quality->delay, milliseconds{50});
  EXPECT_EQ(quality->jitter, microseconds{2500});
  ASSERT_TRUE(parse_link("loss=100%"));
  EXPECT_EQ(parse_link("loss=100%")->delay, Duration{0});
}

TEST(LinkText, IsRefusedWhereItIsNotUnderstood) {
  for (const char* text :
       {"", "loss", "loss=", "loss=1", "loss=1.%", "loss=1.25%", "loss=-1%", "loss=101%",
        "loss=1%,", ",loss=1%", "loss=1%,loss=1%", "delay=50", "delay=50s", "delay=61000ms",
        "delay=99999999999ms", "colour=red", "loss=1%,delay"}) {
    EXPECT_FALSE(parse_link(text)) << text;
  }
}

// Keeps what is sent to it; gives the numbers 0, 1, 2, ... as datagrams of one octet.
class Numbers final : public Device {
 public:
  void send(std::span<const std::byte> datagram) override {
    sent.push_back(std::to_integer<int>(datagram[0]));
  }
  std::span<const std::byte> receive() override {
    if (given == count) return {};
    octet_ = std::byte{static_cast<std::uint8_t>(given++)};
    return {&octet_, 1};
  }
  std::vector<int> sent;
  int given{}, count{};

 private:
  std::byte octet_{};
};

std::vector<int> all_from(Link& link) {
  std::vector<int> got;
  for (auto next = link.receive(); !next.empty(); next = link.receive()) {
    got.push_back(std::to_integer<int>(next[0]));
  }
  return got;
}

TEST(Link, WithoutAFaultItIsTheDeviceItself) {
  Numbers beyond;
  beyond.count = 3;
  Link link{beyond, {.delay = Duration{0}}, 1};
  const std::byte octet{7};
  link.send({&octet, 1});
  link.at(kRunStart);
  EXPECT_EQ(beyond.sent, std::vector<int>{7});
  EXPECT_EQ(link.next(), kRunStart) << "what has arrived is not taken yet";
  EXPECT_EQ(all_from(link), (std::vector<int>{0, 1, 2}));
  EXPECT_FALSE(link.next());
}

TEST(Link, DelaysBothDirections) {
  Numbers beyond;
  beyond.count = 1;
  Link link{beyond, {.delay = milliseconds{50}}, 1};
  link.at(kRunStart);
  const std::byte octet{7};
  link.send({&octet, 1});
  EXPECT_EQ(link.next(), kRunStart + milliseconds{50});
  link.at(kRunStart + milliseconds{49});
  EXPECT_TRUE(link.receive().empty());
  EXPECT_TRUE(beyond.sent.empty());
  link.at(kRunStart + milliseconds{50});
  EXPECT_EQ(all_from(link), std::vector<int>{0});
  EXPECT_EQ(beyond.sent, std::vector<int>{7});
}

TEST(Link, LosesDuplicatesAndReordersBySeed) {
  const auto arrived = [](std::uint64_t seed) {
    Numbers beyond;
    beyond.count = 200;
    Link link{beyond,
              {.delay = Duration{0},
               .jitter = milliseconds{5},
               .loss_permille = 100,
               .duplicate_permille = 100},
              seed};
    link.at(kRunStart);
    link.at(kRunStart + milliseconds{5});
    return all_from(link);
  };
  const std::vector<int> got = arrived(1);
  const std::set<int> distinct{got.begin(), got.end()};
  EXPECT_LT(distinct.size(), 200U) << "some were lost";
  EXPECT_LT(distinct.size(), got.size()) << "some came twice";
  EXPECT_FALSE(std::ranges::is_sorted(got));
  EXPECT_EQ(arrived(1), got) << "the same seed";
  EXPECT_NE(arrived(2), got);
}

}  // namespace
}  // namespace synspect::live
