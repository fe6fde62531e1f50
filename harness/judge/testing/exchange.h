// A small language for tests of the judge: an exchange between a peer and the stack, in numbers
// relative to both initial sequence numbers, so that any exchange runs at any base and IP version.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/judge/judge.h"

namespace synspect::judge {

struct Base {
  IpVersion version{IpVersion::kV4};
  std::uint32_t peer_isn{1000};
  std::uint32_t stack_isn{5000};
};

// What a segment has besides flags and numbers; unset means an ordinary value.
struct Extra {
  std::size_t length{};                   // octets of payload, the pattern at their position
  std::optional<std::uint16_t> window{};  // the stack's right edge moves by 1460 or not at all
  std::vector<std::uint8_t> options{};
  std::uint8_t reserved{};
  bool bad_checksum{};
  std::uint8_t xor_payload{};  // alters the octets
  std::uint16_t urgent{};
  bool no_mss{};       // else every SYN of the stack that names no options offers the link's
  std::uint8_t ecn{};  // codepoint of the IP header
  bool no_push{};      // else PSH stands on the segment with the last octet that was sent
};

class Exchange {
 public:
  explicit Exchange(Base base);

  // `flags` as in "SA", "FA", "R", "A"; numbers relative to the ISN of their stream.
  Exchange& peer(std::string_view flags, std::int64_t seq, std::int64_t ack = 0, Extra extra = {});
  Exchange& stack(std::string_view flags, std::int64_t seq, std::int64_t ack = 0, Extra extra = {});
  // The same with the stack's numbers as they stand on the wire.
  Exchange& stack_raw(std::string_view flags, std::uint32_t seq, std::uint32_t ack = 0);
  Exchange& pass(int milliseconds);
  Exchange& pass_quietly(int milliseconds);  // time of the next observation, without TimeAdvanced
  Exchange& call(UserCall call, CallResult result = CallResult::of(0));
  Exchange& signal(Handle handle, Signal signal);
  Exchange& faults_stop();
  Exchange& end();

  // The user of the stack.
  Exchange& listen();                                       // handle 3 at port 80
  Exchange& accept();                                       // handle 4
  Exchange& connect();                                      // handle 4; the SYN is not included
  Exchange& send(std::size_t octets, bool urgent = false);  // the pattern, at the position reached
  Exchange& send_part(std::size_t octets, std::size_t taken);  // urgent, and not all is taken
  Exchange& send_rfc(std::size_t octets, bool push);           // by the RFC's SEND
  Exchange& receive(std::size_t octets, std::uint8_t xor_octets = 0);
  Exchange& receive_end();
  Exchange& receive_error(CallError error);
  Exchange& no_delay();  // switches Nagle off
  Exchange& shutdown();
  Exchange& close();

  // Beginnings that many exchanges share. Afterwards both streams stand at 1.
  Exchange& passive();  // listen, handshake, accept
  Exchange& active();   // connect, handshake

  [[nodiscard]] std::uint32_t peer_wire(std::int64_t at) const;
  [[nodiscard]] std::uint32_t stack_wire(std::int64_t at) const;
  Capabilities& capabilities() { return *header_.endpoints[0].capabilities; }
  EndpointHeader& endpoint() { return header_.endpoints[0]; }
  FourTuple sockets() const { return {stack_, peer_}; }
  Exchange& from_port(std::uint16_t port);  // the peer's, from now on

  [[nodiscard]] const Judge& judge();
  [[nodiscard]] bool accused(std::string_view clause);
  [[nodiscard]] std::uint32_t upheld(std::string_view clause);
  [[nodiscard]] std::string findings();

 private:
  Exchange& segment(bool from_stack, std::string_view flags, std::uint32_t seq, std::uint32_t ack,
                    std::int64_t position, const Extra& extra);
  void observe(Observation seen);
  void begin();

  Base base_;
  RunHeader header_;
  SocketAddress stack_, peer_;
  Judge judge_;
  bool begun_{false};
  Time now_{};
  std::uint64_t datagram_{0};
  std::size_t sent_{0}, read_{0};
  std::uint32_t edge_{8001};  // the stack's, relative to the peer's ISN
};

}  // namespace synspect::judge
