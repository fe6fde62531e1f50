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

[[nodiscard]] Emission read_emission(const Scene& scene, const DecodedSegment& seg);

}  // namespace synspect::judge
