// Values of the harness as values of the core, and back. The two share no types on purpose.
#pragma once

#include <optional>

#include "harness/history/address.h"
#include "harness/history/time.h"
#include "harness/history/user_call.h"
#include "harness/stack_under_test/stack_under_test.h"
#include "stack/address.h"
#include "stack/effects.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::reference {

[[nodiscard]] tcp::IpAddress to_core(const IpAddress& ip);
[[nodiscard]] tcp::Socket to_core(const SocketAddress& socket);
[[nodiscard]] inline tcp::Instant to_core(Time time) {
  return tcp::Instant{time.time_since_epoch()};
}
[[nodiscard]] SocketAddress from_core(const tcp::Socket& socket);
[[nodiscard]] FourTuple from_core(const tcp::SocketPair& sockets);
[[nodiscard]] inline Time from_core(tcp::Instant instant) {
  return Time{instant.time_since_epoch()};
}
[[nodiscard]] TcpState from_core(tcp::State state);

// Whether the two name the same, without a conversion. Ports first: they tell most apart.
[[nodiscard]] inline bool same(const tcp::IpAddress& core, const IpAddress& ip) {
  const bool v4 = core.version == tcp::IpVersion::kV4;
  return core.octets == ip.octets && v4 == (ip.version == IpVersion::kV4);
}
[[nodiscard]] inline bool same(const tcp::SocketPair& core, const FourTuple& sockets) {
  return core.remote.port.number == sockets.remote.port &&
         core.local.port.number == sockets.local.port && same(core.remote.ip, sockets.remote.ip) &&
         same(core.local.ip, sockets.local.ip);
}

// The one table of answers: the RFC's text, and the errno that a socket gives for the same.
[[nodiscard]] CallError rfc_error(tcp::CallStatus status);
[[nodiscard]] CallError posix_error(tcp::CallStatus status);

// How a notice reads as a signal, and why with the kinds that end a connection, in either dialect.
struct Told {
  std::optional<Signal> signal{};  // empty: the interface has no word for it
  CallError rfc{};
  CallError posix{};
};
[[nodiscard]] Told told(tcp::Notice notice);

[[nodiscard]] StackInfo info_of(const tcp::Tcb& tcb);

}  // namespace synspect::reference
