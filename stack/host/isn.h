// The choice of initial sequence numbers (9293-3.4.1-a, 6528-3-1, 6528-3-2).
#pragma once

#include <cstdint>

#include "stack/address.h"
#include "stack/seq.h"
#include "stack/time.h"

namespace synspect::tcp {

// ISN = M + F(sockets, secret): M counts 4-microsecond ticks (MUST-8), F is a keyed hash of the
// socket pair (SHLD-1), so that one connection's number says nothing of another's.
[[nodiscard]] Seq initial_sequence_number(std::uint64_t key_seed, const SocketPair& sockets,
                                          Instant now);

// The same hash with another secret: where a connection's timestamp clock starts (7323-7.1-1). It
// goes on from one incarnation of a socket pair to the next, as RFC 6191 needs it.
[[nodiscard]] std::uint32_t timestamp_offset(std::uint64_t key_seed, const SocketPair& sockets);

}  // namespace synspect::tcp
