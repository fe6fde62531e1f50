// The one table of what a call of either dialect is in the words of RFC 9293 3.9.1, for rules that
// speak of user calls.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/history/user_call.h"

namespace synspect::judge {

struct RfcCall {
  enum class Kind : std::uint8_t { kOpenActive, kOpenPassive, kSend, kReceive, kClose, kStatus };
  Kind kind{};
  bool sockets{};        // of the socket dialect, which has answers of its own
  std::size_t octets{};  // kSend: handed over; kReceive: asked for
};

// Nothing for calls that correspond to none. ABORT, and close() of a socket, which may be one, are
// left to follow_call.cc: they end the handle in both dialects.
[[nodiscard]] std::optional<RfcCall> rfc_call(const UserCall& call);

// A refusal: neither served nor put off.
[[nodiscard]] constexpr bool refused(const CallResult& result) {
  return result.error != CallError::kNone && result.error != CallError::kWouldBlock &&
         result.error != CallError::kInProgress;
}

}  // namespace synspect::judge
