// SO_KEEPALIVE and its kin (MUST-24, MUST-27): what a socket was told, and what the core hears of
// it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "harness/history/user_call.h"
#include "stack/event.h"
#include "stack/profile.h"
#include "stack/tcb.h"

namespace synspect::reference {

struct KeepAliveOptions {
  bool on{};
  std::uint8_t count{};                  // TCP_KEEPCNT; 0, as with the others: not set
  std::uint16_t idle_s{}, interval_s{};  // TCP_KEEPIDLE, TCP_KEEPINTVL
  friend bool operator==(const KeepAliveOptions&, const KeepAliveOptions&) = default;
};

[[nodiscard]] constexpr bool is_keep_alive(call::Option option) {
  using enum call::Option;
  return option == kKeepAlive || option == kKeepIdle || option == kKeepInterval ||
         option == kKeepCount;
}

// False: the value is none that Linux takes.
[[nodiscard]] inline bool set(KeepAliveOptions& options, call::Option option, std::int64_t value) {
  constexpr std::int64_t kMostSeconds = 32767, kMostProbes = 127;
  if (option == call::Option::kKeepAlive) {
    options.on = value != 0;
    return true;
  }
  if (value < 1 || value > (option == call::Option::kKeepCount ? kMostProbes : kMostSeconds)) {
    return false;
  }
  if (option == call::Option::kKeepCount) {
    options.count = static_cast<std::uint8_t>(value);
  } else if (option == call::Option::kKeepIdle) {
    options.idle_s = static_cast<std::uint16_t>(value);
  } else {
    options.interval_s = static_cast<std::uint16_t>(value);
  }
  return true;
}

// What was not set is the profile's.
[[nodiscard]] inline std::int64_t get(const KeepAliveOptions& options, call::Option option,
                                      const tcp::Profile& profile) {
  const auto seconds_of = [](tcp::Duration duration) -> std::int64_t {
    return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  };
  if (option == call::Option::kKeepAlive) return options.on ? 1 : 0;
  if (option == call::Option::kKeepCount) {
    return options.count > 0 ? options.count : profile.keep_alive_count;
  }
  if (option == call::Option::kKeepIdle) {
    return options.idle_s > 0 ? options.idle_s : seconds_of(profile.keep_alive_idle);
  }
  return options.interval_s > 0 ? options.interval_s : seconds_of(profile.keep_alive_interval);
}

[[nodiscard]] inline tcp::KeepAliveCall to_core(const KeepAliveOptions& options) {
  return {.on = options.on,
          .idle = std::chrono::seconds{options.idle_s},
          .interval = std::chrono::seconds{options.interval_s},
          .count = options.count};
}

// What an accepted connection has of its listener.
[[nodiscard]] inline KeepAliveOptions from_core(const tcp::KeepAlive& core) {
  const auto seconds_of = [](tcp::Duration duration) {
    return static_cast<std::uint16_t>(
        std::chrono::duration_cast<std::chrono::seconds>(duration).count());
  };
  return {.on = core.on,
          .count = core.count,
          .idle_s = seconds_of(core.idle),
          .interval_s = seconds_of(core.interval)};
}

}  // namespace synspect::reference
