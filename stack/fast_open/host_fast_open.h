// What a host keeps for Fast Open (RFC 7413), beside its connections: only those that use it cost.
#pragma once

#include <cstdint>
#include <optional>

#include "stack/event.h"
#include "stack/fast_open/cache.h"
#include "stack/fast_open/pending.h"
#include "stack/fast_open/server.h"
#include "stack/host/connection.h"
#include "stack/host/flat_map.h"
#include "stack/host/table_hash.h"
#include "stack/profile.h"
#include "stack/segment.h"

namespace synspect::tcp {

class HostFastOpen {
 public:
  // ---- listens
  // The application turns it on and off (7413-4.2-a), for `limit` requests at once.
  void enable(ConnectionId listener, std::uint16_t limit);
  // What a SYN with the option draws. `key_seed` and `profile`: the host's.
  [[nodiscard]] FastOpenAnswer answer(ConnectionId listener, const SocketPair& sockets,
                                      const FastOpenOption& option, std::uint64_t key_seed,
                                      const Profile& profile, Instant now);
  void opened(ConnectionId listener, ConnectionId child);
  // The child's SYN,ACK was acknowledged, or the child is gone, by a RST or else (7413-4.2-b).
  void settled(ConnectionId child, bool by_reset, Instant now);
  void forget_listener(ConnectionId listener) { listeners_.erase(listener); }

  // ---- opens
  // What the first SYN may carry. Empty: an ordinary one.
  [[nodiscard]] std::optional<FastOpening> opening(const SocketPair& sockets,
                                                   const Profile& profile, Instant now) const;
  // A SYN,ACK answers a SYN that had the option.
  void syn_answered(const Tcb& tcb, const Segment& syn_ack, Instant now);
  // Nothing answered any SYN, or an ICMP error did.
  void unanswered(const SocketPair& sockets, Instant now) {
    cache_.pause(sockets.local.ip, sockets.remote, now);
  }

  [[nodiscard]] const FastOpenCache& cache() const { return cache_; }
  void clear();
  void add_to(Hasher& hasher) const;
  friend bool operator==(const HostFastOpen&, const HostFastOpen&) = default;

 private:
  FastOpenCache cache_;
  FlatMap<ConnectionId, PendingFastOpens, IdHash> listeners_;
  FlatMap<ConnectionId, ConnectionId, IdHash> pending_;  // its listener, of each child
};

}  // namespace synspect::tcp
