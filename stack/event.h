// What can happen to a connection: a segment arrives, the user calls, a timer is due
// (RFC 9293 3.10).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "stack/fast_open/option.h"
#include "stack/network_error.h"
#include "stack/segment.h"
#include "stack/time.h"

namespace synspect::tcp {

struct SegmentArrives {  // already known to be for this Tcb, checksum already right
  Segment segment;
};

// User calls on one Tcb (RFC 9293 3.10.1 to 3.10.6). Making and finding Tcbs is host/'s work.
struct FastOpening {  // RFC 7413: what the first SYN may carry
  FastOpenOption option{};
  std::uint16_t mss{};                // of the server, as it last said: it bounds the text
  std::span<const std::byte> text{};  // with a cookie only; Effects::octets says how much of it
};
struct OpenCall {
  bool active{};
  std::optional<Duration> r2{};            // MUST-21
  std::optional<FastOpening> fast_open{};  // active only
};
struct SendCall {
  std::span<const std::byte> data{};
  bool push{true};
  bool urgent{};
};
struct ReceiveCall {
  std::span<std::byte> buffer{};  // filled from the front
  bool peek{};
};
struct CloseCall {};
struct AbortCall {};
struct StatusCall {};
struct NagleCall {  // MUST-17
  bool on{};
};
struct KeepAliveCall {  // MUST-24, MUST-27
  bool on{};
  Duration idle{}, interval{};  // 0: the profile's
  std::uint8_t count{};         // likewise
};
struct TuneCall {                                 // 0 or empty: as it was
  std::uint32_t receive_buffer{}, send_buffer{};  // octets
  std::uint16_t most_text{};                      // before the SYN
  std::optional<bool> cork{};                     // off: what waits counts as pushed
  friend bool operator==(const TuneCall&, const TuneCall&) = default;
};
using UserCall = std::variant<OpenCall, SendCall, ReceiveCall, CloseCall, AbortCall, StatusCall,
                              NagleCall, KeepAliveCall, TuneCall>;

struct TimerDue {};  // `now` has reached a deadline of the Tcb

// An ICMP error that quotes a segment of this Tcb is the fourth (RFC 9293 3.9.2.2).
using Event = std::variant<SegmentArrives, UserCall, TimerDue, NetworkError>;

}  // namespace synspect::tcp
