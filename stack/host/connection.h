// What the host keeps of a connection besides its Tcb.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "stack/address.h"
#include "stack/effects.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

// Counted from 1; never reused within a host.
enum class ConnectionId : std::uint32_t { kNone = 0 };

// Where a connection lies in the host's tables while it lives.
enum class Slot : std::uint32_t {};

// How far the user knows of a connection.
enum class Known : std::uint8_t {
  kHalfOpen,   // made by a listener, not yet ESTABLISHED: nobody misses it
  kReady,      // ESTABLISHED, waits for take_accepted()
  kToUser,     // the user holds its id
  kForgotten,  // the user has let go of the id; the connection runs out by itself
};

inline constexpr std::uint8_t kDiffservBits = 0x3f;  // of the eight that IP has (RFC 2474 3)

struct Place {  // no part of the value: equal hosts may have come about in different ways
  Slot slot{};
  friend bool operator==(Place, Place) { return true; }
};

struct Connection {
  ConnectionId id{};
  Place place;
  Tcb tcb;
  SocketPair opened{};  // as OPEN named it: what a passive open goes back to
  Known known{Known::kToUser};
  std::uint32_t notices_waiting{};  // one bit per Notice that the user has not taken
  std::uint8_t diffserv{};          // of all that it sends (MUST-48): six bits
  bool has_route{};                 // in the host's table
  bool reports_off{};               // no notice of what is no end (SHLD-20)

  // Of a listener in the manner of sockets.
  bool spawning{};
  std::uint16_t backlog{};
  std::uint32_t waiting{};            // children that are kHalfOpen or kReady
  std::vector<ConnectionId> ready{};  // in the order in which they were established

  // Of a child.
  ConnectionId parent{};      // kNone: none, or gone
  ConnectionId supersedes{};  // the connection in TIME-WAIT whose sockets it uses again (MAY-2)

  friend bool operator==(const Connection&, const Connection&) = default;
};

// What stays of a connection until the user forgets it.
struct Ending {
  Notice why{};          // kClosed, kReset, kRefused or kTimedOut
  State in{};            // the state that it ended in
  ByteQueue unread;      // text that an orderly close left behind
  bool end_of_stream{};  // the peer's FIN was taken
  friend bool operator==(const Ending&, const Ending&) = default;
};

}  // namespace synspect::tcp
