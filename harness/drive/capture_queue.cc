#include "harness/drive/capture_queue.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace synspect::drive {

std::deque<Captured>::iterator find_captured(std::deque<Captured>& queue,
                                             const FourTuple& sockets) {
  return std::ranges::find_if(queue, [&](const Captured& captured) {
    const DecodedSegment& segment = captured.segment;
    return segment.kind == DatagramKind::kTcp && segment.destination == sockets.remote &&
           segment.source.ip == sockets.local.ip &&
           (sockets.local.port == 0 || segment.source.port == sockets.local.port);
  });
}

bool continues(const DecodedSegment& first, const DecodedSegment& next, std::uint32_t length) {
  constexpr unsigned kMayDiffer = kFin | kPsh | kCwr;
  return !next.payload.empty() && first.payload.size() + next.payload.size() <= length &&
         next.seq == first.seq + static_cast<std::uint32_t>(first.payload.size()) &&
         next.ack == first.ack && next.window == first.window &&
         next.data_offset == first.data_offset &&
         ((first.flags ^ next.flags) & ~kMayDiffer & 0xffU) == 0;
}

void join(Captured& first, Captured next) {
  const std::span<const std::byte> front = first.segment.payload;
  const std::uint32_t seq = first.segment.seq;
  const std::uint8_t cwr = first.segment.flags & kCwr;
  const std::size_t option_octets = next.segment.options.size();
  const std::size_t payload_octets = front.size() + next.segment.payload.size();
  const std::size_t headers = next.octets.size() - next.segment.payload.size();

  std::vector<std::byte> octets(next.octets.begin(),
                                next.octets.begin() + static_cast<std::ptrdiff_t>(headers));
  octets.insert(octets.end(), front.begin(), front.end());
  octets.insert(octets.end(), next.segment.payload.begin(), next.segment.payload.end());
  first = std::move(next);
  first.octets = std::move(octets);
  first.segment.options = std::span{first.octets}.subspan(headers - option_octets, option_octets);
  first.segment.payload = std::span{first.octets}.subspan(headers, payload_octets);
  first.segment.seq = seq;
  first.segment.flags = static_cast<std::uint8_t>((first.segment.flags & ~kCwr) | cwr);
}

}  // namespace synspect::drive
