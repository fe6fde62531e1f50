// What the files of the socket dialect share.
#pragma once

#include <optional>
#include <utility>

#include "harness/stack_under_test/reference/convert.h"
#include "harness/stack_under_test/reference/sockets.h"

namespace synspect::reference {

[[nodiscard]] inline CallResult failed(CallError error) { return CallResult::failed(error); }
[[nodiscard]] inline CallResult answer(tcp::CallStatus status) {
  return status == tcp::CallStatus::kOk ? CallResult::of(0) : failed(posix_error(status));
}

// SO_ERROR: told once.
[[nodiscard]] inline CallError take_error(SocketEntry& entry) {
  return std::exchange(entry.pending_error, CallError::kNone);
}

[[nodiscard]] inline std::optional<tcp::Duration> r2_of(const SocketEntry& entry) {  // MUST-21
  if (entry.user_timeout == std::chrono::milliseconds{0}) return std::nullopt;
  return entry.user_timeout;
}

// What an accepted connection has of its listener: nobody corks what is not there yet.
[[nodiscard]] inline tcp::TuneCall inherited(tcp::TuneCall tuning) {
  tuning.cork.reset();
  return tuning;
}

}  // namespace synspect::reference
