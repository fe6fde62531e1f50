// A segment on its way into the stack, read against what is known of its connection.
#pragma once

#include "harness/history/decode/decoded_segment.h"
#include "harness/judge/endpoint.h"

namespace synspect::judge {

enum class Fit : std::uint8_t { kInside, kOutside, kGrey };  // by the acceptability table (3.4)

struct Arrival {
  const DecodedSegment& seg;
  bool sound{};    // nothing about the datagram is odd
  bool certain{};  // nothing but TCP's own rules decides about it
  bool syn{}, fin{}, rst{}, ack_bit{}, text{};
  Offset seq{}, end{};  // peer's stream; SYN and FIN counted
  Offset ack{};         // stack's stream
  Fit fit{Fit::kGrey};
  bool exact{};        // at RCV.NXT for certain
  bool new_text{};     // moves RCV.NXT for certain, if the stack takes it
  bool ack_unsent{};   // acknowledges what was never sent
  bool ack_ancient{};  // below any range that RFC 5961 5 lets a stack choose
  bool ack_good{};     // in the range that every stack takes
};

// `doubtful`: whether IP handed it up is not certain.
[[nodiscard]] Arrival read_arrival(const Scene& scene, const DecodedSegment& seg, bool doubtful);
[[nodiscard]] constexpr bool not_before(std::uint32_t x, std::uint32_t y) {  // 7323-5.2-1
  return static_cast<std::int32_t>(x - y) >= 0;
}
[[nodiscard]] Terms read_terms(const DecodedSegment& syn);

}  // namespace synspect::judge
