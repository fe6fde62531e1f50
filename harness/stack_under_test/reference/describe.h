// What the reference says of itself, and what it makes of a ResetConfig.
#pragma once

#include <expected>
#include <string_view>

#include "harness/history/capabilities.h"
#include "harness/history/reset_config.h"
#include "harness/stack_under_test/stack_under_test.h"
#include "stack/host/host.h"
#include "stack/profile.h"

namespace synspect::reference {

[[nodiscard]] Capabilities describe(std::string_view name, const tcp::Profile& profile);
[[nodiscard]] std::expected<tcp::HostOptions, Refusal> host_options(const ResetConfig& config);

}  // namespace synspect::reference
