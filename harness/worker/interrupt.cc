#include "harness/worker/interrupt.h"

#include <algorithm>

namespace synspect::worker {
namespace {

volatile std::sig_atomic_t came = 0;  // NOLINT: a signal handler takes no argument

void note(int number) { came = number; }

// What is ignored, as under nohup, stays ignored.
void take(int number, struct sigaction& old) {
  struct sigaction ours{};
  ours.sa_handler = note;
  sigaction(number, nullptr, &old);
  if (old.sa_handler != SIG_IGN) sigaction(number, &ours, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  came = 0;
  sigset_t both;
  sigemptyset(&both);
  sigaddset(&both, SIGINT);
  sigaddset(&both, SIGTERM);
  sigprocmask(SIG_BLOCK, &both, &before_);
  take(SIGINT, old_int_);
  take(SIGTERM, old_term_);
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &old_int_, nullptr);
  sigaction(SIGTERM, &old_term_, nullptr);
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

void InterruptGuard::wait(std::span<pollfd> what,
                          std::optional<std::chrono::milliseconds> limit) const {
  timespec time{};
  if (limit) {
    const auto whole = std::max<std::chrono::milliseconds::rep>(0, limit->count());
    time.tv_sec = whole / 1000;
    time.tv_nsec = whole % 1000 * 1'000'000;
  }
  ppoll(what.data(), what.size(), limit ? &time : nullptr, &before_);
}

int InterruptGuard::signal_number() { return came; }

void InterruptGuard::forget() { came = 0; }

}  // namespace synspect::worker
