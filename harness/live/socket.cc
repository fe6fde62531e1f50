#include "harness/live/socket.h"

namespace synspect::live {

Socket::Reading Socket::read(std::size_t most) {
  const CallResult result = session_->call(call::Receive{.socket = handle_, .max = most});
  if (result.error == CallError::kWouldBlock) return {Read::kNothingYet, {}};
  if (result.error != CallError::kNone) {
    note(result.error);
    return {Read::kBroken, {}};
  }
  if (result.value == 0) return {Read::kEnd, {}};
  return {Read::kOctets, result.data};
}

std::size_t Socket::write(std::span<const std::byte> octets) {
  if (octets.empty()) return 0;
  const CallResult result = session_->call(call::Send{.socket = handle_, .data = octets});
  if (result.error == CallError::kWouldBlock || result.error == CallError::kInProgress) return 0;
  if (result.error != CallError::kNone) {
    note(result.error);
    return 0;
  }
  return static_cast<std::size_t>(result.value);
}

bool Socket::end_writing() {
  const CallResult result =
      session_->call(call::Shutdown{.socket = handle_, .how = call::ShutdownHow::kWrite});
  if (result.error != CallError::kNone && result.error != CallError::kNotConnected) {
    note(result.error);
  }
  return result.error == CallError::kNone;
}

}  // namespace synspect::live
