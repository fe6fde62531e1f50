// Small histories for tests of reports.
#pragma once

#include <vector>

#include "harness/drive/datagram_writer.h"
#include "harness/history/history.h"

namespace synspect::reports::testing {

inline const SocketAddress kStack{IpAddress::v4(192, 168, 0, 1), 8080};
inline const SocketAddress kPeer{IpAddress::v4(192, 0, 2, 1), 49152};

struct Step {
  History& history;
  Time at{kRunStart};
  std::uint32_t line{0};
  std::uint64_t datagrams{0};

  void observe(const decltype(Observation::what)& what) {
    history.observe({.at = at, .script_line = line, .what = what});
  }
  void call(const UserCall& call, std::int64_t value) {
    observe(CallSeen{0, call, CallResult::of(value)});
  }
  struct Fields {
    std::uint32_t seq{}, ack{};
    std::uint8_t flags{};
    std::uint16_t window{65535};
    bool bad_checksum{};
    std::span<const std::byte> options{};
  };
  // `out`: the stack of `endpoint` emits it.
  void segment(const Fields& fields, bool out, EndpointId endpoint = 0, Fate fate = Fate::kSent) {
    drive::DatagramToWrite datagram;
    datagram.seq = fields.seq;
    datagram.ack = fields.ack;
    datagram.flags = fields.flags;
    datagram.window = fields.window;
    datagram.bad_checksum = fields.bad_checksum;
    datagram.options = fields.options;
    const bool from_stack = out == (endpoint == 0);
    datagram.source = from_stack ? kStack : kPeer;
    datagram.destination = from_stack ? kPeer : kStack;
    std::vector<std::byte> octets;
    drive::write_datagram(datagram, octets);
    if (fate == Fate::kSent && !out) fate = Fate::kDelivered;
    observe(SegmentSeen{.endpoint = endpoint,
                        .direction = out ? Direction::kFromStack : Direction::kToStack,
                        .fate = fate,
                        .datagram = fate == Fate::kDropped ? datagrams : ++datagrams,
                        .copy = 0,
                        .octets = octets,
                        .wire_length = static_cast<std::uint32_t>(octets.size()),
                        .segment = decode(octets)});
  }
};

inline RunHeader header_of_two() {
  RunHeader header;
  header.source = "a test";
  header.endpoints.resize(2);
  header.endpoints[0].judged = true;
  header.endpoints[0].addresses = {kStack.ip};
  header.endpoints[1].addresses = {kPeer.ip};
  return header;
}

inline constexpr std::byte kMss[] = {std::byte{2}, std::byte{4}, std::byte{5}, std::byte{0xb4}};

// socket, listen; at 0.1 s line 4: SYN 5000 and SYN,ACK 9000; at 0.2 s line 6: ACK.
inline void passive_open(History& history) {
  history.begin(header_of_two());
  Step step{history};
  step.line = 2;
  step.call(call::Socket{IpVersion::kV4}, 3);
  step.call(call::Listen{Handle{3}, 5}, 0);
  step.at += std::chrono::milliseconds{100};
  step.line = 4;
  step.segment({.seq = 5000, .flags = kSyn, .options = kMss}, false);
  step.segment({.seq = 9000, .ack = 5001, .flags = kSyn | kAck, .options = kMss}, true);
  step.at += std::chrono::milliseconds{100};
  step.line = 6;
  step.segment({.seq = 5001, .ack = 9001, .flags = kAck}, false);
  step.observe(RunEnded{});
}

// Of two endpoints: a SYN that is lost, and one that comes through.
inline void lost_segment(History& history) {
  history.begin(header_of_two());
  Step step{history};
  step.segment({.seq = 9000, .flags = kSyn}, true);
  step.segment({.seq = 9000, .flags = kSyn}, true, 0, Fate::kDropped);
  step.at += std::chrono::seconds{1};
  step.segment({.seq = 9000, .flags = kSyn}, true);
  step.observe(RunEnded{});
}

}  // namespace synspect::reports::testing
