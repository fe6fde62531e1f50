#include "harness/drive/outbound_match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace synspect::drive {
namespace {

using testing::HasSubstr;

const NumberTranslation kNumbers{.stack_isn_script = 0,
                                 .stack_isn_wire = 0xffff'fff0,
                                 .stack_isn_known = true,
                                 .peer_isn = 1000,
                                 .peer_isn_known = true,
                                 .peer_shift = 0x7000'0000};

TEST(NumberTranslation, SynIsAbsoluteAndTheRestRelative) {
  EXPECT_EQ(kNumbers.inbound_seq(1000, true), 0x7000'0000U + 1000);
  EXPECT_EQ(kNumbers.inbound_seq(1, false), 0x7000'0000U + 1001);
  EXPECT_EQ(kNumbers.inbound_ack(1, false), 0xffff'fff1U);
  EXPECT_EQ(kNumbers.outbound_seq(0xffff'fff0, true), 0U);
  EXPECT_EQ(kNumbers.outbound_seq(0x0000'0010, false), 0x20U) << "across the wrap";
  EXPECT_EQ(kNumbers.outbound_ack(0x7000'0000U + 1001, true), 1001U);
  EXPECT_EQ(kNumbers.outbound_ack(0x7000'0000U + 1001, false), 1U);
}

script::TcpPacket expected() {
  script::TcpPacket packet;
  packet.direction = script::Direction::kOutbound;
  packet.flags = kAck;
  packet.seq = 1;
  packet.ack = 1;
  return packet;
}

DecodedSegment sent() {
  DecodedSegment segment;
  segment.kind = DatagramKind::kTcp;
  segment.flags = kAck;
  segment.seq = 0xffff'fff1;
  segment.ack = 0x7000'0000U + 1001;
  segment.window = 500;
  return segment;
}

TEST(Mismatch, NothingWhenTheyAgree) {
  EXPECT_EQ(mismatch(expected(), sent(), kNumbers, {}, false), std::nullopt);
}

TEST(Mismatch, ExtensionLeavesTheAckOfAResetFree) {
  script::TcpPacket packet = expected();
  packet.flags = kRst;
  packet.ack.reset();
  DecodedSegment segment = sent();
  segment.flags = kRst | kAck;
  EXPECT_EQ(mismatch(packet, segment, kNumbers, {}, true), std::nullopt);
  EXPECT_THAT(mismatch(packet, segment, kNumbers, {}, false).value_or(""), HasSubstr("flags"));
  // The other way round the number is part of the line.
  std::swap(packet.flags, segment.flags);
  packet.ack = 1;
  EXPECT_THAT(mismatch(packet, segment, kNumbers, {}, true).value_or(""), HasSubstr("flags"));
}

TEST(Mismatch, ExtensionAllowsAPushThatIsNotExpected) {
  DecodedSegment segment = sent();
  segment.flags |= kPsh;
  EXPECT_EQ(mismatch(expected(), segment, kNumbers, {}, true), std::nullopt);
  EXPECT_THAT(mismatch(expected(), segment, kNumbers, {}, false).value_or(""), HasSubstr("flags"));
  script::TcpPacket pushed = expected();
  pushed.flags |= kPsh;
  EXPECT_THAT(mismatch(pushed, sent(), kNumbers, {}, true).value_or(""), HasSubstr("flags"));
}

struct Row {
  const char* field;
  void (*change)(script::TcpPacket&, DecodedSegment&);
};
const Row kRows[] = {
    {"flags", [](auto& p, auto&) { p.flags = kAck | kFin; }},
    {"reserved bits", [](auto&, auto& s) { s.reserved = 1; }},
    {"sequence number", [](auto& p, auto&) { p.seq = 2; }},
    {"acknowledgment number", [](auto& p, auto&) { p.ack = 2; }},
    {"window", [](auto& p, auto&) { p.window = 501; }},
    {"urgent pointer", [](auto&, auto& s) { s.urgent_pointer = 1; }},
    {"TCP options", [](auto& p, auto&) { p.options.items = {script::option::Mss{1460}}; }},
    {"payload length", [](auto& p, auto&) { p.length = 1; }},
    {"acknowledgment number",  // a stale number without the ACK bit is compared with 0 as it stands
     [](auto& p, auto& s) {
       p.flags = s.flags = kRst;
       p.ack.reset();
     }},
};

TEST(Mismatch, NamesTheFirstFieldThatDiffers) {
  for (const Row& row : kRows) {
    script::TcpPacket packet = expected();
    DecodedSegment segment = sent();
    row.change(packet, segment);
    const auto problem = mismatch(packet, segment, kNumbers, {}, false);
    ASSERT_TRUE(problem) << row.field;
    EXPECT_THAT(*problem, HasSubstr(row.field));
  }
}

TEST(Mismatch, WhatTheLineLeavesOpenIsNotCompared) {
  script::TcpPacket packet = expected();
  packet.seq_ignored = true;
  packet.options.any = true;
  DecodedSegment segment = sent();
  segment.seq = 99;
  segment.window = 1;
  const std::vector<std::byte> options(4, std::byte{1});
  static_cast<void>(segment.take_options(options));
  EXPECT_EQ(mismatch(packet, segment, kNumbers, {}, false), std::nullopt);
}

TEST(Mismatch, PayloadIsComparedOctetByOctet) {
  script::TcpPacket packet = expected();
  packet.length = 3;
  const std::vector<std::byte> want = payload_of(packet, 7, 10);
  std::vector<std::byte> got = want;
  DecodedSegment segment = sent();
  segment.payload = got;
  EXPECT_EQ(mismatch(packet, segment, kNumbers, want, false), std::nullopt);
  got[2] ^= std::byte{1};
  EXPECT_THAT(mismatch(packet, segment, kNumbers, want, false).value_or(""), HasSubstr("octet 2"));
}

}  // namespace
}  // namespace synspect::drive
