// The alphabet of fuzzing: what may happen to a TCP. Every event is a small value without pointers;
// its numbers are codes, resolved against the live connection when the event comes to pass.
#pragma once

#include <cstdint>
#include <type_traits>
#include <variant>

#include "harness/history/decode/decoded_segment.h"

namespace synspect::scenario {

// A run has four lanes: connections between the peer's port of that lane and the stack. Lanes 0 and
// 1 speak the socket dialect, lanes 2 and 3 the RFC's, where the stack has both. In a run of two
// endpoints a lane is an end.
inline constexpr std::uint8_t kLanes = 4;

// A number that the peer knows from the wire, named as RFC 9293 3.3.1 does from the stack's side.
enum class Edge : std::uint8_t {
  kIss,           // the stack's initial number
  kSndUna,        // the oldest number of the stack that the peer has not acknowledged
  kSndNxt,        // past the last number that the stack has sent
  kSndWindowEnd,  // the right edge of the window that the peer has offered
  kIrs,           // the peer's initial number
  kRcvNxt,        // what the stack has acknowledged last
  kRcvWindowEnd,  // the right edge of the window that the stack offers
  kPeerNext,      // past the last number that the peer has sent in good order
};
inline constexpr std::uint8_t kEdges = 8;

struct Point {  // a sequence number next to an edge, or half a circle away from there
  Edge edge{};
  bool half_circle{};
  std::int16_t offset{};
  friend bool operator==(const Point&, const Point&) = default;
};

// What a peer in good order does next. Moves lead to deep states.
struct Move {
  enum class Kind : std::uint8_t {
    kSyn,       // opens; repeated while unanswered, else of a new incarnation
    kSynAck,    // answers the stack's SYN
    kAck,       // acknowledges everything
    kText,      // the next octets, as far as the window allows
    kFin,       // closes behind all text
    kRst,       // resets with the exact number
    kFinNoAck,  // closes without acknowledging anything new: FIN-WAIT-1 to CLOSING
    kSynAlone,  // a SYN that crosses the stack's own
    kResend,    // begins anew at what the stack has acknowledged
    kWindow,    // speaks of its window alone: acknowledges nothing new
  };
  static constexpr std::uint8_t kKinds = 10;
  Kind kind{};
  std::uint8_t lane{};
  std::uint8_t length{};  // values.h: text_octets()
  std::uint8_t window{};  // values.h: window()
  friend bool operator==(const Move&, const Move&) = default;
};

// A segment made to measure, legal or not.
struct Craft {
  std::uint8_t lane{};
  std::uint8_t flags{};  // the eight control bits
  Point seq;
  Point ack;
  std::uint8_t length{};
  std::uint8_t window{};
  std::uint8_t options{};         // values.h: options()
  std::uint8_t urgent_pointer{};  // octets; 255 stands for 65,535
  std::uint8_t reserved{};        // four bits
  bool bad_checksum{};
  bool other_text{};  // octets that contradict what was sent at these numbers
  friend bool operator==(const Craft&, const Craft&) = default;
};

// An earlier datagram arrives again: one of the peer's, or one of the stack's own with the
// addresses exchanged, as a reflector sends it.
struct Replay {
  bool reflected{};
  std::uint8_t back{};  // how many datagrams ago; as far as they are remembered
  friend bool operator==(const Replay&, const Replay&) = default;
};

struct Call {
  enum class Kind : std::uint8_t {
    kOpenPassive,  // listen; OPEN
    kOpenActive,   // connect; OPEN
    kAccept,       // sockets only
    kSend,
    kReceive,
    kClose,
    kShutdown,  // sockets; CLOSE in the RFC dialect
    kAbort,
    kStatus,      // getsockname and SO_ERROR; STATUS
    kSetOption,   // sockets only
    kCloseListen  // the listener of the lane
  };
  static constexpr std::uint8_t kKinds = 11;
  Kind kind{};
  std::uint8_t lane{};
  std::uint8_t amount{};  // values.h: call_octets(), of kSend and kReceive
  std::uint8_t option{};  // a variant of the call: PUSH, URGENT, which half, which remote, ...
  friend bool operator==(const Call&, const Call&) = default;
};

struct Wait {
  enum class Kind : std::uint8_t {
    kAmount,      // values.h: duration()
    kTimer,       // to the instant of the next timer; what follows coincides with it
    kBefore,      // one microsecond short of it
    kPast,        // one microsecond past it
    kFullSecond,  // to the next full second, so that timers set there coincide
    kTwoMsl,      // past 2 MSL
  };
  static constexpr std::uint8_t kKinds = 6;
  Kind kind{};
  std::uint8_t amount{};
  friend bool operator==(const Wait&, const Wait&) = default;
};

// What the network between two endpoints does to the next datagrams of one of them.
struct Fault {
  enum class Kind : std::uint8_t { kLose, kDuplicate, kHold, kPartition, kHeal };
  static constexpr std::uint8_t kKinds = 5;
  Kind kind{};
  std::uint8_t end{};
  std::uint8_t count{};  // of datagrams, less one
  std::uint8_t delay{};  // values.h: duration(), of kDuplicate and kHold
  friend bool operator==(const Fault&, const Fault&) = default;
};

// New kinds (ICMP) come at the end: encoded scenarios stay what they are.
using Event = std::variant<Move, Craft, Replay, Call, Wait, Fault>;
static_assert(std::is_trivially_copyable_v<Event> && sizeof(Event) <= 24);

}  // namespace synspect::scenario
