// What a run came to, apart from what the judge thinks of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/history/time.h"

namespace synspect::drive {

enum class Verdict : std::uint8_t {
  kPass,
  kFail,         // the stack did not do what the script says
  kUnsupported,  // a construct or a capability is missing; `construct` names it
  kError,        // the script is malformed or could not be read
};
[[nodiscard]] std::string_view to_string(Verdict verdict);  // "pass", "fail", ...

struct Outcome {
  Verdict verdict{Verdict::kPass};
  std::uint32_t line{};  // where in the script, 1-based; 0: nowhere in particular
  std::uint32_t column{};
  std::string message;      // empty with kPass
  std::string construct;    // with kUnsupported
  Duration virtual_time{};  // from the first event to the end
};

}  // namespace synspect::drive
