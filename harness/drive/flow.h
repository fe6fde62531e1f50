// The connection that the packet lines of a script speak of (LANGUAGE.md, which connection a packet
// belongs to): its addresses, its ports, its numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "harness/drive/number_translation.h"
#include "harness/drive/script_config.h"
#include "harness/drive/timestamp_names.h"
#include "harness/history/address.h"
#include "harness/history/decode/decoded_segment.h"
#include "harness/script/ast.h"
#include "harness/script/icmp_line.h"

namespace synspect::drive {

class Flow {
 public:
  Flow(const ScriptConfig& config, std::uint32_t peer_shift)
      : config_{&config}, peer_shift_{peer_shift} {}

  [[nodiscard]] bool exists() const { return exists_; }
  [[nodiscard]] const NumberTranslation& numbers() const { return numbers_; }
  [[nodiscard]] const TimestampNames& timestamps() const { return timestamps_; }
  // A new socket under test: nothing is known of its connection.
  void forget() { exists_ = false; }
  // connect() was called: the stack's port and ISN show in its SYN.
  void begin_active();

  // The octets of an inbound line. The first one without a connection begins a passive one, between
  // the sockets that it names or from a fresh port; its number is the peer's ISN whatever its
  // flags. A sentence where it echoes a timestamp of the stack that no line has named.
  [[nodiscard]] std::expected<std::vector<std::byte>, std::string> inbound(
      const script::TcpPacket& packet);

  // Those of an ICMP error about a segment of the stack; empty while none can be quoted, for its
  // port and its numbers are not known. `numbers`: of the words, in the version in force.
  [[nodiscard]] std::vector<std::byte> icmp(const script::IcmpPacket& packet,
                                            script::IcmpNumbers numbers) const;

  // The four-tuple, from the stack's side, that an outbound line is about; local port 0 while it is
  // not known.
  [[nodiscard]] FourTuple outbound_sockets(const script::TcpPacket& packet) const;
  // What a segment that was taken for `packet` tells: port, ISN and timestamps of the stack.
  void learn(const script::TcpPacket& packet, const DecodedSegment& segment);
  // The payload that an outbound line expects of `segment`.
  [[nodiscard]] std::vector<std::byte> outbound_payload(const script::TcpPacket& packet,
                                                        const DecodedSegment& segment) const;
  // With --tcp_ts_tick_usecs: the stack's clock, as its timestamps tell it, against the script's.
  [[nodiscard]] std::optional<std::string> clock_mismatch(const script::TcpPacket& packet,
                                                          const DecodedSegment& segment,
                                                          Time at) const;

 private:
  void begin(const FourTuple& sockets, bool local_port_known);
  [[nodiscard]] FourTuple inbound_sockets(const script::TcpPacket& packet) const;
  void learn_peer_isn(const script::TcpPacket& packet, bool first);

  const ScriptConfig* config_;
  std::uint32_t peer_shift_;
  bool exists_{};
  FourTuple sockets_;  // local = the stack's
  bool local_port_known_{};
  NumberTranslation numbers_;
  TimestampNames timestamps_;
  std::optional<std::uint32_t> stream_isn_;  // of the peer's SYN that the stack took, on the wire
  std::uint16_t passive_flows_{0};
};

}  // namespace synspect::drive
