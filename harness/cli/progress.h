// "12/345" on a terminal, once a run has lasted long enough for somebody to wonder.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "harness/cli/session.h"

namespace synspect::cli {

class Progress {
 public:
  Progress(Session& session, std::string what, std::size_t total);
  ~Progress();  // wipes its line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // For PlayOptions::progress; empty where nobody watches.
  [[nodiscard]] std::function<void(std::size_t)> callback();

 private:
  using Clock = std::chrono::steady_clock;

  Session& session_;
  std::string what_;
  std::size_t total_;
  Clock::time_point next_;
  bool shown_{};
};

}  // namespace synspect::cli
