// The decoder is total: any octets, any length, no read outside. Every input lies in a heap block
// of exactly its size, so that AddressSanitizer sees a read past the end in the asan-ubsan preset.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>

#include "harness/history/decode/decoded_segment.h"
#include "harness/history/decode/test_datagrams.h"

namespace synspect {
namespace {

bool within(std::span<const std::byte> part, std::span<const std::byte> whole) {
  return part.empty() ||
         (std::greater_equal<>{}(part.data(), whole.data()) &&
          std::less_equal<>{}(part.data() + part.size(), whole.data() + whole.size()));
}

// Decodes a copy, walks all that was found, and holds it against what must be so of any input.
void probe(std::span<const std::byte> input, std::size_t wire_length) {
  const auto block = std::make_unique<std::byte[]>(input.size());
  if (!input.empty()) std::memcpy(block.get(), input.data(), input.size());
  const std::span<const std::byte> octets{block.get(), input.size()};
  const DecodedSegment s = decode(octets, wire_length);
  ASSERT_TRUE(within(s.options, octets));
  ASSERT_TRUE(within(s.payload, octets));
  ASSERT_LE(s.options.size(), 40u);
  ASSERT_LE(s.payload.size() + s.payload_cut, wire_length);
  OptionReader reader{s.options};
  std::size_t walked = 0;
  while (const auto option = reader.next()) walked += 1 + option->body.size();
  ASSERT_LE(walked, s.options.size());
  ASSERT_FALSE(s.to_string().empty());
  if (s.tcp_checksum != ChecksumStatus::kNotChecked) {
    ASSERT_EQ(s.kind, DatagramKind::kTcp);
    ASSERT_FALSE(s.truncated);
  }
  ASSERT_TRUE(!s.mss || s.options.size() >= 4);
}

class Total : public testing::Test {
 protected:
  std::size_t below(std::size_t bound) { return chance_() % bound; }
  std::byte octet() { return static_cast<std::byte>(chance_() & 0xff); }

  std::mt19937_64 chance_{20260726};  // the engine's numbers are the same everywhere
};

TEST_F(Total, RandomOctets) {
  for (int run = 0; run < 50'000; ++run) {
    std::vector<std::byte> octets(below(120));
    for (std::byte& o : octets) o = octet();
    // Every other one gets past the first octet.
    if (!octets.empty() && below(2) == 0)
      octets[0] = below(2) == 0 ? std::byte{0x45} : std::byte{0x60};
    probe(octets, octets.size() + below(3));
  }
}

TEST_F(Total, EveryTruncation) {
  for (const std::string_view hex : test::kAllDatagrams) {
    const auto octets = test::from_hex(hex);
    for (std::size_t size = 0; size <= octets.size(); ++size) {
      for (std::size_t wire = 0; wire <= octets.size() + 1; ++wire) {
        probe(std::span{octets}.first(size), wire);
      }
    }
  }
}

TEST_F(Total, Mutations) {
  for (int run = 0; run < 100'000; ++run) {
    auto octets = test::from_hex(test::kAllDatagrams[below(std::size(test::kAllDatagrams))]);
    for (std::size_t edits = 1 + below(4); edits > 0; --edits)
      octets[below(octets.size())] = octet();
    if (below(4) == 0) octets.resize(below(octets.size() + 20));
    probe(octets, octets.size());
  }
}

TEST_F(Total, LongestDatagrams) {
  for (const std::size_t size : {65'535u, 65'575u, 70'000u}) {
    std::vector<std::byte> octets(size, std::byte{0xff});
    for (const int first : {0x45, 0x4f, 0x60, 0xff}) {
      octets[0] = static_cast<std::byte>(first);
      for (const int next : {0, 6, 43, 60}) {
        octets[first == 0x60 ? 6 : 9] = static_cast<std::byte>(next);
        probe(octets, size);
      }
    }
  }
}

TEST_F(Total, OptionWalkLosesNoOctet) {
  for (int run = 0; run < 50'000; ++run) {
    std::vector<std::byte> octets(below(41));
    for (std::byte& o : octets) o = below(2) == 0 ? static_cast<std::byte>(below(6)) : octet();
    OptionReader reader{octets};
    std::size_t at = 0;
    while (const auto option = reader.next()) {
      ASSERT_EQ(option->offset, at);
      at += option->kind <= 1 ? 1 : 2 + option->body.size();
    }
    ASSERT_EQ(at + reader.rest().size(), octets.size());
  }
}

}  // namespace
}  // namespace synspect
