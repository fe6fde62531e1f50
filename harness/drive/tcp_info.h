// What a stack tells of itself, by the names that snippets use (LANGUAGE.md section 15).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/history/observation.h"

namespace synspect::drive {

// The state as scripts name it: "TCP_SYN_RECV".
[[nodiscard]] std::string_view script_name(TcpState state);

// Nothing where the stack does not tell. Times are microseconds, tcpi_last_* milliseconds.
[[nodiscard]] std::optional<std::int64_t> tcp_info(const StackInfo& info, std::string_view name);

}  // namespace synspect::drive
