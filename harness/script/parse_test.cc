// What is in the language, and what it means: each row is read, printed, and read again.
#include <gtest/gtest.h>

#include <string>

#include "harness/script/script.h"

namespace synspect::script {
namespace {

struct Row {
  const char* name;
  const char* text;
  const char* printed;  // the one event, in the project's own spelling
};
constexpr Row kEvents[] = {
    {"syn with options", "0 < S 0:0(0) win 65535 <mss 1460, sackOK,nop,nop>",
     "0 < S 0:0(0) win 65535 <mss 1460,sackOK,nop,nop>"},
    {"hand-made padding", "0 > S. 7:7(0) ack 1 <mss 536,eol,wscale 14>",
     "0 > S. 7:7(0) ack 1 <mss 536,eol,wscale 14>"},
    {"flags in any order", "+0 > .PF 1:1(0) ack 1", "+0 > FP. 1:1(0) ack 1"},
    {"no flags", "0 < - 0:0(0) win 0", "0 < - 0:0(0) win 0"},
    {"urgent pointer", "0 < U. 1:2(1) ack 1 win 9 urg 1", "0 < U. 1:2(1) ack 1 win 9 urg 1"},
    {"any options", "0 > . 1:1(0) ack 1 <...>", "0 > . 1:1(0) ack 1 <...>"},
    {"sack blocks", "0 < . 1:1(0) ack 1 win 9 <nop,nop,sack 1:2 3:4 5:6>",
     "0 < . 1:1(0) ack 1 win 9 <nop,nop,sack 1:2 3:4 5:6>"},
    {"timestamps", "0 < . 1:1(0) ack 1 win 9 <TS val 4294967295 ecr 0,nop,nop>",
     "0 < . 1:1(0) ack 1 win 9 <TS val 4294967295 ecr 0,nop,nop>"},
    {"timestamps ignored and literal", "0 > . 1:1(0) <nop,nop,TS val ... ecr 7!>",
     "0 > . 1:1(0) <nop,nop,TS val ... ecr 7!>"},
    {"a cookie of digits keeps its text", "0 < S 0:0(0) win 1 <FO 0102030405060708,nop,nop>",
     "0 < S 0:0(0) win 1 <FO 0102030405060708,nop,nop>"},
    {"cookie request", "0 > S 0:0(0) <FO,nop,nop,FOEXP>", "0 > S 0:0(0) <FO,nop,nop,FOEXP>"},
    {"the other spelling of an experiment", "0 > S 0:0(0) <exp-FO 0a0b,nop,eol>",
     "0 > S 0:0(0) <FOEXP 0a0b,nop,eol>"},
    {"any kind of option", "0 < S 0:0(0) win 1 <gen-99 0aFF,gen-5,nop,nop>",
     "0 < S 0:0(0) win 1 <gen-99 0aFF,gen-5,nop,nop>"},
    {"options as octets", "0 < S 0:0(0) win 1 <020405b4>", "0 < S 0:0(0) win 1 <020405b4>"},
    {"options not run", "0 > S 0:0(0) <AccECN0 ee0b 1 eceb 2, md5 valid>",
     "0 > S 0:0(0) <AccECN0 ee0b 1 eceb 2,md5 valid>"},
    {"MPTCP option with commas", "0 > S 0:0(0) <mpcapable v1 flags[a,b] key[a=1,b], nop>",
     "0 > S 0:0(0) <mpcapable v1 flags[a,b] key[a=1,b],nop>"},
    {"sequence ignored", "0 > S. ...(0) ack 1", "0 > S. ...(0) ack 1"},
    {"sequence as it is", "0 > R 0:0(0)!", "0 > R 0:0(0)!"},
    {"last sequence number", "0 < . 4294967294:4294967295(1) win 1",
     "0 < . 4294967294:4294967295(1) win 1"},
    {"ports", "0 < 1234 > 8080 S 0:0(0) win 1", "0 < 1234 > 8080 S 0:0(0) win 1"},
    {"ip info", "0 < [ect0] . 1:1(0) win 1", "0 < [ect0] . 1:1(0) win 1"},
    {"ip info in parentheses, a list", "0 > (tos 0x1c, ttl 64,flowlabel 0x12345) . 1:1(0)",
     "0 > [tos 0x1c, ttl 64, flowlabel 0x12345] . 1:1(0)"},
    {"hop limit and ecn", "0 > [hlim 3, ecn ect01] . 1:1(0)", "0 > [ect01, ttl 3] . 1:1(0)"},
    {"ACE digit", "0 > P5. 1:1(0)", "0 > P.5 1:1(0)"},
    {"AE is the high bit of ACE", "0 > SEWA 1:1(0)", "0 > S7 1:1(0)"},
    {"any time", "* > . 1:1(0)", "* > . 1:1(0)"},
    {"window of time", "+.1 ~ +0.25 > . 1:1(0)", "+0.1~+0.25 > . 1:1(0)"},
    {"absolute window", "1~2 > . 1:1(0)", "1~2 > . 1:1(0)"},
    {"times are cut to microseconds", "+.0000019 close(3) = 0", "+0.000001 close(3) = 0"},
    {"blocking call", "+.1...0.2 read(3, ..., 9) = 9", "+0.1...0.2 read(3, ..., 9) = 9"},
    {"blocking call with blanks", "+.002 ... 0.052 connect(3, ..., ...) = 0",
     "+0.002...0.052 connect(3, ..., ...) = 0"},
    {"result in hex, with comment", "0 fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)",
     "0 fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)"},
    {"errno", "0 read(3, ..., 1) = -1 EAGAIN (try again)",
     "0 read(3, ..., 1) = -1 EAGAIN (try again)"},
    {"bits", "0 fcntl(3, F_SETFL, O_RDWR | O_NONBLOCK|0x10) = 0",
     "0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK|0x10) = 0"},
    {"structures", "0 poll([{fd=3, events=POLLIN|POLLOUT, revents=0}], 1, 0) = 0",
     "0 poll([{fd=3, events=POLLIN|POLLOUT, revents=0}], 1, 0) = 0"},
    {"positional members and numbered ones",
     "0 sendmsg(4, {msg_name(...)=..., msg_iov(2)=[{..., 10}, {..., 20}], msg_flags=0}, 0) = 30",
     "0 sendmsg(4, {msg_name(...)=..., msg_iov(2)=[{..., 10}, {..., 20}], msg_flags=0}, 0) = 30"},
    {"functions",
     "0 bind(3, {sa_family = AF_INET, sin_port = htons(80), sin_addr = inet_addr(\"1.2.3.4\")}, 9)"
     " = 0",
     "0 bind(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"1.2.3.4\")}, 9) = 0"},
    {"strings join, octets survive", "0 write(3, \"a\\x00\\t\" \"b\\\"\", 5) = 5",
     "0 write(3, \"a\\x00\\x09b\\\"\", 5) = 5"},
    {"a word may begin with digits", "0 pipe(3021b9d8) = 0", "0 pipe(3021b9d8) = 0"},
    {"no arguments, no elements", "0 pipe() = 0", "0 pipe() = 0"},
    {"empty list and structure", "0 pipe([], {}) = 0", "0 pipe([], {}) = 0"},
    {"least and greatest integer", "0 pipe(-9223372036854775808, 0x7fffffffffffffff) = 0",
     "0 pipe(-9223372036854775808, 0x7fffffffffffffff) = 0"},
    {"timed command", "0 `echo \\` a\nb`", "0 `echo \\` a\nb`"},
    {"snippet", "0 %{ assert tcpi_state == 1 }%", "0 %{ assert tcpi_state == 1 }%"},
    {"icmp", "0 < icmp unreachable frag_needed mtu 1200 [1:1461(1460)]  // why\n",
     "0 < icmp unreachable frag_needed mtu 1200 [1:1461(1460)]"},
    {"udp", "0 > udp 5 > 6 (1000)", "0 > udp 5 > 6 (1000)"},
    {"sctp over lines", "0 < sctp: INIT[flgs=0, tag=1];\n   COOKIE_ACK[flgs=0]",
     "0 < sctp: INIT[flgs=0, tag=1];\n   COOKIE_ACK[flgs=0]"},
    {"outer header", "0 > ipv4 1.2.3.4 > 5.6.7.8: . 1:1(0)",
     "0 > ipv4 1.2.3.4 > 5.6.7.8: . 1:1(0)"},
    {"tcp in udp", "0 < S 0:0(0) win 1 /udp(9899 > 9899)", "0 < S 0:0(0) win 1 /udp(9899 > 9899)"},
    {"reset diagnosis", "0 > R. 1:1(0) ack 1 [code 1, pen 2]",
     "0 > R. 1:1(0) ack 1 [code 1, pen 2]"},
    {"dscp", "0 > [dscp af11] . 1:1(0)", "0 > [dscp af11] . 1:1(0)"},
    {"over lines, with comments", "0 // start\n <\r\n S /* a **/ 0 : 0 ( 0 )\n win 1",
     "0 < S 0:0(0) win 1"},
};

TEST(Parse, Events) {
  for (const Row& row : kEvents) {
    // Some forms of time may not come first.
    const std::string text = "0 close(9) = 0\n" + std::string{row.text};
    const auto script = parse(text);
    ASSERT_TRUE(script) << row.name << ": " << script.error().to_string(row.text);
    ASSERT_EQ(script->events.size(), 2U) << row.name;
    EXPECT_EQ(print(script->events[1]), row.printed) << row.name;
    const auto again = parse(print(*script));
    ASSERT_TRUE(again) << row.name << ": " << again.error().to_string(print(*script));
    EXPECT_EQ(*again, *script) << row.name;
    EXPECT_EQ(print(*again), print(*script)) << row.name;
  }
}

constexpr Row kExtension[] = {
    {"bad checksum", "+0 < S 0:0(0) win 1 {bad_checksum}", "+0 < S 0:0(0) win 1 { bad_checksum }"},
    {"everything",
     "+0 < . 1:3(2) ack 4! win 1 <nop,nop,nop,nop> { rsv 15, payload 0aFF, from \"192.0.2.9:1\","
     "to \"[2001:db8::1]:65535\" }",
     "+0 < . 1:3(2) ack 4! win 1 <nop,nop,nop,nop> { rsv 15, payload 0aFF, from \"192.0.2.9:1\", "
     "to \"[2001:db8::1]:65535\" }"},
    {"the usual pattern", "+0 < . 1:3(2) win 1 { payload pattern }", "+0 < . 1:3(2) win 1"},
    {"a range past the end of the circle", "+0 < . 4294967295:1(2)! win 1",
     "+0 < . 4294967295:1(2)! win 1"},
    {"a datagram", "+0 < raw 4500", "+0 < raw 4500"},
    {"time macro", "+TWO_MSL close(3) = 0", "+TWO_MSL close(3) = 0"},
    {"with offset", "+RTO_MIN-.001~+RTO_MAX+0.5 > . 1:1(0)",
     "+RTO_MIN-0.001~+RTO_MAX+0.5 > . 1:1(0)"},
    {"as the end of a call", "+0...USER_TIMEOUT read(3, ..., 1) = 0",
     "+0...USER_TIMEOUT read(3, ..., 1) = 0"},
};

TEST(Parse, ExtensionWithAndWithoutItsOptionLine) {
  for (const Row& row : kExtension) {
    const std::string events = "0 close(9) = 0\n" + std::string{row.text};
    const auto script = parse("--synspect=1\n" + events);
    ASSERT_TRUE(script) << row.name << ": " << script.error().to_string(row.text);
    EXPECT_EQ(print(script->events[1]), row.printed) << row.name;
    const auto again = parse(print(*script));
    ASSERT_TRUE(again) << row.name;
    EXPECT_EQ(*again, *script) << row.name;

    const auto without = parse(events);
    ASSERT_FALSE(without) << row.name;
    EXPECT_EQ(without.error().at.line, 2U) << row.name;
    // The range has another fault without the extension: its end is less than its start.
    if (!std::string_view{row.name}.contains("circle")) {
      EXPECT_EQ(without.error().hint, "add the option line --synspect=1") << row.name;
    }
  }
}

TEST(Parse, TheHead) {
  const auto script = parse(
      "--tolerance_usecs = 5000 // slack\n--ip_version=\"ipv6\"\n--local_ip=fd3d:a::1\n"
      "--non_fatal=packet,syscall --dry_run\n--synspect=1\n--local_isn=5\n--local_isn=4294967295\n"
      "`a` 0 `b` +0 `c` `d`");
  ASSERT_TRUE(script) << script.error().to_string("");
  ASSERT_EQ(script->options.size(), 8U + 0U);
  EXPECT_EQ(script->options[0].value, "5000");
  EXPECT_EQ(script->options[1].value, "ipv6");
  EXPECT_EQ(script->options[4].value, std::nullopt);
  EXPECT_EQ(script->options[2].at.line, 3U);
  EXPECT_EQ(script->init->text, "a");
  EXPECT_EQ(script->events.size(), 2U);
  EXPECT_EQ(script->cleanup->text, "d");
  EXPECT_EQ(*parse(print(*script)), *script);
}

TEST(Parse, LineEndsAndTheEndOfTheFile) {
  const auto unix_lines = parse("// a\n0 close(3) = 0\n+1 close(4) = 0\n");
  const auto dos_lines = parse("// a\r\n0 close(3) = 0\r\n+1 close(4) = 0");
  ASSERT_TRUE(unix_lines && dos_lines);
  EXPECT_EQ(*unix_lines, *dos_lines);
  EXPECT_EQ(dos_lines->events[1].at.line, 3U);
  EXPECT_TRUE(parse("0 close(3) = 0 // no newline behind"));
  const auto marked = parse("\xEF\xBB\xBF// a\n0 close(3) = 0\n+1 close(4) = 0\n");
  ASSERT_TRUE(marked) << "a byte order mark is skipped";
  EXPECT_EQ(*marked, *unix_lines);
  EXPECT_TRUE(parse("--define=AB=1\n0 close(3) = -1 (error #9)")) << "free words are free";
}

TEST(Parse, Macros) {
  const auto script = parse(
      "--define=COOKIE=0102030405060708\n--define=NAME=\"a b\"\n--define=MSS=1000\n"
      "--define=LEVEL=SOL_IP\n"
      "0 < S 0:0(0) win 1 <mss MSS,FO COOKIE,nop,nop>\n+0 pipe(NAME, LEVEL, \"MSS\") = 0 // MSS\n",
      {{"MSS", "536"}});
  ASSERT_TRUE(script) << script.error().to_string("");
  EXPECT_EQ(print(script->events[0]), "0 < S 0:0(0) win 1 <mss 536,FO 0102030405060708,nop,nop>");
  EXPECT_EQ(print(script->events[1]), "+0 pipe(\"a b\", SOL_IP, \"MSS\") = 0");
  EXPECT_EQ(script->events[1].at.line, 6U);
  EXPECT_EQ(script->options[2].value, "MSS=1000") << "the script's own lines stay";
  EXPECT_EQ(*parse(print(*script), {{"MSS", "536"}}), *script);
}

TEST(Parse, MacrosAreNotRecursiveAndKeepPositions) {
  const auto script = parse("0 pipe(EIO, EPIPE, 1) = 0", {{"EIO", "EPIPE"}, {"EPIPE", "EIO"}});
  ASSERT_TRUE(script);
  EXPECT_EQ(print(script->events[0]), "0 pipe(EPIPE, EIO, 1) = 0");
  const auto& call = std::get<SystemCall>(script->events[0].what);
  EXPECT_EQ(call.arguments[1].at.column, 13U);
  EXPECT_EQ(call.arguments[2].at.column, 20U);
}

TEST(Parse, ConditionalText) {
  const std::string text =
      "0 pipe(0) = 0\n#ifdef STANDARD\n+1 pipe(1) = 0\n#endif\n#ifdef FreeBSD\n"
      "+2 pipe(2) = 0 // #endif is a comment here\n#endif\n+3 pipe(3) = 0\n";
  const auto printed = [](const auto& script) { return script ? print(*script) : "malformed"; };
  EXPECT_EQ(printed(parse(text)), "0 pipe(0) = 0\n+3 pipe(3) = 0\n");
  EXPECT_EQ(printed(parse(text, {{"STANDARD", "1"}})),
            "0 pipe(0) = 0\n+1 pipe(1) = 0\n+3 pipe(3) = 0\n");
  EXPECT_EQ(printed(parse(text, {{"FreeBSD", "1"}})),
            "0 pipe(0) = 0\n+2 pipe(2) = 0\n+3 pipe(3) = 0\n");
  EXPECT_EQ(parse(text)->events[1].at.line, 8U);
}

}  // namespace
}  // namespace synspect::script
