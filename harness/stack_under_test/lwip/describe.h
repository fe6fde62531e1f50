// What lwIP 2.1.3, as configured by lwipopts.h, is and can do.
#pragma once

#include <expected>

#include "harness/history/capabilities.h"
#include "harness/history/reset_config.h"
#include "harness/stack_under_test/lwip/module.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::lwip {

[[nodiscard]] Capabilities describe();
// Without the outlet.
[[nodiscard]] std::expected<Start, Refusal> start_of(const ResetConfig& config);

}  // namespace synspect::lwip
