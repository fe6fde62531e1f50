// A host: addresses, listeners, connections, and the rule for segments that belong to none of them
// (RFC 9293 3.10.7.1). Datagrams in, datagrams out; a value like the Tcb.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "stack/address.h"
#include "stack/effects.h"
#include "stack/event.h"
#include "stack/profile.h"
#include "stack/tcb.h"

namespace synspect::tcp {

enum class ConnectionId : std::uint32_t {};  // never reused within a host

struct HostOptions {
  std::uint64_t seed{};              // keys the ISN function; the only source of chance
  std::vector<IpAddress> addresses;  // the first of a version is the default source
  std::uint32_t mtu{1500};           // octets
  Profile profile{};
  std::vector<std::uint32_t> forced_isns;  // used up first, one per connection
  friend bool operator==(const HostOptions&, const HostOptions&) = default;
};

struct HostNotice {
  ConnectionId connection{};
  Notice notice{};
  friend bool operator==(const HostNotice&, const HostNotice&) = default;
};

struct OpenResult {
  CallStatus status{CallStatus::kOk};
  ConnectionId connection{};  // valid with kOk
};

struct ReceiveResult {
  CallStatus status{CallStatus::kOk};
  std::size_t octets{};
  bool end_of_stream{};
};

class Host {
 public:
  explicit Host(HostOptions options);

  // One IP datagram; anything that is not an intact TCP segment for one of our addresses is
  // dropped.
  void receive_datagram(std::span<const std::byte> datagram, Instant now);
  // Fires every timer that is due at or before `now`, in order of due time, then of connection.
  void advance(Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const;

  // RFC 9293 3.10.1. A passive OPEN makes a listener; each SYN to it makes a connection of its own,
  // which take_accepted() hands out once it is ESTABLISHED. `local.ip` may be unspecified; port 0
  // of an active open is chosen here.
  [[nodiscard]] OpenResult open_passive(const Socket& local, std::uint16_t backlog);
  [[nodiscard]] OpenResult open_active(const Socket& local, const Socket& remote, Instant now);
  [[nodiscard]] std::optional<ConnectionId> take_accepted(ConnectionId listener);

  // RFC 9293 3.10.2 to 3.10.6, on connections and listeners.
  [[nodiscard]] ReceiveResult send(ConnectionId id, std::span<const std::byte> data, bool push,
                                   Instant now);
  [[nodiscard]] ReceiveResult receive(ConnectionId id, std::span<std::byte> buffer, bool peek,
                                      Instant now);
  [[nodiscard]] CallStatus close(ConnectionId id, Instant now);
  [[nodiscard]] CallStatus abort(ConnectionId id, Instant now);
  // The Tcb behind an id; null once it is gone ("connection does not exist").
  [[nodiscard]] const Tcb* find(ConnectionId id) const;

  // Output, oldest first: whole IP datagrams. A view that lives until the next call that is not
  // const.
  [[nodiscard]] std::optional<std::span<const std::byte>> next_datagram();
  [[nodiscard]] std::optional<HostNotice> next_notice();

  friend bool operator==(const Host&, const Host&) = default;
  // Private members: host_state.h style is left to the implementation.
};

}  // namespace synspect::tcp
