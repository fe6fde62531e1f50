#include "harness/drive/line_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/script/script.h"

namespace synspect::drive {
namespace {

using testing::HasSubstr;

// Both sides' numbers are about to come round.
const NumberTranslation kNumbers{.stack_isn_script = 0,
                                 .stack_isn_wire = 0xffff'fff0,
                                 .stack_isn_known = true,
                                 .peer_isn = 1000,
                                 .peer_isn_known = true,
                                 .peer_shift = 0xffff'fc10};  // the peer's ISN is 0xfffffff8

script::TcpPacket line(const std::string& text) {
  const auto script = script::parse("0 close(3) = 0\n+0 " + text);
  EXPECT_TRUE(script) << script.error().to_string(text);
  return script ? std::get<script::TcpPacket>(script->events.back().what) : script::TcpPacket{};
}

std::string hex(std::span<const std::byte> octets) {
  std::string text;
  for (const std::byte octet : octets) {
    text += "0123456789abcdef"[static_cast<unsigned>(octet) >> 4];
    text += "0123456789abcdef"[static_cast<unsigned>(octet) & 15U];
  }
  return text;
}

TimestampNames names() {
  TimestampNames names;
  names.learn(100, 0x1000'0000);
  names.learn(200, 0x1000'0100);
  names.learn(100, 0x1000'0200);
  return names;
}

// The octets of an inbound line, or the sentence.
std::string inbound(const std::string& text, bool scaled = false) {
  const TimestampNames known = names();
  const auto octets =
      inbound_options(line(text), {.numbers = kNumbers, .timestamps = known, .ecr_scaled = scaled});
  return octets ? hex(*octets) : octets.error();
}

struct Row {
  const char* name;
  const char* line;
  const char* expected;
};
constexpr Row kInbound[] = {
    {"in the order written", "< S 0:0(0) win 1 <nop,nop,mss 4660,eol,eol,nop,wscale 14>",
     "01010204123400000103030e"},
    {"sackOK", "< S 0:0(0) win 1 <sackOK,nop,nop>", "04020101"},
    {"wscale beyond what is legal", "< S 0:0(0) win 1 <nop,wscale 255>", "010303ff"},
    {"SACK edges count from the ISN of the stack", "< . 1:1(0) ack 1 win 1 <nop,nop,sack 1:17>",
     "0101050afffffff100000001"},
    {"four blocks", "< . 1:1(0) ack 1 win 1 <nop,nop,sack 16:17 18:19 20:21 22:23>",
     "0101052200000000000000010000000200000003000000040000000500000006"
     "00000007"},
    {"on a SYN they are shifted as its ack is", "< S. 1:1(0) ack 1 win 1 <nop,nop,sack 1:17>",
     "0101050afffffff100000001"},
    {"val as written", "< S 0:0(0) win 1 <TS val 4294967295 ecr 0,nop,nop>",
     "080affffffff000000000101"},
    {"ecr is the last timestamp of that name", "< . 1:1(0) ack 1 win 1 <nop,nop,TS val 5 ecr 100>",
     "0101080a0000000510000200"},
    {"ecr of another name", "< . 1:1(0) ack 1 win 1 <nop,nop,TS val 5 ecr 200>",
     "0101080a0000000510000100"},
    {"ecr that is no name", "< . 1:1(0) ack 1 win 1 <nop,nop,TS val 5 ecr 101>",
     "ecr 101: no line before has called a timestamp of the stack so"},
    {"ecr literally", "< . 1:1(0) ack 1 win 1 <nop,nop,TS val 5 ecr 100!>",
     "0101080a0000000500000064"},
    {"ecr without ACK goes as it is", "< R 1:1(0) win 1 <nop,nop,TS val 5 ecr 101>",
     "0101080a0000000500000065"},
    {"fast open", "< S 0:0(0) win 1 <FO,nop,nop>", "22020101"},
    {"a cookie keeps its digits", "< S 0:0(0) win 1 <FO 0102030405060708,nop,nop>",
     "220a01020304050607080101"},
    {"the experiment", "< S 0:0(0) win 1 <FOEXP 0a0b,nop,nop>", "fe06f9890a0b0101"},
    {"any kind", "< S 0:0(0) win 1 <gen-9 0102>", "09040102"},
    {"a length that is wrong on purpose", "< S 0:0(0) win 1 <03ff0e01>", "03ff0e01"},
    {"none", "< S 0:0(0) win 1", ""},
};

TEST(InboundOptions, AreWrittenWithTheNumbersOfTheWire) {
  for (const Row& row : kInbound) EXPECT_EQ(inbound(row.line), row.expected) << row.name;
}

TEST(InboundOptions, WithScaledEchoesAnyNumberWillDo) {
  EXPECT_EQ(inbound("< . 1:1(0) ack 1 win 1 <nop,nop,TS val 5 ecr 101>", true),
            "0101080a0000000510000001")
      << "by the distance of the first pair";
  EXPECT_EQ(inbound("< . 1:1(0) ack 1 win 1 <nop,nop,TS val 5 ecr 200>", true),
            "0101080a0000000510000100")
      << "a name goes before";
  const TimestampNames none;
  EXPECT_FALSE(inbound_options(line("< . 1:1(0) ack 1 win 1 <nop,nop,TS val 5 ecr 1>"),
                               {.numbers = kNumbers, .timestamps = none, .ecr_scaled = true}))
      << "no pair, no distance";
}

// ---- what the stack sent

std::string compared(const std::string& text, const std::string& sent, std::uint8_t flags = kAck,
                     bool extension = false) {
  DecodedSegment segment;
  segment.kind = DatagramKind::kTcp;
  segment.flags = flags;
  const std::vector<std::byte> options = from_hex(sent);
  segment.options = options;
  return options_mismatch(line(text).options, segment, kNumbers, extension).value_or("");
}

struct Sent {
  const char* name;
  const char* line;
  const char* sent;
  const char* problem;  // empty: they agree
};
constexpr Sent kOutbound[] = {
    {"none and none", "> . 1:1(0) ack 1", "", ""},
    {"no list means no options", "> . 1:1(0) ack 1", "01010101",
     "expected none, the stack sent <nop,nop,nop,nop>"},
    {"<...> is anything", "> . 1:1(0) ack 1 <...>", "01010101", ""},
    {"one is missing", "> S 0:0(0) <mss 1460>", "", "expected <mss 1460>, the stack sent none"},
    {"the order counts", "> S 0:0(0) <mss 1,nop,wscale 7>", "0204000103030701",
     "expected <mss 1,nop,wscale 7>, the stack sent <mss 1,wscale 7,nop>"},
    {"padding counts", "> S 0:0(0) <sackOK,nop,nop>", "01010402",
     "expected <sackOK,nop,nop>, the stack sent <nop,nop,sackOK>"},
    {"what follows an eol counts", "> S 0:0(0) <nop,nop,eol,eol>", "01010001",
     "expected 0x01010000, the stack sent 0x01010001"},
    {"another shift", "> S 0:0(0) <nop,wscale 7>", "01030308",
     "expected <nop,wscale 7>, the stack sent <nop,wscale 8>"},
    {"SACK edges count from the ISN of the peer", "> . 1:1(0) ack 1 <nop,nop,sack 1:11>",
     "0101050afffffff900000003", ""},
    {"and are shown so", "> . 1:1(0) ack 1 <nop,nop,sack 1:12>", "0101050afffffff900000003",
     "expected <nop,nop,sack 1:12>, the stack sent <nop,nop,sack 1:11>"},
    {"one block too many", "> . 1:1(0) ack 1 <nop,nop,sack 1:11>",
     "01010512fffffff9000000030000000500000006",
     "expected <nop,nop,sack 1:11>, the stack sent <nop,nop,sack 1:11 13:14>"},
    {"val and ecr are not compared", "> . 1:1(0) ack 1 <nop,nop,TS val 1 ecr 2>",
     "0101080a1234567800000007", ""},
    {"val ... neither", "> . 1:1(0) ack 1 <nop,nop,TS val ... ecr 2>", "0101080a1234567800000007",
     ""},
    {"but where they stand", "> . 1:1(0) ack 1 <nop,nop,TS val 1 ecr 2>",
     "080a12345678000000070101", "expected <nop,nop,TS val 1 ecr 2>"},
    {"and that they are whole", "> . 1:1(0) ack 1 <nop,nop,TS val 1 ecr 2>", "0101080a12345678",
     "expected <nop,nop,TS val 1 ecr 2>"},
    {"and the length octet", "> . 1:1(0) ack 1 <nop,nop,TS val 1 ecr 2>",
     "0101080b1234567800000007", "expected <nop,nop,TS val "},
    {"a cookie", "> S 0:0(0) <FO 0a0b>", "22040a0b", ""},
    {"another cookie", "> S 0:0(0) <FO 0a0b>", "22040a0c",
     "expected <kind 34 0x0a0b>, the stack sent <kind 34 0x0a0c>"},
    {"octets", "> S 0:0(0) <22040a0b>", "22040a0b", ""},
    {"other octets", "> S 0:0(0) <22040a0b>", "22040a0c",
     "expected <kind 34 0x0a0b>, the stack sent <kind 34 0x0a0c>"},
};

TEST(OutboundOptions, AreComparedInOrderAndPlace) {
  for (const Sent& row : kOutbound) {
    const std::string problem = compared(row.line, row.sent);
    EXPECT_THAT(problem, HasSubstr(row.problem)) << row.name;
    EXPECT_EQ(problem.empty(), *row.problem == '\0') << row.name << ": " << problem;
  }
}

TEST(OutboundOptions, InTheExtensionALiteralEchoIsCompared) {
  const std::string sent = "0101080a1234567800000007";
  const std::string line = "> . 1:1(0) ack 1 <nop,nop,TS val 1 ecr ";
  EXPECT_EQ(compared(line + "7!>", sent, kAck, true), "");
  EXPECT_THAT(compared(line + "8!>", sent, kAck, true),
              HasSubstr("expected <nop,nop,TS val 305419896 ecr 8>"));
  EXPECT_EQ(compared(line + "8>", sent, kAck, true), "");
  EXPECT_EQ(compared(line + "8!>", sent), "");
}

TEST(OutboundOptions, OfASynHaveAbsoluteEdges) {
  EXPECT_EQ(compared("> S. 0:0(0) ack 1001 <nop,nop,sack 1001:1011>", "0101050afffffff900000003",
                     kSyn | kAck),
            "");
}

TEST(Stamps, AreThoseOfTheFirstOptionThatCanBeRead) {
  DecodedSegment segment;
  const std::vector<std::byte> options = from_hex("0804aabb080a0000000100000002");
  segment.options = options;
  ASSERT_TRUE(stamps_of(segment));
  EXPECT_EQ(stamps_of(segment)->val, 1U);
  EXPECT_EQ(stamps_of(segment)->ecr, 2U);
  segment.options = std::span{options}.first(4);
  EXPECT_FALSE(stamps_of(segment));
  EXPECT_EQ(scripted_stamp(line("> . 1:1(0) ack 1 <nop,nop,TS val 7 ecr 2>").options), 7U);
  EXPECT_FALSE(scripted_stamp(line("> . 1:1(0) ack 1 <nop,nop,TS val ... ecr 2>").options));
  EXPECT_FALSE(scripted_stamp(line("> . 1:1(0) ack 1 <...>").options));
}

}  // namespace
}  // namespace synspect::drive
