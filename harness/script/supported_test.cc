// What the runner cannot run is named, with its place; what arguments of calls come to.
#include <gtest/gtest.h>

#include <string>

#include "harness/script/script.h"
#include "harness/script/values.h"

namespace synspect::script {
namespace {

[[nodiscard]] std::string verdict(const std::string& text) {
  const auto script = parse(text);
  if (!script) return script.error().to_string("f");
  const auto found = find_unsupported(*script);
  if (!found) return "runs";
  return std::to_string(found->at.line) + ":" + std::to_string(found->at.column) + " " +
         found->construct;
}

TEST(Supported, WhatRuns) {
  for (const char* text : {
           "0 socket(..., SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_TCP) = 3",
           "--tolerance_usecs=1\n--tolerance_percent=9\n--ip_version=ipv6\n--local_ip=::1\n"
           "--remote_ip=::2\n--bind_port=1\n--connect_port=2\n--mtu=1280\n--strict_segments\n"
           "--non_fatal=packet,syscall\n--define=AB=1\n--synspect=1\n--local_isn=4\n--needs=ecn\n--"
           "speed=1\n--"
           "is_anyip\n"
           "--send_omit_free\n--dry_run\n--verbose\n--debug\n--gateway_ip=::3\n--netmask_ip=::4\n"
           "0 close(3) = 0",
           "0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0",
           "0 setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0",
           "0 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0",
           "0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0",
           "0 recv(3, ..., 10, MSG_PEEK) = -1 EAGAIN (x)",
           "0 < 1 > 2 SFRPUEW. 0:0(0) ack 1 win 1 urg 2 <mss 1460,nop,nop,eol,eol>",
           "--synspect=1\n0 < . 1:1(0) ack 1! win 1 { bad_checksum, rsv 1 }\n+TWO_MSL < raw 45",
           "0 < S 0:0(0) win 1 <mss 1,sackOK,TS val 1 ecr 0,nop,wscale 14,FO,nop,nop>",
           "0 < . 1:1(0) win 1 <TS val 1 ecr 2!,nop,nop,nop,nop,sack 1:2 4294967295:1>",
           "0 < S 0:0(0) win 1 <FO 0a0b>\n+0 < S 0:0(0) win 1 <FOEXP>\n"
           "+0 > . 1:1(0) <nop,nop,TS val ... ecr 0>\n+0 < S 0:0(0) win 1 <01010101>",
           "--tcp_ts_tick_usecs=1000\n--tcp_ts_ecr_scaled\n0 close(3) = 0",
           "--synspect=1\n--profile=linux\n--set=sack=on\n--set=a.b=c=d\n0 close(3) = 0",
           "0 %{ a = tcpi_state }%\n+0 %{ assert a == TCP_LISTEN }%",
       }) {
    EXPECT_EQ(verdict(text), "runs") << text;
  }
}

struct Row {
  const char* text;
  const char* expected;
};
constexpr Row kRows[] = {
    {"--tcp_md5_secret=x\n0 close(3) = 0", "1:1 option line tcp_md5_secret"},
    {"--mtu=1500\n  --init_scripts=a\n0 close(3) = 0", "2:3 option line init_scripts"},
    {"--ip_version=ipv4-mapped-ipv6\n0 close(3) = 0",
     "1:1 option line ip_version=ipv4-mapped-ipv6"},
    {"// a\n `true`\n0 close(3) = 0", "2:2 shell command"},
    {"0 `true`", "1:1 shell command"},
    {"0 close(3) = 0\n`true`", "2:1 shell command"},
    {"0 close(3) = 0\n +0...1 read(3, ..., 1) = 1", "2:2 blocking call"},
    {"0 epoll_wait(5, {events=EPOLLIN, fd=4}, 1, 0) = 1", "1:3 system call epoll_wait"},
    {"0 setsockopt(3, SOL_TCP, TCP_NOTSENT_LOWAT, [1], 4) = 0",
     "1:26 socket option TCP_NOTSENT_LOWAT"},
    {"0 setsockopt(3, SOL_SOCKET, SO_ERROR, [1], 4) = 0", "1:29 socket option SO_ERROR"},
    {"0 setsockopt(3, SOL_SOCKET, TCP_CORK, [1], 4) = 0", "1:29 socket option TCP_CORK"},
    {"0 getsockopt(3, SOL_SOCKET, SO_MARK, [1], [4]) = 0", "1:29 socket option SO_MARK"},
    {"0 fcntl(3, F_DUPFD, 4) = 0", "1:12 fcntl command F_DUPFD"},
    {"0 connect(3, AF_UNSPEC, ...) = 0", "1:14 connect to AF_UNSPEC"},
    {"0 send(3, ..., 1, MSG_OOB|MSG_PROXY) = 1", "1:27 constant MSG_PROXY"},
    {"0 close(3) = 0\n+0 pipe([4, 5]) = 0", "2:4 system call pipe"},
    {"0 < [ttl 5] . 1:1(0) win 1", "1:6 ip info ttl"},
    {"0 < [dscp cs1] . 1:1(0) win 1", "1:6 ip info dscp"},
    {"0 < S5 0:0(0) win 1", "1:6 ACE field"},
    {"0 < S 0:0(0) win 1 <md5 valid>", "1:21 TCP option md5"},
    {"0 < S 0:0(0) win 1 <AccECN0>", "1:21 TCP option AccECN0"},
    // the first in the order of the text
    {"0 < S 0:0(0) win 1 <mss 1,md5 valid,AccECN0>", "1:27 TCP option md5"},
    {"0 < S 0:0(0) win 1 <nop,nop,AccECN0,\n md5 valid>", "1:29 TCP option AccECN0"},
    {"0 < [ttl 5, ect0] . 1:1(0) win 1", "1:6 ip info ttl"},
    {"0 < [ect1, dscp cs1] . 1:1(0) win 1", "1:12 ip info dscp"},
    {"0 < [flowlabel 1, tos 1] S5 0:0(0) win 1", "1:6 ip info flowlabel"},
    {"0 < SA 0:0(0) win 1 <nop,nop,md5 valid>", "1:6 ACE field"},
    {"0 < S 0:0(0)\n win 1 <nop,nop,md5 valid>/udp(1 > 2)", "2:17 TCP option md5"},
    {"0 < icmp echo_request", "1:5 icmp packet"},
    {"0 < icmp unreachable id 5", "1:5 icmp packet"},
    {"0 < icmp unreachable [udp (5)]", "1:5 icmp packet"},
    {"0 > icmp unreachable", "1:5 icmp packet"},
    {"0 < udp (5)", "1:5 udp packet"},
    {"0 < udplite (5, 6)", "1:5 udplite packet"},
    {"0 < sctp: ABORT[]", "1:5 sctp packet"},
    {"0 < gre: . 1:1(0)", "1:5 encapsulation in gre"},
    {"0 < S 0:0(0) win 1/udp(1 > 2)", "1:19 encapsulation in udp"},
    {"0 %{ assert tcpi_retrans == 10 }%", "1:13 snippet name tcpi_retrans"},
    {"0 %{\n for x in y: print(x) }%", "2:2 snippet statement"},
};

TEST(Supported, NamesTheFirstThatDoesNot) {
  for (const Row& row : kRows) EXPECT_EQ(verdict(row.text), row.expected) << row.text;
}

// The value of the argument of pipe(...), or what is wrong with it.
[[nodiscard]] std::string value(const std::string& argument) {
  const auto script = parse("0 pipe(" + argument + ") = 0");
  if (!script) return "malformed";
  const auto result = evaluate(std::get<SystemCall>(script->events[0].what).arguments[0]);
  return result ? std::to_string(*result) : result.error().to_string("f");
}

TEST(Values, NumbersOfLinux) {
  EXPECT_EQ(value("O_RDWR|O_NONBLOCK"), "2050");
  EXPECT_EQ(value("[ECONNREFUSED]"), "111");
  EXPECT_EQ(value("EWOULDBLOCK"), value("EAGAIN"));
  EXPECT_EQ(value("SHUT_RDWR"), "2");
  EXPECT_EQ(value("SOL_TCP"), value("IPPROTO_TCP"));
  EXPECT_EQ(value("-5"), "-5");
  EXPECT_EQ(value("htons(80)"), "20480");
  EXPECT_EQ(value("htonl(0x01020304)"), "67305985");
  EXPECT_EQ(errno_number("EINPROGRESS"), 115);
  EXPECT_EQ(errno_number("O_RDWR"), std::nullopt);
}

TEST(Values, WhatHasNone) {
  EXPECT_EQ(value("EPOLLET"), "f:1:8: error: no value is known for the constant 'EPOLLET'");
  EXPECT_EQ(value("O_RDWR|EPOLLET"), "f:1:15: error: no value is known for the constant 'EPOLLET'");
  EXPECT_EQ(value("..."), "f:1:8: error: '...' has no value");
  EXPECT_EQ(value("\"7\""), "f:1:8: error: expected a number, not a string");
  EXPECT_EQ(value("[1, 2]"), "f:1:8: error: expected one number, not a list of 2");
  EXPECT_EQ(value("{a=1}"), "f:1:8: error: expected a number, not a structure");
  EXPECT_EQ(value("ntohs(1)"), "f:1:8: error: no value is known for the function 'ntohs'");
  EXPECT_EQ(value("htons(1, 2)"), "f:1:8: error: htons takes one argument");
}

}  // namespace
}  // namespace synspect::script
