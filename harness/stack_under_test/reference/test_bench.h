// A reference stack at 192.0.2.1 and a scripted peer at 192.0.2.9, port 9000. What the stack puts
// out reads as lines: datagrams as DecodedSegment::to_string() has them, signals as "handle: text".
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "harness/history/decode/decoded_segment.h"
#include "harness/stack_under_test/reference/reference_stack.h"
#include "stack/wire/codec.h"

namespace synspect::reference::test {

inline const IpAddress kOurs = IpAddress::v4(192, 0, 2, 1);
inline const SocketAddress kPeer{IpAddress::v4(192, 0, 2, 9), 9000};
inline constexpr std::uint32_t kIss = 1000;      // of the stack, forced for the first connections
inline constexpr std::uint32_t kPeerIss = 5000;  // of the peer

inline ResetConfig config() {
  ResetConfig c;
  c.seed = 1;
  c.addresses = {kOurs, *IpAddress::parse("2001:db8::1")};
  c.forced_isns = {kIss, kIss, kIss, kIss};
  return c;
}

inline std::span<const std::byte> octets_of(std::string_view text) {
  return std::as_bytes(std::span{text});
}

class Bench {
 public:
  explicit Bench(const ResetConfig& how = config()) : stack{make_reference_stack()} {
    EXPECT_TRUE(stack->reset(how));
  }

  // "value" or the error's name.
  std::string call(const UserCall& c) {
    const CallResult result = stack->call(c);
    if (result.error != CallError::kNone) {
      EXPECT_EQ(result.value, -1);
      return std::string{to_string(result.error)};
    }
    return std::to_string(result.value);
  }
  std::string read(Handle handle, std::size_t max = 100) {
    return text_of(stack->call(call::Receive{.socket = handle, .max = max}));
  }
  static std::string text_of(const CallResult& r) {
    if (r.error != CallError::kNone) return std::string{to_string(r.error)};
    std::string text{reinterpret_cast<const char*>(r.data.data()), r.data.size()};
    return r.end_of_stream ? text + "<end>" : text;
  }

  // Flags as in "S.", "F.", "."; with "U" all of `text` is urgent; from the peer's port 9000 unless
  // said otherwise.
  void arrives(std::string_view flags, std::uint32_t seq, std::uint32_t ack, std::uint16_t to,
               std::string_view text = {}, std::uint16_t from = 9000) {
    tcp::Datagram d;
    d.source.octets = kPeer.ip.octets;
    d.destination.octets = kOurs.octets;
    d.source_port = {from};
    d.destination_port = {to};
    tcp::Segment& s = d.segment;
    s.seq = tcp::Seq{seq};
    s.ack = tcp::Seq{ack};
    s.window = 60000;
    s.syn = flags.contains('S');
    s.fin = flags.contains('F');
    s.rst = flags.contains('R');
    s.ack_flag = flags.contains('.');
    s.urg = flags.contains('U');
    if (s.urg) s.urgent_pointer = static_cast<std::uint16_t>(text.size());
    s.payload = octets_of(text);
    std::vector<std::byte> octets;
    tcp::write_datagram(d, octets);
    stack->inject(octets);
  }

  std::vector<std::string> out() {
    std::vector<std::string> lines;
    StackOutput output;
    while (stack->poll(output)) {
      if (output.kind == StackOutput::Kind::kDatagram) {
        lines.push_back(decode(output.octets).to_string());
      } else {
        lines.push_back(std::to_string(static_cast<int>(output.handle)) + ": " +
                        std::string{to_string(output.signal)});
      }
    }
    return lines;
  }

  // A socket bound to `port` that listens; an accepted connection on it from peer port `from`.
  Handle listener(std::uint16_t port, std::int32_t backlog = 5) {
    const Handle handle = socket();
    EXPECT_EQ(call(call::Bind{.socket = handle, .address = {kOurs, port}}), "0");
    EXPECT_EQ(call(call::Listen{.socket = handle, .backlog = backlog}), "0");
    return handle;
  }
  Handle socket() {
    return Handle{static_cast<int>(stack->call(call::Socket{.version = IpVersion::kV4}).value)};
  }
  void handshake(std::uint16_t port, std::uint16_t from = 9000) {
    arrives("S", kPeerIss, 0, port, {}, from);
    arrives(".", kPeerIss + 1, kIss + 1, port, {}, from);
  }
  Handle accepted(Handle listener) {
    return Handle{static_cast<int>(stack->call(call::Accept{.socket = listener}).value)};
  }
  // Everything up to an accepted connection on port 80, nothing waiting.
  Handle connection() {
    const Handle handle = listener(80);
    handshake(80);
    const Handle made = accepted(handle);
    static_cast<void>(out());
    return made;
  }

  std::unique_ptr<StackUnderTest> stack;
};

}  // namespace synspect::reference::test
