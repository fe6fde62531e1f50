// An ICMP error arrives: whose segment does it quote (MUST-54)?
#include "stack/host/host.h"
#include "stack/wire/icmp.h"

namespace synspect::tcp {

// Who sent it does not matter: any router on the way may. A listener has nothing outstanding, and
// what no connection has sent is no concern of anybody.
void Host::icmp_arrives(std::span<const std::byte> octets, Instant now) {
  const auto quoted = parse_icmp_error(octets);
  if (!quoted) return;
  const Slot* const bound = slot_of(quoted->sockets);
  if (bound != nullptr) apply(connections_[*bound], quoted->error, now);
}

}  // namespace synspect::tcp
