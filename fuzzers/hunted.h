// The search for a finding in one stack, in a process of its own: a stack that crashes or hangs is
// found as well.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "harness/worker/process.h"

namespace synspect {

struct HuntOptions {
  std::uint64_t seed{1}, max_len{1024};
  std::uint64_t runs{100'000};  // of each shape
  bool one{true}, two{true};    // which shapes: one endpoint, and then two
};

struct Prey {
  std::string name;
  std::string by;     // what caught it: a clause, a crash, a hang; "missed"; "error: ..."
  std::string shape;  // of the last scenario
  std::uint64_t executions{};
  double seconds{};  // for people: the only figure that differs from machine to machine

  [[nodiscard]] bool missed() const { return by == "missed"; }
  [[nodiscard]] bool error() const { return by.starts_with("error: "); }
};

// "fault:/x/libfault_NAME.so" is NAME; other stacks keep their name.
[[nodiscard]] std::string prey_name(const std::string& stack);

class Hunted {
 public:
  Hunted(const HuntOptions& options, const std::string& stack);

  // Once the search is over.
  [[nodiscard]] std::optional<Prey> over();

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] std::string what_caught_it();

  std::string name_;
  Clock::time_point start_{Clock::now()}, last_sign_{start_};
  std::uint64_t begun_{0};
  worker::Process process_;
};

}  // namespace synspect
