#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <system_error>

#include "harness/cli/session.h"

namespace synspect::cli {
namespace {

// Of the build that this program belongs to: BUILD/bin/synspect, BUILD/faults, BUILD/stacks.
std::filesystem::path build_folder() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path{"."} : self.parent_path().parent_path();
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

Surroundings surroundings_of_process() {
  Surroundings around;
  if (is_set("SYNSPECT_ROOT")) around.root = std::getenv("SYNSPECT_ROOT");
  around.faults = build_folder() / "faults";
  around.lwip = build_folder() / "stacks" / "libsynspect_lwip.so";
  around.fuzzers = build_folder().parent_path() / "fuzz" / "fuzzers";
  around.sanitized_fuzzers = build_folder().parent_path() / "fuzz-asan" / "fuzzers";
  around.today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  around.color = isatty(STDOUT_FILENO) == 1 && !is_set("NO_COLOR");
  around.progress = isatty(STDERR_FILENO) == 1;
  return around;
}

}  // namespace synspect::cli
