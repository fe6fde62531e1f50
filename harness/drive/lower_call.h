// One user call of a history as a line of a script.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "harness/drive/script_config.h"
#include "harness/history/observation.h"
#include "harness/script/ast.h"

namespace synspect::drive {

// The script's numbers for the stack's handles: from 3 on, in the order in which they appear.
class Aliases {
 public:
  [[nodiscard]] std::int64_t of(Handle handle) {
    if (handle == Handle::kNone) return -1;
    const auto [at, fresh] = aliases_.try_emplace(handle, next_);
    if (fresh) ++next_;
    return at->second;
  }

 private:
  std::map<Handle, std::int64_t> aliases_;
  std::int64_t next_{3};
};

// A way to write a call. The extension lets a script say what the public language leaves to the
// driver: addresses, octets, calls of the RFC.
struct CallLine {
  script::SystemCall call;
  bool extension{};  // needs `--synspect=1`
};
// The ways to write `seen`, plain ones first; empty when the language has no word for it. Which of
// them the driver would turn into this very call is to be tried.
[[nodiscard]] std::vector<CallLine> call_lines(const CallSeen& seen, Aliases& aliases);

// `fcntl(fd, F_SETFL, O_RDWR|O_NONBLOCK) = 0`
[[nodiscard]] script::SystemCall make_non_blocking(std::int64_t descriptor);
// A call that touches no stack, to let time pass: `fcntl(fd, F_GETFL) = result`.
[[nodiscard]] script::SystemCall ask_flags(std::int64_t descriptor, bool live, bool non_blocking);

}  // namespace synspect::drive
