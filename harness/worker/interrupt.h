// SIGINT and SIGTERM are held back while workers live, except while the parent waits.
#pragma once

#include <poll.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <span>

namespace synspect::worker {

class InterruptGuard {
 public:
  InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
  ~InterruptGuard();  // everything as it was

  // poll(); nothing: no limit. Returns early when a signal came.
  void wait(std::span<pollfd> what, std::optional<std::chrono::milliseconds> limit) const;
  [[nodiscard]] static int signal_number();  // 0: none came
  static void forget();                      // the one that came: the next is another

 private:
  sigset_t before_{};
  struct sigaction old_int_{};
  struct sigaction old_term_{};
};

}  // namespace synspect::worker
