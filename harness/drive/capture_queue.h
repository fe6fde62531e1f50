// Finding in what a stack emitted the segment that a script line is about.
#pragma once

#include <cstdint>
#include <deque>

#include "harness/drive/session.h"
#include "harness/history/address.h"

namespace synspect::drive {

// The oldest captured TCP segment from sockets.local to sockets.remote; local port 0: any. The end
// of the queue when there is none.
[[nodiscard]] std::deque<Captured>::iterator find_captured(std::deque<Captured>& queue,
                                                           const FourTuple& sockets);

// Google's tool joins segments until the line's payload is complete, so that a stack with and one
// without segmentation offload satisfy the same line. True when `next` continues `first` and both
// together do not exceed `length` octets.
[[nodiscard]] bool continues(const DecodedSegment& first, const DecodedSegment& next,
                             std::uint32_t length);
// Joins them in `first`: headers and time of the last, number and CWR of the first.
void join(Captured& first, Captured next);

}  // namespace synspect::drive
