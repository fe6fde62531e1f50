// RFC 9293 3.10.7.1: a segment for a connection that does not exist.
#pragma once

#include <optional>

#include "stack/profile.h"
#include "stack/segment.h"

namespace synspect::tcp {

// The RST to send, or nothing where the segment is itself a RST (9293-3.5.2-e).
[[nodiscard]] std::optional<Segment> answer_in_closed(const Segment& segment,
                                                      const Profile& profile);

}  // namespace synspect::tcp
