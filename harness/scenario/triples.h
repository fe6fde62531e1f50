// The legal moves of the state machine: which state may follow which, by class of event (RFC 9293
// figure 5 and 3.10). What a fuzz campaign counts, and what guides the engine.
//
// One event may take two steps of the figure at once: SYN-RECEIVED goes to CLOSE-WAIT by an ACK
// with a FIN. Failed calls are kOtherCall.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "harness/history/user_call.h"

namespace synspect::scenario {

enum class EventClass : std::uint8_t {
  kOpenPassive,
  kOpenActive,
  kSend,
  kReceive,
  kClose,  // or shutdown of the sending side
  kAbort,  // also: the listener is closed, which aborts what waits in its queue
  kOtherCall,
  kSyn,
  kSynAck,
  kAck,   // without text
  kText,  // with ACK
  kFin,   // with ACK
  kRst,
  kNoAck,  // none of SYN, ACK, RST
  kTime,
};
inline constexpr std::size_t kEventClasses = 15;
[[nodiscard]] std::string_view to_string(EventClass event);

[[nodiscard]] EventClass class_of(std::uint8_t flags, bool text);

struct Triple {
  TcpState from{};
  EventClass event{};
  TcpState to{};
  friend bool operator==(const Triple&, const Triple&) = default;
};

inline constexpr std::size_t kTriples = 288;
// In order of state, then event, then next state.
[[nodiscard]] const std::array<Triple, kTriples>& triples();
// The index of a triple; kTriples when it is not legal.
[[nodiscard]] std::size_t index_of(const Triple& triple);

// The edges of figure 5, notes included: the least that a campaign must reach.
[[nodiscard]] std::span<const Triple> figure_5();

}  // namespace synspect::scenario
