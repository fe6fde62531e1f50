#include "stack/wire/source_route.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "stack/wire/test_route.h"

namespace synspect::tcp {
namespace {

constexpr IpAddress kSource{IpVersion::kV4, {192, 0, 2, 1}};

TEST(ReadRoute, OptionsByOptions) {  // RFC 791 3.1, RFC 1122 3.2.1.8
  const struct {
    const char* name;
    std::vector<int> octets;
    RouteSeen seen;
    std::vector<std::uint8_t> back;  // last octets of 10.0.0.x
    bool strict;
  } rows[] = {
      {"none", {}, RouteSeen::kNone, {}, false},
      {"only padding", {1, 1, 0, 0}, RouteSeen::kNone, {}, false},
      {"unknown, skipped (MUST-50)", {7, 3, 4, 0}, RouteSeen::kNone, {}, false},
      {"completed", {131, 7, 8, 10, 0, 0, 5, 0}, RouteSeen::kCompleted, {5}, false},
      {"two, the way back is the other way round",
       {1, 137, 11, 12, 10, 0, 0, 5, 10, 0, 0, 6},
       RouteSeen::kCompleted,
       {6, 5},
       true},
      {"the source recorded itself",
       {131, 11, 12, 192, 0, 2, 1, 10, 0, 0, 6, 0},
       RouteSeen::kCompleted,
       {6},
       false},
      {"behind another option",
       {7, 3, 4, 131, 7, 8, 10, 0, 0, 5, 0, 0},
       RouteSeen::kCompleted,
       {5},
       false},
      {"no address at all", {131, 3, 4, 0}, RouteSeen::kCompleted, {}, false},
      {"one hop to go", {131, 7, 4, 10, 0, 0, 5, 0}, RouteSeen::kUnfinished, {}, false},
      {"pointer into the front", {131, 7, 3, 10, 0, 0, 5, 0}, RouteSeen::kMalformed, {}, false},
      {"pointer at no address", {131, 7, 6, 10, 0, 0, 5, 0}, RouteSeen::kMalformed, {}, false},
      {"half an address", {131, 6, 8, 10, 0, 0, 0, 0}, RouteSeen::kMalformed, {}, false},
      {"length past the end", {131, 11, 12, 10, 0, 0, 5, 0}, RouteSeen::kMalformed, {}, false},
      {"length of nothing", {131, 0, 4, 0}, RouteSeen::kMalformed, {}, false},
      {"no pointer", {131, 2, 0, 0}, RouteSeen::kMalformed, {}, false},
      {"kind alone", {1, 1, 1, 131}, RouteSeen::kMalformed, {}, false},
      {"two routes",
       {131, 7, 8, 10, 0, 0, 5, 137, 7, 8, 10, 0, 0, 5, 0, 0},
       RouteSeen::kMalformed,
       {},
       false},
      {"an unknown one without length", {7, 1, 4, 0}, RouteSeen::kMalformed, {}, false},
  };
  for (const auto& row : rows) {
    std::vector<std::byte> octets;
    for (const int octet : row.octets) octets.push_back(static_cast<std::byte>(octet));
    const ReceivedRoute route = read_route(octets, kSource);
    EXPECT_EQ(route.seen, row.seen) << row.name;
    if (route.seen != RouteSeen::kCompleted) continue;
    EXPECT_EQ(route.back.strict, row.strict) << row.name;
    ASSERT_EQ(route.back.view().size(), row.back.size()) << row.name;
    for (std::size_t i = 0; i < row.back.size(); ++i) {
      EXPECT_EQ(route.back.gateways[i], gateway(row.back[i])) << row.name;
    }
  }
}

TEST(ReadRoute, StaysWithinTheOptions) {
  std::mt19937_64 chance{11};
  for (int run = 0; run < 50'000; ++run) {
    std::vector<std::byte> octets(4 * (chance() % 11));
    for (std::byte& octet : octets) octet = static_cast<std::byte>(chance() % 48);
    for (std::size_t i = 0; i < octets.size(); i += 8) {
      octets[i] = std::byte{chance() % 2 == 0 ? std::uint8_t{131} : std::uint8_t{137}};
    }
    const ReceivedRoute route = read_route(octets, kSource);
    EXPECT_LE(route.back.count, SourceRoute::kMost);
  }
}

TEST(PutRoute, TakesADatagramThereAndTheReaderBack) {
  const std::vector<std::byte> text(7, std::byte{0x5a});
  for (std::uint8_t count = 1; count <= SourceRoute::kMost; ++count) {
    for (const bool strict : {false, true}) {
      const SourceRoute route = route_by(count, strict);
      Datagram d{.source = kSource,
                 .destination = {IpVersion::kV4, {192, 0, 2, 2}},
                 .source_port = {1},
                 .destination_port = {2},
                 .segment = {}};
      d.segment.payload = text;
      std::vector<std::byte> octets(route_size(route) + datagram_size(d));
      write_datagram(d, octets.data() + route_size(route));
      put_route(route, octets.data());
      EXPECT_EQ(octets.size() % 4, (20 + 20 + text.size()) % 4);
      std::vector<IpAddress> hops;
      travel(octets, hops);
      EXPECT_EQ(hops, (std::vector<IpAddress>{route.view().begin(), route.view().end()}));
      const auto read = parse_datagram(octets);  // both checksums hold at the far end
      ASSERT_TRUE(read) << int{count};
      EXPECT_EQ(read->destination, d.destination);
      EXPECT_EQ(read->segment, d.segment);
      const ReceivedRoute received = read_route(read->ip_options, read->source);
      ASSERT_EQ(received.seen, RouteSeen::kCompleted);
      SourceRoute back = route;
      std::reverse(back.gateways.begin(), back.gateways.begin() + count);
      EXPECT_EQ(received.back, back);
    }
  }
}

}  // namespace
}  // namespace synspect::tcp
