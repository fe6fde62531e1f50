// Room in the send buffer (9293-3.10.2-f).
#pragma once

#include <cstddef>

#include "stack/tcb.h"

namespace synspect::tcp {

[[nodiscard]] inline std::uint32_t send_limit(const Tcb& tcb) {
  return tcb.tuned.send_buffer > 0 ? tcb.tuned.send_buffer : tcb.profile->send_buffer;
}

[[nodiscard]] inline std::size_t send_room(const Tcb& tcb) {
  const std::uint32_t limit = send_limit(tcb);
  const std::size_t queued = tcb.send_queue.size();
  return limit > queued ? limit - queued : 0;
}

}  // namespace synspect::tcp
