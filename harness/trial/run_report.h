// A run that went wrong, for people: the findings, and what was seen up to the first of them.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "harness/history/history.h"
#include "harness/judge/finding.h"

namespace synspect::trial {

// One line each, the last `shown` observations before the first finding after them.
[[nodiscard]] std::string describe_run(const History& history,
                                       std::span<const judge::Finding> findings, std::size_t shown);

}  // namespace synspect::trial
