// How a run of our own engine ends before its time: by a signal, a limit, or the user. The exit
// codes are libFuzzer's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace synspect::standalone {

inline constexpr int kTimedOut = 70, kOutOfMemory = 71, kInterrupted = 72, kCrashed = 77;

struct Limits {
  std::uint64_t timeout{0};       // s, of one input; 0: none
  std::uint64_t rss_limit_mb{0};  // 0: none
  // Where the input goes that ends the program; none: a signal ends it as signals do.
  std::optional<std::string> artifact_prefix;
};

// From here on SIGINT and SIGTERM only ask for the end.
void watch(const Limits& limits);
[[nodiscard]] bool interrupted();

// Before and after each input, which lives that long.
void begins(std::span<const std::uint8_t> input);
void ends();

[[nodiscard]] std::uint64_t peak_rss_mb();

}  // namespace synspect::standalone
