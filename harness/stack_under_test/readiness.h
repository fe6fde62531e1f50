// What poll() tells of a socket that stands so: for adapters that have no poll of their own. POSIX
// leaves much open; this is what Linux tells.
#pragma once

#include <cstdint>

#include "harness/history/user_call.h"

namespace synspect {

struct SocketStanding {
  enum class Phase : std::uint8_t {
    kNone,  // no connection yet, or an attempt that failed
    kListening,
    kConnecting,
    kConnected,
    kEnded,  // there was a connection
  };
  Phase phase{};
  bool error{};       // SO_ERROR has something to tell
  bool waits{};       // kListening: accept() has one to give
  bool text{};        // kConnected: text can be read
  bool urgent{};      // ... urgent text among it or ahead
  bool room{};        // ... text can be written
  bool read_over{};   // ... the peer's FIN was taken, or the user shut this direction
  bool write_over{};  // ... the user shut that one: write() returns at once, with EPIPE
};

// Of `events` those that are there, and POLLERR and POLLHUP.
[[nodiscard]] constexpr std::uint16_t readiness(const SocketStanding& is, std::uint16_t events) {
  using enum call::Readiness;
  constexpr unsigned kOver = kPollIn | kPollOut | kPollHup | kPollRdHup;  // both directions
  unsigned ready = is.error ? unsigned{kPollErr} : 0U;
  switch (is.phase) {
    case SocketStanding::Phase::kNone:  // of one that failed, reading and writing tell how
      ready |= is.error ? kOver : unsigned{kPollOut | kPollHup};
      break;
    case SocketStanding::Phase::kListening:
      if (is.waits) ready |= kPollIn;
      break;
    case SocketStanding::Phase::kConnecting:
      break;
    case SocketStanding::Phase::kConnected:
      if (is.read_over) ready |= kPollIn | kPollRdHup;
      if (is.text) ready |= kPollIn;
      if (is.urgent) ready |= kPollPri;
      if (is.write_over || is.room) ready |= kPollOut;
      if (is.read_over && is.write_over) ready |= kPollHup;
      break;
    case SocketStanding::Phase::kEnded:
      ready |= kOver;
      break;
  }
  if ((ready & kPollIn) != 0) ready |= kPollRdNorm;
  if ((ready & kPollOut) != 0) ready |= kPollWrNorm;
  return static_cast<std::uint16_t>(ready & (events | kPollErr | kPollHup));
}

}  // namespace synspect
