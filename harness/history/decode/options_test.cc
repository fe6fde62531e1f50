#include <gtest/gtest.h>

#include <bit>

#include "harness/history/decode/decoded_segment.h"
#include "harness/history/decode/test_datagrams.h"

namespace synspect {
namespace {

using test::from_hex;

struct Row {
  const char* name;
  const char* hex;
  std::vector<int> kinds;  // in order
  bool malformed;
  std::optional<std::uint16_t> mss;
  std::size_t rest;  // octets left over
};

TEST(Options, Table) {
  const Row rows[] = {
      {"none", "", {}, false, {}, 0},
      {"MSS", "020405b4", {2}, false, 1460, 0},
      {"MSS at an odd octet", "01020405b4000000", {1, 2, 0}, false, 1460, 2},
      {"first MSS counts", "020405b402040001", {2, 2}, false, 1460, 0},
      {"MSS of length 3 is not one", "0203050102040218", {2, 1, 2}, false, 536, 0},
      {"MSS behind EOL", "00020405b4", {0}, false, {}, 4},
      {"unknown kind is skipped", "fd0612345678020405b4", {253, 2}, false, 1460, 0},
      {"length 2 has no body", "04020101", {4, 1, 1}, false, {}, 0},
      {"length 0", "020405b4fd000101", {2}, true, 1460, 4},
      {"length 1", "fd01020405b4", {}, true, {}, 6},
      {"length past the end", "0101fd03", {1, 1}, true, {}, 2},
      {"no length octet", "010101fd", {1, 1, 1}, true, {}, 1},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto octets = from_hex(row.hex);
    OptionReader reader{octets};
    std::vector<int> kinds;
    while (const auto option = reader.next()) kinds.push_back(option->kind);
    EXPECT_EQ(kinds, row.kinds);
    EXPECT_EQ(reader.malformed(), row.malformed);
    EXPECT_EQ(reader.rest().size(), row.rest);
    EXPECT_FALSE(reader.next()) << "the end stays the end";
    DecodedSegment segment;
    EXPECT_EQ(segment.take_options(octets), !row.malformed);
    for (const int kind : row.kinds) {
      EXPECT_TRUE(kind >= 64 || segment.has_option(static_cast<unsigned>(kind))) << kind;
    }
    EXPECT_LE(std::popcount(segment.option_kinds), std::ssize(row.kinds));
    EXPECT_EQ(segment.mss, row.mss);
  }
}

TEST(Options, Timestamps) {
  const struct {
    const char* name;
    const char* hex;
    std::optional<std::uint32_t> value;
  } rows[] = {
      {"as most have them", "0101080a0102030405060708", 0x01020304},
      {"other options of that size", "0101050a0102030405060708", {}},
      {"before the NOPs", "080a01020304050607080101", 0x01020304},
      {"beside others", "020405b40402080a0102030405060708", 0x01020304},
      {"of another length", "0809010203040506070101", {}},
      {"the first counts", "080a0102030405060708080a1112131415161718", 0x01020304},
      {"behind the end", "00080a0102030405060708", {}},
      {"cut off", "0101080a01020304", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto octets = from_hex(row.hex);
    DecodedSegment segment;
    static_cast<void>(segment.take_options(octets));
    ASSERT_EQ(segment.timestamps.has_value(), row.value.has_value());
    if (!row.value) continue;
    EXPECT_EQ(segment.timestamps->value, *row.value);
    EXPECT_EQ(segment.timestamps->echo, 0x05060708u);
    EXPECT_TRUE(segment.has_option(8));
  }
}

TEST(Options, OffsetAndBody) {
  const auto octets = from_hex("0103030702040218");
  OptionReader reader{octets};
  EXPECT_EQ(reader.next()->offset, 0u);
  const auto scale = reader.next();
  EXPECT_EQ(scale->offset, 1u);
  ASSERT_EQ(scale->body.size(), 1u);
  EXPECT_EQ(scale->body[0], std::byte{7});
  EXPECT_EQ(reader.next()->offset, 4u);
}

}  // namespace
}  // namespace synspect
