// What a worker leaves where its parent can still read it once the worker is dead.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace synspect::worker {

inline constexpr std::size_t kNotes = 12;
inline constexpr std::size_t kOutbox = std::size_t{128} << 10U;

// Lies in memory that both share. A stack may have written over it: the parent believes nothing.
struct Page {
  enum Flag : std::uint32_t {
    kForked = 1,       // somebody called fork() in the worker
    kChannelLost = 2,  // the worker could not answer: its descriptor is no longer what it was
    kLeft = 4,         // the worker ended by itself, not by an exit() of the stack
  };
  std::atomic<std::uint32_t> flags{0};
  std::array<std::atomic<std::uint64_t>, kNotes> notes{};  // meaning: whoever uses the pool
  // Answers that were not sent yet: a system call for each would cost more than many a task.
  std::atomic<std::uint32_t> outbox_size{0};
  std::array<std::byte, kOutbox> outbox;
  std::atomic<std::uint64_t> steps{0};  // pieces of answers so far: a sign of life

  void raise(Flag flag) { flags.fetch_or(flag, std::memory_order_relaxed); }
  [[nodiscard]] bool raised(Flag flag) const {
    return (flags.load(std::memory_order_relaxed) & flag) != 0;
  }
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "shared between processes");

}  // namespace synspect::worker
