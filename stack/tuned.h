// What the user of one connection has set beyond the calls of RFC 9293 3.9.1; else the profile's.
#pragma once

#include <cstdint>

namespace synspect::tcp {

struct Tuned {
  // Less than the buffers of the profile, which hold what was promised or queued before; 0: not.
  std::uint32_t receive_buffer{}, send_buffer{};
  std::uint16_t most_text{};  // in one segment, of either side; 0: what the link takes
  bool corked{};              // no SEND counts as pushed
  friend bool operator==(Tuned, Tuned) = default;
};

}  // namespace synspect::tcp
