// A segment that the stack emitted, read against what is known of its connection.
#pragma once

#include "harness/history/decode/decoded_segment.h"
#include "harness/judge/endpoint.h"

namespace synspect::judge {

struct Emission {
  const DecodedSegment& seg;
  bool syn{}, fin{}, rst{}, ack_bit{};
  Offset seq{}, end{};    // stack's stream; SYN and FIN counted
  Offset ack{};           // peer's stream
  std::int64_t window{};  // scaled
  bool by_timer{};        // nothing reached the connection at this moment
  bool empty_ack{};       // ACK without sequence space

  [[nodiscard]] Offset length() const { return end - seq; }
};

// The window has no room for it, by one of the offers that the stack may count with: then it is the
// persist timer that sends it.
[[nodiscard]] inline bool perhaps_probe(const Connection& conn, const Emission& out) {
  return !out.syn && conn.snd.edge_low <= out.seq;
}

[[nodiscard]] Emission read_emission(const Scene& scene, const DecodedSegment& seg);

}  // namespace synspect::judge
