// What set the stack off: the last thing that reached an endpoint or a connection.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/history/observation.h"

namespace synspect::judge {

struct Cause {
  enum class Kind : std::uint8_t { kNone, kSegment, kCall, kTimer, kSilence };
  Kind kind{Kind::kNone};
  std::uint8_t flags{};     // kSegment: control bits
  bool text{};              // kSegment: it had payload
  std::string_view call{};  // kCall: a static name
  Time at{};
  std::uint64_t position{};
  std::uint32_t script_line{};

  [[nodiscard]] std::string event_class() const;  // "segment:SYN", "call:close", "timer", "silence"
};

}  // namespace synspect::judge
