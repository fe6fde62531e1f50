// What the two dialects share: the host below them, one number space of handles, signals to raise.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/history/user_call.h"
#include "stack/host/host.h"

namespace synspect::reference {

inline constexpr std::size_t kMostHandles = 4096;  // in either dialect; more is ENOBUFS

struct Raised {
  Handle handle{};
  Signal signal{};
  CallError reason{};
};

// Handed to every operation of a dialect; the dialects keep values only.
struct Below {
  tcp::Host& host;
  tcp::Instant now;
  std::int32_t& next_handle;          // never used twice
  std::vector<std::byte>& delivered;  // the octets of a receive, until the next operation
  std::vector<Raised>& raised;

  [[nodiscard]] Handle new_handle() { return Handle{next_handle++}; }
  [[nodiscard]] bool ours(const tcp::IpAddress& ip) const {
    return std::ranges::find(host.options().addresses, ip) != host.options().addresses.end();
  }
  // Room for what a receive may deliver: grows, and never shrinks to be cleared again.
  [[nodiscard]] std::span<std::byte> room(std::size_t max) const {
    const std::size_t size = std::min<std::size_t>(max, host.options().profile.receive_buffer);
    if (delivered.size() < size) delivered.resize(size);
    return std::span{delivered}.first(size);
  }
  void raise(Handle handle, Signal signal, CallError reason = CallError::kNone) {
    raised.push_back({.handle = handle, .signal = signal, .reason = reason});
  }
};

}  // namespace synspect::reference
