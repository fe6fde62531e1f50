// What the files of the module share: the clock, the outlet, addresses.
#pragma once

#include <lwip/ip_addr.h>

#include "harness/stack_under_test/lwip/module.h"

namespace synspect::lwip {

struct Port {
  Start how;
  Time now{};
  bool timer_on{};
  Time timer_due{};
  bool in_timer{};
  bool in_connect{};
  std::size_t isns_used{};
  std::uint64_t random{};
  char failure[256]{};
};
extern Port port;

inline void raise(Handle handle, Signal signal, CallError reason = CallError::kNone) {
  port.how.outlet.signal(port.how.outlet.context, handle, signal, reason);
}

[[nodiscard]] ip_addr_t to_lwip(const IpAddress& ip);
[[nodiscard]] IpAddress from_lwip(const ip_addr_t& ip);

}  // namespace synspect::lwip
