// What is not in the language: where the fault stands and what is said about it.
#include <gtest/gtest.h>

#include <string>

#include "harness/script/script.h"

namespace synspect::script {
namespace {

struct Row {
  const char* text;
  const char* diagnostic;  // behind the file name
};
constexpr Row kRows[] = {
    {"",
     "1:1: error: expected a time: a script needs at least one event, found the end of the file"},
    {"// only a comment",
     "1:18: error: expected a time: a script needs at least one event, found "
     "the end of the file"},
    // times
    {"1 close(3) = 0", "1:1: error: the first event must be at time 0 (write 0 or +0)"},
    {"+.1 close(3) = 0", "1:1: error: the first event must be at time 0 (write 0 or +0)"},
    {"0 f() = 0\n2 f() = 0\n1.5 f() = 0", "3:1: error: absolute times may not decrease"},
    {"0 f() = 0\n* f() = 0",
     "2:1: error: '*' as a time is for outbound packets only (give one time)"},
    {"0 f() = 0\n* < . 1:1(0) win 1",
     "2:1: error: '*' as a time is for outbound packets only (give one time)"},
    {"0 f() = 0\n+1~+2 `true`",
     "2:1: error: a window of time is for outbound packets only (give one time)"},
    {"0 f() = 0\n+2~+1 > . 1:1(0)", "2:3: error: the window ends before it begins"},
    {"0 f() = 0\n+1~2 > . 1:1(0)",
     "2:4: error: expected +: both ends of a relative window carry one, found '2'"},
    {"0 f() = 0\n+1...2 > . 1:1(0)", "2:3: error: an end time (...END) is for system calls only"},
    {"0 f() = 0\n+2...1 f() = 0",
     "2:3: error: the call returns before it is made (after +T the end "
     "counts from the same base as T, not from T)"},
    {"0 f() = 0\n+-1 f() = 0", "2:2: error: expected a time in seconds behind +, found '-'"},
    {"0 f() = 0\n+TWO f() = 0", "2:2: error: expected a time in seconds, found 'TWO'"},
    {"0 f() = 0\n+99999999999999999999 f() = 0",
     "2:2: error: a time is out of range: '99999999999999999999' (at most 1000000000 seconds)"},
    {"0",
     "1:2: error: expected a packet (< or >), a system call, a `command` or a %{ snippet }%, "
     "found the end of the file"},
    {"0 5",
     "1:3: error: expected a packet (< or >), a system call, a `command` or a %{ snippet }%, "
     "found '5'"},
    // packets
    {"0 < S 0:0(0)", "1:13: error: an inbound packet needs a window (write win N)"},
    {"0 < . 0:0(0) ack 1", "1:19: error: an inbound packet needs a window (write win N)"},
    {"0 < S 0:0(0) win 65536", "1:18: error: a window is out of range: '65536' (at most 65535)"},
    {"0 < S 0:0(0) win x", "1:18: error: expected a number behind win, found 'x'"},
    {"0 < S 0:0(0) win 0x10", "1:18: error: a window is a decimal number, not '0x10'"},
    {"0 < Q 0:0(0) win 1",
     "1:5: error: expected TCP flags (letters of FSRPUEWA with . for ACK, or -), found 'Q'"},
    {"0 < S- 0:0(0) win 1", "1:6: error: '-' stands alone: no flags"},
    {"0 < E5 0:0(0) win 1", "1:5: error: an ACE digit and the letters E, W, A exclude each other"},
    {"0 < 55 0:0(0) win 1", "1:6: error: one ACE digit only"},
    {"0 < S 5 win 1", "1:9: error: expected : in a sequence range a:b(n), found 'win'"},
    {"0 < S win 1", "1:7: error: expected a sequence range a:b(n), found 'win'"},
    {"0 < S 1:2(3) win 1", "1:9: error: the sequence range ends at 2, but 1 + 3 is 4"},
    {"0 < S 4294967296:0(0) win 1",
     "1:7: error: a sequence number is out of range: '4294967296' (at most 4294967295)"},
    {"0 > . 4294967295:0(1)",
     "1:18: error: the sequence range ends at 0, but 4294967295 + 1 is 4294967296"},
    {"0 < . 0:65536(65536) win 1",
     "1:15: error: a payload length is out of range: '65536' (at most 65535)"},
    {"0 < S ...(0) win 1", "1:7: error: '...' as a sequence number is for outbound packets only"},
    {"0 > . 1:1(0) ack", "1:17: error: expected a number behind ack, found the end of the file"},
    {"0 > . 1:1(0) win 1 ack 1",
     "1:20: error: expected a time and what happens then, found 'ack' "
     "(option lines stand at the head of the file, a command without a "
     "time at its end)"},
    {"0 < 70000 > 80 S 0:0(0) win 1",
     "1:5: error: a port is out of range: '70000' (at most 65535)"},
    // options
    {"0 < S 0:0(0) win 1 <...>",
     "1:20: error: <...> is for outbound packets only (list the options)"},
    {"0 < S 0:0(0) win 1 <sackOK>",
     "1:20: error: TCP options of 2 octets, not a multiple of four "
     "(pad with nop or eol)"},
    {"0 < S 0:0(0) win 1 <FO 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
     "00112233445566778899>",
     "1:20: error: TCP options of 44 octets; at most 40 fit"},
    {"0 < S 0:0(0) win 1 <FO 012>",
     "1:24: error: a fast open cookie is an even number of hexadecimal digits, not '012'"},
    {"0 < S 0:0(0) win 1 <mss 65536>",
     "1:25: error: a segment size is out of range: '65536' (at most 65535)"},
    {"0 < S 0:0(0) win 1 <wscale 256>",
     "1:28: error: a window scale is out of range: '256' (at most 255)"},
    {"0 < S 0:0(0) win 1 <sack 1:2 3:4 5:6 7:8 9:10>",
     "1:42: error: more than four blocks behind sack"},
    {"0 < S 0:0(0) win 1 <sack nop>", "1:26: error: expected a block a:b behind sack, found 'nop'"},
    {"0 < S 0:0(0) win 1 <TS val 1>", "1:29: error: expected ecr behind val, found '>'"},
    {"0 < S 0:0(0) win 1 <TS val 1 ecr 0>",
     "1:20: error: TCP options of 10 octets, not a multiple of four (pad with nop or eol)"},
    {"0 < S 0:0(0) win 1 <TS val 4294967296 ecr 0,nop,nop>",
     "1:28: error: a timestamp is out of range: '4294967296' (at most 4294967295)"},
    {"0 < . 1:1(0) win 1 <TS val ... ecr 0,nop,nop>",
     "1:20: error: 'val ...' is for outbound packets only (write TS val N)"},
    {"0 < . 1:1(0) win 1 <sack 1:2 3:4 5:6 7:8,TS val 1 ecr 0>",
     "1:20: error: TCP options of 44 octets; at most 40 fit"},
    {"0 < . 1:1(0) win 1 <nop,nop,sack 1:4294967296>",
     "1:36: error: the edge of a block is out of range: '4294967296' (at most 4294967295)"},
    {"0 < S 0:0(0) win 1 <nop,wscale>", "1:31: error: expected a number behind wscale, found '>'"},
    {"0 < S 0:0(0) win 1 <010203>",
     "1:20: error: TCP options of 3 octets, not a multiple of four (pad with nop or eol)"},
    {"0 < S 0:0(0) win 1 <0102030>", "1:21: error: unknown TCP option '0102030'"},
    {"0 < S 0:0(0) win 1 <foo>", "1:21: error: unknown TCP option 'foo'"},
    {"0 < S 0:0(0) win 1 <nop,0203>",
     "1:25: error: octets in hexadecimal must be the whole option list"},
    {"0 < S 0:0(0) win 1 <0203,nop,nop>",
     "1:20: error: octets in hexadecimal must be the whole option list"},
    {"0 < S 0:0(0) win 1 <nop nop>",
     "1:25: error: expected , or > behind a TCP option, found 'nop'"},
    {"0 < S 0:0(0) win 1 <nop,", "1:25: error: expected a TCP option, found the end of the file"},
    // IP fields
    {"0 < [ect01] S 0:0(0) win 1",
     "1:6: error: ect01 is for outbound packets only (write ect0 or ect1)"},
    {"0 < [ttl 256] S 0:0(0) win 1",
     "1:10: error: a time to live is out of range: '256' (at most 255)"},
    {"0 < [ttl] S 0:0(0) win 1", "1:6: error: IP field ttl needs a value"},
    {"0 < [tos 0x100] S 0:0(0) win 1",
     "1:10: error: a traffic class is out of range: '0x100' (at most 255)"},
    {"0 < [flowlabel 0x100000] S 0:0(0) win 1",
     "1:16: error: a flow label is out of range: '0x100000' (at most 1048575)"},
    {"0 < [what] S 0:0(0) win 1",
     "1:6: error: unknown IP field 'what' (one of noecn ect0 ect1 ce "
     "ect01 tos class ttl hlim flowlabel dscp ecn)"},
    {"0 < [ect0 S 0:0(0) win 1", "1:11: error: an ECN codepoint takes no value"},
    // system calls
    {"0 close = 0", "1:9: error: expected ( behind the name of a system call, found '='"},
    {"0 close(3) = ...", "1:14: error: expected an integer as the result of the call, found '.'"},
    {"0 close(3)", "1:11: error: expected = and the result of the call, found the end of the file"},
    {"0 close(3", "1:10: error: expected , or ) behind an argument, found the end of the file"},
    {"0 f(1,) = 0", "1:7: error: expected an argument, found ')'"},
    {"0 f(1|) = 0", "1:7: error: expected a value behind |, found ')'"},
    {"0 f([1) = 0", "1:7: error: expected , or ] in a list, found ')'"},
    {"0 f({a=1) = 0", "1:9: error: expected , or } in a structure, found ')'"},
    {"0 f({1=2}) = 0", "1:7: error: expected the name of a member before ="},
    {"0 f(9223372036854775808) = 0",
     "1:5: error: an integer is out of range: '9223372036854775808' "
     "(64 bits, signed)"},
    {"0 f(0x10000000000000000) = 0",
     "1:5: error: an integer is out of range: '0x10000000000000000' "
     "(64 bits, signed)"},
    {"0 f(1.5) = 0", "1:6: error: expected , or ) behind an argument, found '.'"},
    {"0 f(\"\\q\") = 0",
     "1:6: error: unknown escape in a string (one of \\\\ \\\" \\f \\n \\r \\t "
     "\\v \\xHH)"},
    {"0 f(\"\\x4\") = 0", "1:6: error: \\x takes two hexadecimal digits"},
    // names that the language does not know
    {"0 acept(3, ..., ...) = 4", "1:3: error: unknown system call 'acept' (did you mean accept?)"},
    {"0 close(3) = 0\n+0 raed(4, ..., 1) = 1",
     "2:4: error: unknown system call 'raed' (did you mean read?)"},
    {"0 frobnicate() = 0",
     "1:3: error: unknown system call 'frobnicate' (see LANGUAGE.md section 14)"},
    {"0 f() = 0", "1:3: error: unknown system call 'f' (see LANGUAGE.md section 14)"},
    {"0 connect(3, ..., ...) = -1 ECONREFUSED (no)",
     "1:29: error: unknown error name 'ECONREFUSED' (did you mean ECONNREFUSED?)"},
    {"0 connect(3, ..., ...) = -1 EWHATEVER",
     "1:29: error: unknown error name 'EWHATEVER' (the errno names of Linux are known)"},
    {"0 shutdown(3, SHUT_FOO) = 0",
     "1:15: error: unknown constant 'SHUT_FOO' (define it with -D SHUT_FOO=VALUE or "
     "--define=SHUT_FOO=VALUE)"},
    {"0 shutdown(3, SHUT_WD) = 0",
     "1:15: error: unknown constant 'SHUT_WD' (did you mean SHUT_RD?)"},
    {"0 read(4, ..., N) = 1",
     "1:16: error: unknown constant 'N' (define it with -D N=VALUE or --define=N=VALUE)"},
    {"0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOK) = 0",
     "1:28: error: unknown constant 'O_NONBLOK' (did you mean O_NONBLOCK?)"},
    {"0 setsockopt(3, SOL_TCP, TCP_NODELY, [1], 4) = 0",
     "1:26: error: unknown socket option 'TCP_NODELY' (did you mean TCP_NODELAY?)"},
    {"0 setsockopt(3, SOL_TPC, TCP_NODELAY, [1], 4) = 0",
     "1:17: error: unknown constant 'SOL_TPC' (did you mean SOL_TCP?)"},
    {"0 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONRESET], [4]) = 0",
     "1:40: error: unknown constant 'ECONRESET' (did you mean ECONNRESET?)"},
    {"0 poll([{fd=3, events=POLLIN|POLLOTU, revents=0}], 1, 0) = 0",
     "1:30: error: unknown constant 'POLLOTU' (did you mean POLLOUT?)"},
    {"0 sendmsg(4, {msg_iov(COUNTED)=[{..., 1}]}, 0) = 1",
     "1:23: error: unknown constant 'COUNTED' (define it with -D COUNTED=VALUE or "
     "--define=COUNTED=VALUE)"},
    {"0 bind(3, {sin_port=hton(80)}, 16) = 0",
     "1:21: error: unknown function 'hton' (one of htons htonl ntohs ntohl inet_addr inet6_addr)"},
    // a buffer shorter than its count
    {"0 write(4, \"hello\", 9) = 9",
     "1:21: error: a count of 9 octets, but the buffer holds 5 ('...' stands for a buffer of any "
     "size)"},
    {"0 send(4, \"\\x00\" \"b\", 0x3, 0) = 3",
     "1:23: error: a count of 3 octets, but the buffer holds 2 ('...' stands for a buffer of any "
     "size)"},
    // what does not end
    {"0 f(\"abc", "1:5: error: unterminated string"},
    {"0 f() = 0 /* abc", "1:11: error: unterminated comment: no */ follows"},
    {"0 %{ assert 1", "1:3: error: unterminated snippet: no }% follows"},
    {"0 `ls", "1:3: error: unterminated command: no closing backquote"},
    {"0 f() = 0 (abc", "1:11: error: unterminated comment behind the result: no ) follows"},
    // option lines
    {"--what=1\n0 f() = 0", "1:1: error: unknown option line --what (see LANGUAGE.md section 3)"},
    {"--mtu\n0 f() = 0", "1:1: error: option line --mtu needs a value"},
    {"--mtu=\n0 f() = 0", "1:7: error: expected a value behind =, found octet 0x0a"},
    {"--mtu=1.5\n0 f() = 0",
     "1:7: error: option line --mtu needs a number from 68 to 65535, not '1.5'"},
    {"--dry_run=1\n0 f() = 0", "1:11: error: option line --dry_run takes no value"},
    {"--tolerance_usecs=0\n0 f() = 0",
     "1:19: error: option line --tolerance_usecs needs a number from 1 to 4294967295, not '0'"},
    {"--ip_version=ipv5\n0 f() = 0",
     "1:14: error: option line --ip_version needs ipv4, ipv6 or ipv4-mapped-ipv6, not 'ipv5'"},
    {"0 f() = 0\n--mtu=1500",
     "2:1: error: expected a time and what happens then, found '--mtu' "
     "(option lines stand at the head of the file, a command without a "
     "time at its end)"},
    {"0 f() = 0\n`a`\n+0 f() = 0",
     "3:1: error: expected a time and what happens then, found '+' (option lines stand at the head "
     "of the file, a command without a time at its end)"},
    // the extension
    {"--synspect=2\n0 f() = 0",
     "1:12: error: language extension --synspect=2 is not known (this "
     "program knows --synspect=1)"},
    {"--profile=linux\n0 f() = 0",
     "1:1: error: option line --profile belongs to the language extension (add the option line "
     "--synspect=1)"},
    {"--synspect=1\n--set=sack\n0 f() = 0",
     "2:7: error: option line --set needs NAME=value, not 'sack'"},
    {"--synspect=1\n--set=sa/ck=on\n0 f() = 0",
     "2:7: error: option line --set needs NAME=value, not 'sa/ck=on'"},
    {"--synspect=1\n--set=sack=\n0 f() = 0",
     "2:7: error: option line --set needs NAME=value, not 'sack='"},
    {"--set=sack=on\n0 f() = 0",
     "1:1: error: option line --set belongs to the language extension (add the option line "
     "--synspect=1)"},
    {"--local_isn=1\n0 f() = 0",
     "1:1: error: option line --local_isn belongs to the language "
     "extension (add the option line --synspect=1)"},
    {"--stack_seed=1\n0 f() = 0",
     "1:1: error: option line --stack_seed belongs to the language "
     "extension (add the option line --synspect=1)"},
    {"0 CLOSE(3) = 0",
     "1:3: error: CLOSE belongs to the language extension (add the option line --synspect=1)"},
    {"0 close(3) = -1 CONNECTION_CLOSING",
     "1:17: error: CONNECTION_CLOSING belongs to the language extension (add the option line "
     "--synspect=1)"},
    {"--synspect=1\n0 CLOSE(3) = -1 CONNECTION_SLEEPS",
     "2:17: error: unknown error name 'CONNECTION_SLEEPS' (the errno names of Linux are known)"},
    {"--synspect=1\n0 SEND(3, \"ab\", 3) = 3",
     "2:17: error: a count of 3 octets, but the buffer holds 2 ('...' stands for a buffer of any "
     "size)"},
    {"--synspect=1\n0 > . 1:1(0) { bad_checksum }",
     "2:16: error: bad_checksum is for inbound packets only"},
    {"--synspect=1\n0 > . 1:3(2) { payload 00 }",
     "2:24: error: a payload of 1 octets in a packet of length 2"},
    {"--synspect=1\n0 > . 1:3(2) { rsv 16 }",
     "2:20: error: the reserved field is out of range: '16' (at most 15)"},
    {"--synspect=1\n0 > . 1:3(2) { colour }",
     "2:16: error: expected bad_checksum, rsv, payload, from or to, found 'colour'"},
    {"--synspect=1\n0 < . 1:1(0) win 1 { from \"here\" }",
     "2:27: error: expected \"address:port\" (\"192.0.2.1:80\" or \"[2001:db8::1]:80\")"},
    {"--synspect=1\n0 > raw 4500", "2:3: error: a raw datagram is for inbound packets only"},
    {"--synspect=1\n0 < raw 450",
     "2:9: error: a raw datagram is an even number of hexadecimal digits, not '450'"},
    {"--synspect=1\n0 < . 4294967295:2(2)! win 1",
     "2:18: error: the sequence range ends at 2, but 4294967295 + 2 is 1"},
    // macros
    {"--define=1=2\n0 f() = 0", "1:10: error: option line --define needs NAME=value, not '1=2'"},
    {"--define=AB=1+1\n0 f() = 0",
     "1:13: error: the value of macro AB is not one token (a number, "
     "a word, \"text\" or `command`)"},
    {"#ifdef AB\n0 f() = 0", "1:1: error: #ifdef without #endif"},
    {"0 f() = 0\n#endif", "2:1: error: #endif without #ifdef"},
    {"#ifdef AB\n#ifdef CD\n#endif\n#endif", "2:1: error: #ifdef inside #ifdef (one level only)"},
    {"#ifdef A\n#endif",
     "1:8: error: expected a name of at least two characters behind #ifdef, "
     "found 'A'"},
    {"0 f() = 0\n# a comment\n",
     "2:1: error: '#' is not in the language (of lines with # only #ifdef NAME and #endif are "
     "allowed; comments are // and /* */)"},
    {"#include \"a.pkt\"\n0 close(3) = 0",
     "1:1: error: '#include' is not in the language (of lines with # only #ifdef NAME and #endif "
     "are allowed; comments are // and /* */)"},
    {"0 close(3) = 0\n#ifdef AB\n #else\n#endif",
     "3:2: error: '#else' is not in the language (of lines with # only #ifdef NAME and #endif are "
     "allowed; comments are // and /* */)"},
    {"--define=AB=1\n0 close(3) = 0 #CD",
     "2:16: error: '#CD' is not in the language (of lines with # only #ifdef NAME and #endif are "
     "allowed; comments are // and /* */)"},
    {"\xEF\xBB\xBFoops",
     "1:1: error: expected a time: a script needs at least one event, found "
     "'oops'"},
    {"0 close(3) = 0\n\xEF\xBB\xBF",
     "2:1: error: expected a time and what happens then, found octet 0xef (option lines stand at "
     "the head of the file, a command without a time at its end)"},
};

TEST(Malformed, SaysWhereAndWhat) {
  for (const Row& row : kRows) {
    const auto script = parse(row.text);
    ASSERT_FALSE(script) << row.text;
    EXPECT_EQ(script.error().kind, Diagnostic::Kind::kMalformed);
    EXPECT_EQ(script.error().to_string("f"), std::string{"f:"} + row.diagnostic) << row.text;
  }
}

// A name that a public script may carry is never a slip of the pen.
TEST(Malformed, KnownNamesAreNot) {
  for (const char* text : {
           "0 epoll_ctl(5, EPOLL_CTL_ADD, 4, {events=EPOLLIN|EPOLLET, fd=4}) = 0",
           "0 setsockopt(3, SOL_TCP, TCP_RACK_REO_WND, [1], 4) = -1 ENOPROTOOPT",
           "0 setsockopt(3, IPPROTO_TCP, TCP_REMOTE_UDP_ENCAPS_PORT, [9899], 4) = 0",
           "0 sctp_bindx(3, ..., 1, SCTP_BINDX_ADD_ADDR) = 0",
           "0 recvmsg(4, {msg_name(...)=..., msg_iov(1)=[{..., 1}], msg_flags=MSG_ERRQUEUE,"
           " msg_control=[{cmsg_level=SOL_TCP, cmsg_type=SCM_TIMESTAMPING_OPT_STATS,"
           " cmsg_data={TCP_NLA_BUSY=..., TCP_NLA_SNDQ_SIZE=1}}]}, 0) = 1",
           "0 getsockopt(3, SOL_TCP, TCP_INFO, {tcpi_state=TCP_ESTABLISHED}, [9]) = 0",
           "0 ioctl(3, SIOCINQ, [1]) = 0",
           "0 connect(3, AF_UNSPEC, ...) = -1 EDQUOT",
           "0 write(4, \"hello\", 5) = 5",
           "0 write(4, \"hello\", 4) = 4",
           "0 write(4, \"hello\", -1) = -1 EFAULT",
           "0 write(4, ..., 9) = 9",
       }) {
    const auto script = parse(text);
    EXPECT_TRUE(script) << script.error().to_string(text);
  }
  const auto defined = parse("0 read(4, ..., N) = 1", {{"N", "7"}});
  EXPECT_TRUE(defined) << defined.error().to_string("");
}

TEST(Malformed, PositionBehindMacrosIsThatOfTheFile) {
  const auto script = parse("0 < S 0:0(0) win WIN <mss MSS,oops>", {{"WIN", "1"}, {"MSS", "1460"}});
  ASSERT_FALSE(script);
  EXPECT_EQ(script.error().at.column, 31U) << script.error().message;
  const auto value = parse("0 < S 0:0(0) win WIN", {{"WIN", "123456789"}});
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().at.column, 18U) << value.error().message;
}

TEST(Malformed, BinaryInput) {
  using std::string_literals::operator""s;
  for (const std::string& text : {"0 f() = 0\n\0"s, "\0\0\0\0"s,
                                  "\x7f"
                                  "ELF\x02\x01\x01\0"s}) {
    const auto script = parse(text);
    ASSERT_FALSE(script);
    EXPECT_NE(script.error().message.find("the file is not text: octet 0x0"), std::string::npos)
        << script.error().message;
  }
}

TEST(Malformed, DeepNestingIsRefusedNotFollowed) {
  for (const char* bracket : {"[", "{", "f(", "{a=[", "htons("}) {
    std::string text = "0 f(";
    for (int i = 0; i < 100'000; ++i) text += bracket;
    const auto script = parse(text);
    ASSERT_FALSE(script) << bracket;
    EXPECT_EQ(script.error().message, "brackets are nested too deeply") << bracket;
    EXPECT_EQ(script.error().hint, "at most 64 levels");
  }
  std::string deepest = "0 pipe(";
  for (int i = 0; i < kMaxDepth; ++i) deepest += '[';
  for (int i = 0; i < kMaxDepth; ++i) deepest += ']';
  EXPECT_TRUE(parse(deepest + ") = 0"));
}

TEST(Malformed, AMessageIsOneLineWhateverItQuotes) {
  const auto script = parse("--mtu=1\n\"`\n\x01\xc3\xa9`\n0 f() = 0");
  ASSERT_FALSE(script);
  EXPECT_EQ(script.error().message.find_first_of("\n\x01"), std::string::npos);
  for (std::size_t more = 0; more < 4; ++more) {
    std::string text = "--mtu=";
    text.append(more, 'x');
    for (int i = 0; i < 1000; ++i) text += "\xc3\xa9";
    const auto longer = parse(text + "\n0 f() = 0");
    ASSERT_FALSE(longer);
    EXPECT_LE(longer.error().message.size(), 403U);
    EXPECT_TRUE(longer.error().message.ends_with("\xc3\xa9...")) << "no half of a character";
  }
}

TEST(Malformed, TooLongIsRefusedUnread) {
  const std::string text(kMaxScriptOctets + 1, '\0');  // its first octet would be a fault as well
  const auto script = parse(text);
  ASSERT_FALSE(script);
  EXPECT_EQ(script.error().message, "the script has 16777217 octets; at most 16777216 are read");
}

TEST(Malformed, LongInputsOfOneKindEnd) {
  constexpr std::size_t kOctets = 256U << 10U;
  for (const char* piece : {" ", "/**/", "0 ", "`", "\"", "%{", "<", "#", "--", "\n", "0 f() = 0\n",
                            "+0 < icmp x\n", "|1", "*"}) {
    std::string text = "0 f(1";
    while (text.size() < kOctets) text += piece;
    const auto script = parse(text, {{"AB", "1"}});
    EXPECT_FALSE(script);
  }
}

}  // namespace
}  // namespace synspect::script
