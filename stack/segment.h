// A TCP segment as a value. wire/ turns octets into one and back; no states here.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "stack/seq.h"

namespace synspect::tcp {

// Options that the core understands. What a peer sends beyond them is skipped by its length octet
// (MUST-6). Window scale, SACK and timestamps will stand beside `mss`.
struct SegmentOptions {
  std::optional<std::uint16_t> mss;  // kind 2, SYN only (MUST-65)
  friend bool operator==(SegmentOptions, SegmentOptions) = default;
};

struct Segment {
  Seq seq;
  Seq ack;          // SEG.ACK; 0 and without meaning unless `ack_flag`
  bool fin : 1 {};  // the control bits, as octet 13 of the header has them: read and written as one
  bool syn : 1 {};
  bool rst : 1 {};
  bool psh : 1 {};
  bool ack_flag : 1 {};
  bool urg : 1 {};
  bool ece : 1 {};
  bool cwr : 1 {};
  std::uint16_t window{};          // SEG.WND, raw
  std::uint16_t urgent_pointer{};  // counts only with `urg` (9293-3.1-c)
  SegmentOptions options;
  // A view: into the datagram it was read from, or into the send queue of the Tcb that made it.
  std::span<const std::byte> payload;

  // SEG.LEN: octets of sequence space; SYN and FIN occupy one each (9293-3.4-d).
  [[nodiscard]] constexpr SeqLen length() const {
    return {static_cast<std::uint32_t>(payload.size()) + (syn ? 1U : 0U) + (fin ? 1U : 0U)};
  }
  friend bool operator==(const Segment& a, const Segment& b) {  // payload by content
    return a.seq == b.seq && a.ack == b.ack && a.syn == b.syn && a.ack_flag == b.ack_flag &&
           a.fin == b.fin && a.rst == b.rst && a.psh == b.psh && a.urg == b.urg && a.ece == b.ece &&
           a.cwr == b.cwr && a.window == b.window && a.urgent_pointer == b.urgent_pointer &&
           a.options == b.options && std::ranges::equal(a.payload, b.payload);
  }
};

}  // namespace synspect::tcp
