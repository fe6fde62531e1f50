// A trace script as data. parse() makes one, print() writes one, parse(print(s)) == s.
//
// The language is that of LANGUAGE.md (packetdrill's, both dialects, plus the extension that
// `--synspect=1` switches on). Numbers are kept as written: nothing here is translated to the wire.
// Everything is a value; positions are the only members that equality ignores.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace synspect::script {

struct Position {  // in the file, both from 1; a column counts octets
  std::uint32_t line{};
  std::uint32_t column{};
  // Where a thing stands is not part of what it is.
  friend bool operator==(Position, Position) { return true; }
};

// ---- option lines (LANGUAGE.md section 3)
struct OptionLine {
  Position at;
  std::string name;                  // without the dashes
  std::optional<std::string> value;  // text of the token, quotes dropped; for define: NAME=token
  friend bool operator==(const OptionLine&, const OptionLine&) = default;
};

// ---- time (section 6)
using Micros = std::int64_t;  // never negative

// A time macro of the extension, resolved from the capabilities of the stack: `+TWO_MSL`, and with
// an offset `+TWO_MSL-0.001`.
enum class TimeMacro : std::uint8_t {
  kMsl,
  kTwoMsl,
  kRtoInitial,
  kRtoMin,
  kRtoMax,
  kDelayedAckMax,
  kR2Data,
  kR2Syn,
  kUserTimeout,
};
struct TimeExpression {
  std::optional<TimeMacro> macro;
  Micros micros{};  // alone, or added to the macro; negative only beside a macro
  friend bool operator==(const TimeExpression&, const TimeExpression&) = default;
};
enum class TimeForm : std::uint8_t {
  kAbsolute,        // T
  kRelative,        // +T
  kAny,             // *        outbound packets only
  kAbsoluteWindow,  // T1~T2    outbound packets only
  kRelativeWindow,  // +T1~+T2  outbound packets only
};
struct TimeSpec {
  TimeForm form{};
  TimeExpression from;
  TimeExpression to;  // windows only
  // `...END` of a blocking call (section 7), from the same base as `from`.
  std::optional<TimeExpression> blocking_end;
  friend bool operator==(const TimeSpec&, const TimeSpec&) = default;
};

// ---- TCP packets (sections 8 to 10)
enum class Direction : std::uint8_t { kInbound, kOutbound };  // '<' injected, '>' expected

enum class EcnMatch : std::uint8_t { kNoEcn, kEct0, kEct1, kCe, kEct01 };
// The items of a list, one place each; empty when the list was not read from a file.
struct Positions {
  std::vector<Position> list;
  friend bool operator==(const Positions&, const Positions&) { return true; }
};
struct IpInfo {  // empty optionals: default when sent, not compared when expected
  std::optional<EcnMatch> ecn;
  std::optional<std::uint8_t> traffic_class;  // `tos` and `class`: the whole octet
  std::optional<std::uint8_t> ttl;
  std::optional<std::uint32_t> flow_label;
  Position ecn_at{}, traffic_class_at{}, ttl_at{}, flow_label_at{};
  friend bool operator==(const IpInfo&, const IpInfo&) = default;
};

// Something of the language that Synspect reads over but cannot run: kept word for word, printed as
// it was, named by find_unsupported().
struct Unsupported {
  std::string construct;  // "icmp packet", "option AccECN0", ...
  std::string text;
  Position at{};  // of what gives it its name
  friend bool operator==(const Unsupported&, const Unsupported&) = default;
};

namespace option {  // TCP options, in the order and spelling of the script
struct Nop {
  friend bool operator==(Nop, Nop) = default;
};
struct Eol {
  friend bool operator==(Eol, Eol) = default;
};
struct Mss {
  std::uint16_t value{};
  friend bool operator==(Mss, Mss) = default;
};
struct WindowScale {
  std::uint8_t shift{};
  friend bool operator==(WindowScale, WindowScale) = default;
};
struct SackPermitted {
  friend bool operator==(SackPermitted, SackPermitted) = default;
};
struct Sack {
  struct Block {
    std::uint32_t left{}, right{};
    friend bool operator==(Block, Block) = default;
  };
  std::vector<Block> blocks;  // 1 to 4
  friend bool operator==(const Sack&, const Sack&) = default;
};
struct Timestamps {
  std::optional<std::uint32_t> val;  // empty: `val ...`
  std::uint32_t ecr{};
  bool ecr_literal{};  // `ecr N!`
  friend bool operator==(Timestamps, Timestamps) = default;
};
struct FastOpen {
  std::string cookie_hex;  // empty: a request
  bool experimental{};     // FOEXP, exp-FO
  friend bool operator==(const FastOpen&, const FastOpen&) = default;
};
struct Generic {  // `gen-KIND HEX`: any kind, length octet computed
  std::uint8_t kind{};
  std::string body_hex;
  friend bool operator==(const Generic&, const Generic&) = default;
};
}  // namespace option
using TcpOptionItem =
    std::variant<option::Nop, option::Eol, option::Mss, option::WindowScale, option::SackPermitted,
                 option::Sack, option::Timestamps, option::FastOpen, option::Generic, Unsupported>;

struct OptionList {
  bool any{};                        // `<...>`: not compared, outbound only
  std::vector<TcpOptionItem> items;  // empty and not `any`: no options at all
  std::string raw_hex;               // `<HEX>` as the whole list; then `items` is empty
  Positions places;                  // of the items, or of `raw_hex`
  friend bool operator==(const OptionList&, const OptionList&) = default;
};

// The extension, behind the TCP part of a packet line:
// `{ bad_checksum, rsv 3, payload 0a0b, from "192.0.2.9:1234", to "192.168.0.1:8080" }`.
// With `--synspect=1`, payload not given is the position-dependent pattern (history/pattern.h), not
// zeros; `a:b(n)!` and `ack N!` stand for numbers that go on the wire as written, and the range of
// such a sequence may run past 2^32.
struct PacketExtension {
  bool bad_checksum{};                     // inbound only: the TCP checksum is off by one bit
  std::optional<std::uint8_t> reserved;    // the four reserved bits; absent: 0
  std::optional<std::string> payload_hex;  // exactly `length` octets
  std::optional<std::string> from;         // "address:port"; absent: by the usual rules
  std::optional<std::string> to;
  friend bool operator==(const PacketExtension&, const PacketExtension&) = default;
};

struct PortPair {
  std::uint16_t source{}, destination{};
  friend bool operator==(PortPair, PortPair) = default;
};
struct TcpPacket {
  Direction direction{};
  IpInfo ip;
  std::optional<PortPair> ports;
  std::uint8_t flags{};             // octet 13 of the header
  std::optional<std::uint8_t> ace;  // ACE digit 0..7 written instead of E, W, A
  Position ace_at{};
  std::uint32_t seq{};                  // start; the end is seq + length, by the parser's check
  std::uint32_t length{};               // payload octets
  bool seq_ignored{};                   // `...(n)`
  bool seq_untranslated{};              // `a:b(n)!`
  std::optional<std::uint32_t> ack;     // as written; absent: no `ack`
  bool ack_untranslated{};              // `ack N!`, extension
  std::optional<std::uint16_t> window;  // raw field, never scaled
  std::optional<std::uint16_t> urgent_pointer;
  OptionList options;
  PacketExtension extension;
  friend bool operator==(const TcpPacket&, const TcpPacket&) = default;
};

struct RawPacket {  // extension: `< raw HEX`, a whole IP datagram
  std::string hex;
  friend bool operator==(const RawPacket&, const RawPacket&) = default;
};

struct IcmpPacket {  // `< icmp unreachable frag_needed mtu 1200 [1:1461(1460)]` (section 10)
  struct Quote {
    std::uint32_t seq{};     // relative to the stack's ISN, whatever was quoted
    std::uint32_t length{};  // payload octets
    friend bool operator==(Quote, Quote) = default;
  };
  std::string type, code;  // as written; no code: empty
  std::optional<std::uint32_t> mtu;
  std::optional<Quote> quote;  // absent: the SYN
  friend bool operator==(const IcmpPacket&, const IcmpPacket&) = default;
};

// ---- system calls (section 14)
struct Expression;
using ExpressionList = std::vector<Expression>;
struct Word {  // a constant by name: O_NONBLOCK, SOL_SOCKET
  std::string name;
  friend bool operator==(const Word&, const Word&) = default;
};
struct Ellipsis {
  friend bool operator==(Ellipsis, Ellipsis) = default;
};
struct Quoted {  // octets after escapes were resolved
  std::string octets;
  friend bool operator==(const Quoted&, const Quoted&) = default;
};
struct Integer {
  std::int64_t value{};
  bool hex{};  // printed as it was written
  friend bool operator==(Integer, Integer) = default;
};
struct BitOr {  // a | b | c
  std::vector<Expression> terms;
  friend bool operator==(const BitOr&, const BitOr&) = default;
};
struct List {  // [a, b]
  std::vector<Expression> items;
  friend bool operator==(const List&, const List&) = default;
};
struct Member {
  std::string name;                  // empty: positional, as in an iovec {..., 100}
  std::vector<Expression> argument;  // msg_iov(1)=...: the number in parentheses; else empty
  std::vector<Expression> value;     // exactly one
  friend bool operator==(const Member&, const Member&) = default;
};
struct Struct {  // {onoff=1, linger=0}
  std::vector<Member> members;
  friend bool operator==(const Struct&, const Struct&) = default;
};
struct FunctionCall {  // htons(80), inet_addr("192.0.2.1")
  std::string name;
  std::vector<Expression> arguments;
  friend bool operator==(const FunctionCall&, const FunctionCall&) = default;
};
struct Expression {
  Position at;
  std::variant<Integer, Word, Ellipsis, Quoted, BitOr, List, Struct, FunctionCall> value;
  friend bool operator==(const Expression&, const Expression&) = default;
};

struct SystemCall {
  std::string name;
  std::vector<Expression> arguments;
  Integer result;
  std::string error;    // errno name, or empty
  std::string comment;  // text in parentheses behind the result, without them; ignored when run
  Position at{};        // of the name
  Position error_at{};
  friend bool operator==(const SystemCall&, const SystemCall&) = default;
};

// ---- commands and snippets (sections 5 and 15)
struct Command {
  std::string text;  // between the backquotes
  Position at{};
  friend bool operator==(const Command&, const Command&) = default;
};
struct Snippet {
  std::string text;  // between %{ and }%
  Position at{};     // of its first octet
  friend bool operator==(const Snippet&, const Snippet&) = default;
};

struct Event {
  Position at;
  TimeSpec time;
  std::variant<TcpPacket, RawPacket, IcmpPacket, SystemCall, Command, Snippet, Unsupported> what;
  friend bool operator==(const Event&, const Event&) = default;
};

struct Script {
  std::vector<OptionLine> options;
  std::optional<Command> init;
  std::vector<Event> events;
  std::optional<Command> cleanup;
  friend bool operator==(const Script&, const Script&) = default;
};

}  // namespace synspect::script
