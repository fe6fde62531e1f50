// What pcapng() writes, read octet by octet by a reader that shares nothing with it.
#include "reports/pcapng.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reports/testing.h"

namespace synspect::reports {
namespace {

struct Option {
  unsigned code{};
  std::string value;
};
struct Block {
  std::uint32_t type{};
  std::string body;  // between the two lengths
};

std::uint32_t number(std::string_view octets, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(octets.at(at + i))) << (8 * i);
  }
  return value;
}

std::vector<Block> blocks_of(std::string_view file) {
  std::vector<Block> blocks;
  while (!file.empty()) {
    const std::uint32_t length = number(file, 4, 4);
    EXPECT_EQ(length % 4, 0U);
    EXPECT_GE(length, 12U);
    if (length < 12 || length > file.size()) {
      ADD_FAILURE() << "a block of " << length << " octets, " << file.size() << " left";
      return blocks;
    }
    EXPECT_EQ(number(file, length - 4, 4), length) << "the length stands at both ends";
    blocks.push_back({number(file, 0, 4), std::string(file.substr(8, length - 12))});
    file.remove_prefix(length);
  }
  return blocks;
}

std::vector<Option> options_of(std::string_view rest) {
  std::vector<Option> options;
  while (rest.size() >= 4) {
    const unsigned code = number(rest, 0, 2);
    const std::size_t length = number(rest, 2, 2);
    if (code == 0) {
      EXPECT_EQ(length, 0U);
      EXPECT_EQ(rest.size(), 4U) << "nothing behind the end of options";
      return options;
    }
    options.push_back({code, std::string(rest.substr(4, length))});
    rest.remove_prefix(4 + (length + 3) / 4 * 4);
  }
  ADD_FAILURE() << "no end of options";
  return options;
}

struct Packet {
  std::uint32_t interface{};
  std::uint64_t micros{};
  std::string octets;
  std::uint32_t original{};
  std::uint32_t flags{};
  std::vector<std::string> comments;
};
Packet packet_of(const Block& block) {
  Packet packet;
  packet.interface = number(block.body, 0, 4);
  packet.micros = std::uint64_t{number(block.body, 4, 4)} << 32 | number(block.body, 8, 4);
  const std::uint32_t captured = number(block.body, 12, 4);
  packet.original = number(block.body, 16, 4);
  packet.octets = block.body.substr(20, captured);
  for (const Option& option : options_of(block.body.substr(20 + (captured + 3) / 4 * 4))) {
    if (option.code == 1) packet.comments.push_back(option.value);
    if (option.code == 2) packet.flags = number(option.value, 0, 4);
  }
  return packet;
}
std::vector<Packet> packets_of(const std::vector<Block>& blocks) {
  std::vector<Packet> packets;
  for (const Block& block : blocks) {
    if (block.type == 6) packets.push_back(packet_of(block));
  }
  return packets;
}

CaptureLimits limits(std::size_t octets, std::size_t comment_octets) {
  return {.octets = octets, .comment_octets = comment_octets};
}

TEST(Pcapng, HeadersSayWhoAndHow) {
  History history;
  testing::passive_open(history);
  const std::vector<Block> blocks = blocks_of(pcapng(history));
  ASSERT_GE(blocks.size(), 3U);
  EXPECT_EQ(blocks[0].type, 0x0a0d0d0aU);
  EXPECT_EQ(number(blocks[0].body, 0, 4), 0x1a2b3c4dU) << "little-endian";
  EXPECT_EQ(number(blocks[0].body, 4, 2), 1U);
  EXPECT_EQ(number(blocks[0].body, 6, 2), 0U);
  EXPECT_EQ(blocks[0].body.substr(8, 8), std::string(8, '\xff')) << "length not given";
  const std::vector<Option> section = options_of(blocks[0].body.substr(16));
  EXPECT_EQ(section.at(0).value, "a test");
  EXPECT_EQ(section.at(1).code, 4U);
  EXPECT_EQ(section.at(1).value, "synspect");
  EXPECT_EQ(blocks[1].type, 1U);
  EXPECT_EQ(number(blocks[1].body, 0, 2), 101U) << "LINKTYPE_RAW";
  EXPECT_EQ(number(blocks[1].body, 4, 4), 0U) << "no snap length";
  const std::vector<Option> interface = options_of(blocks[1].body.substr(8));
  EXPECT_EQ(interface.at(2).code, 9U);
  EXPECT_EQ(interface.at(2).value, "\x06") << "microseconds";
}

TEST(Pcapng, PacketsCarryTimeDirectionAndComments) {
  History history;
  testing::passive_open(history);
  const PacketNote notes[] = {{3, "first"}, {3, "second"}, {1'000'000, "at the end"}};
  const std::vector<Packet> packets = packets_of(blocks_of(pcapng(history, notes)));
  ASSERT_EQ(packets.size(), 3U);
  EXPECT_EQ(packets[0].interface, 0U);
  EXPECT_EQ(packets[0].micros, 100'000U);
  EXPECT_EQ(packets[0].flags, 1U) << "inbound: it reached the stack";
  EXPECT_EQ(packets[0].octets.size(), 44U);
  EXPECT_EQ(packets[0].original, 44U);
  EXPECT_EQ(packets[0].octets[0], '\x45');
  const std::vector<std::string> first{"0 us: socket() = 3", "0 us: listen(3, 5) = 0",
                                       "script line 4"};
  EXPECT_EQ(packets[0].comments, first);
  EXPECT_EQ(packets[1].flags, 2U) << "outbound";
  const std::vector<std::string> second{"first", "second", "script line 4"};
  EXPECT_EQ(packets[1].comments, second) << "findings before the rest";
  EXPECT_EQ(packets[2].comments.front(), "at the end");
}

TEST(Pcapng, WhatTheNetworkDidStandsAtThePacket) {
  History history;
  testing::lost_segment(history);
  const std::vector<Packet> packets = packets_of(blocks_of(pcapng(history)));
  ASSERT_EQ(packets.size(), 2U) << "a dropped datagram is one packet, not two";
  EXPECT_EQ(packets[0].comments.back(), "the network lost it");
  EXPECT_TRUE(packets[1].comments.empty());
}

TEST(Pcapng, IsBounded) {
  History history;
  testing::passive_open(history);
  const PacketNote notes[] = {{0, std::string(100, 'a') + "\n\xc3\xa4"}, {0, "b"}, {0, "c"}};
  const std::vector<Packet> packets = packets_of(blocks_of(pcapng(
      history, notes, {.octets = 64U << 20U, .comment_octets = 102, .comments_per_packet = 2})));
  ASSERT_EQ(packets.size(), 3U);
  ASSERT_EQ(packets[0].comments.size(), 2U);
  EXPECT_EQ(packets[0].comments[0], std::string(100, 'a') + " ...");
  EXPECT_EQ(packets[0].comments[1], "b");

  const std::string small = pcapng(history, {}, limits(300, 2000));
  EXPECT_LE(small.size(), 300U + 64U);
  const std::vector<Block> blocks = blocks_of(small);
  EXPECT_EQ(blocks.back().type, 5U);
  EXPECT_NE(blocks.back().body.find("further packets are left out"), std::string::npos);
}

TEST(Pcapng, ACommentIsCutBetweenCharacters) {
  History history;
  testing::passive_open(history);
  const PacketNote notes[] = {{0, "abc\xc3\xa4"}};
  const std::vector<Packet> packets =
      packets_of(blocks_of(pcapng(history, notes, limits(64U << 20U, 4))));
  EXPECT_EQ(packets.at(0).comments.front(), "abc...");
}

TEST(Pcapng, SameRunSameOctets) {
  History first;
  History second;
  testing::passive_open(first);
  testing::passive_open(second);
  EXPECT_EQ(pcapng(first), pcapng(second));
}

TEST(Pcapng, NotesNameClauseAndExpectation) {
  judge::Finding finding;
  finding.clause = "MUST-2";
  finding.position = 7;
  finding.expected = "a right checksum";
  finding.observed = "a wrong one";
  const auto notes = notes_of(std::span{&finding, 1});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].position, 7U);
  EXPECT_NE(notes[0].text.find("MUST-2"), std::string::npos);
  EXPECT_NE(notes[0].text.find("Expected: a right checksum."), std::string::npos);
  EXPECT_NE(notes[0].text.find("Observed: a wrong one."), std::string::npos);
}

}  // namespace
}  // namespace synspect::reports
