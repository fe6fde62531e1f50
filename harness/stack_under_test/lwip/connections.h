// lwIP's own lists of connections, read and cut: what it says of itself beyond its sockets.
#pragma once

#include <lwip/tcp.h>

#include "harness/stack_under_test/lwip/module.h"

namespace synspect::lwip {

[[nodiscard]] TcpState state_of(tcp_state state);

// LISTEN where only a listener would take a SYN between these sockets, CLOSED where nothing would.
[[nodiscard]] TcpState state_between(const FourTuple& sockets);
// One row per connection and per listener, whose remote socket is all zero.
void each_connection(void* context, Row row);
// Removes a connection without a segment; false: there is none.
[[nodiscard]] bool drop_between(const FourTuple& sockets);

}  // namespace synspect::lwip
