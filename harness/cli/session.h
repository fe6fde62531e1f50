// What a verb gets besides its arguments: where to write, and the little that it may know of the
// process around it. Tests fill it by hand.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <utility>

#include "harness/gate/date.h"

namespace synspect::cli {

struct Surroundings {
  std::filesystem::path root{"."};          // SYNSPECT_ROOT, or the current directory
  std::filesystem::path faults;             // where libfault_NAME.so are
  std::filesystem::path lwip;               // the lwIP module; not there unless it was asked for
  std::filesystem::path fuzzers;            // where NAME_fuzzer are, linked with the engine
  std::filesystem::path sanitized_fuzzers;  // the same, with sanitizers
  gate::Date today{};
  bool color{};     // of standard output
  bool progress{};  // standard error is a terminal
};
// The only place of the program that asks the process, the terminal and the calendar.
[[nodiscard]] Surroundings surroundings_of_process();

struct Session {
  std::ostream& out;
  std::ostream& err;
  const Surroundings& around;
};

// The user asked for what cannot be done: one line, a hint, exit code 2.
class UsageError : public std::runtime_error {
 public:
  explicit UsageError(const std::string& message, std::string hint = {})
      : std::runtime_error{message}, hint_{std::move(hint)} {}
  [[nodiscard]] const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

// The machine lacks what it takes; the hint is the command that helps. Exit code 4.
class EnvironmentError : public UsageError {
 public:
  using UsageError::UsageError;
};

// By SIGINT or SIGTERM, after everything was reported. Exit code as the shell has it.
struct Stopped : std::runtime_error {
  explicit Stopped(int number) : std::runtime_error{"stopped"}, signal_number{number} {}
  int signal_number;
};

}  // namespace synspect::cli
