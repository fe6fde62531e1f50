// What a step did to the world outside its Tcb.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "stack/reused_list.h"
#include "stack/segment.h"
#include "stack/tcb.h"
#include "stack/time.h"

namespace synspect::tcp {

enum class CallStatus : std::uint8_t {  // the answers of RFC 9293 3.10.1 to 3.10.6
  kOk,
  kWouldWait,              // the RFC queues the request; here the caller asks again
  kDoesNotExist,           // "connection does not exist"
  kAlreadyExists,          // "connection already exists"
  kRemoteUnspecified,      // "remote socket unspecified"
  kInsufficientResources,  // "insufficient resources"
  kClosing,                // "connection closing"
  kReset,                  // "connection reset"
  kRefused,                // "connection refused"
  kAborted,                // "connection aborted due to user timeout"
  kIllegal,                // "connection illegal for this process": an address that cannot be used
};

enum class Notice : std::uint8_t {  // asynchronous signals to the user (9293-3.9.1.8-a)
  kConnected,                       // ESTABLISHED was reached
  kReadable,                        // text waits
  kWritable,                        // room in the send queue again
  kPeerClosed,                      // "connection closing": the peer's FIN was taken
  kUrgent,                          // urgent data is pending, or its end moved on (MUST-32)
  kReset,                           // "connection reset"
  kRefused,                         // "connection refused"
  kTimedOut,                        // "connection aborted due to user timeout"
  // R1 was reached: text is not getting through (SHLD-9). For the host as well, whose IP has no
  // other route to turn to (9293-3.8.3-a).
  kTrouble,
  kClosed,       // gone after a normal close
  kAcceptable,   // of a host's listener: a connection waits for take_accepted()
  kUnreachable,  // the attempt to open was given up because of soft ICMP errors
  // Soft ICMP errors (MUST-47, SHLD-25): no way to the network or the host, a header that nobody
  // understands, no port or protocol there.
  kNoNetwork,
  kNoHost,
  kBadParameter,
  kNoPort,
  kFastOpened,   // passive: a good cookie came, the user need not wait for ESTABLISHED (RFC 7413)
  kPeerTimeout,  // the peer's user timeout is known, and was not adopted as it is (5482-3.1-1)
};

// Trouble that does not end the connection, told without being asked for (9293-3.9.1.8-a).
[[nodiscard]] constexpr bool is_report(Notice notice) {
  return notice == Notice::kTrouble || notice == Notice::kNoNetwork || notice == Notice::kNoHost ||
         notice == Notice::kBadParameter || notice == Notice::kNoPort;
}

struct Effects {
  // To be encoded and sent, in order, before the Tcb is touched again: payloads are views into it.
  ReusedList<Segment> transmit;
  ReusedList<Notice> notices;
  // Of a UserCall.
  CallStatus status{CallStatus::kOk};
  std::size_t octets{};  // taken by SEND or by OPEN for its SYN, delivered by RECEIVE
  bool end_of_stream{};  // RECEIVE reached the peer's FIN
  // RECEIVE: octets from what it returned to the urgent mark, 0 at the mark; empty: nothing urgent.
  std::optional<std::uint32_t> urgent_ahead;
  State reported{};  // STATUS
  // The Tcb is in CLOSED and may be deleted, or (passive origin) has returned to LISTEN: either way
  // the host forgets this connection.
  bool delete_tcb{};
  Notice ending{Notice::kClosed};  // why, with delete_tcb; also where the user need not be told

  void clear() {  // keeps the memory: no allocation in the steady state
    transmit.clear();
    notices.clear();
    status = CallStatus::kOk;
    octets = 0;
    end_of_stream = false;
    urgent_ahead.reset();
    reported = State::kClosed;
    delete_tcb = false;
    ending = Notice::kClosed;
  }
};

}  // namespace synspect::tcp
