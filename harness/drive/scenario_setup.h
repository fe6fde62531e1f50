// From the codes of a Setup to a stack that is ready to run.
#pragma once

#include <string>

#include "harness/drive/scenario_run.h"
#include "harness/history/observation.h"
#include "harness/scenario/scenario.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

// Resets `stack` and fills the header of its end; the memory of `end` is used again. False: the
// stack refused, `why` says what.
[[nodiscard]] bool start_stack(StackUnderTest& stack, const scenario::Setup& setup,
                               const IpAddress& address, std::uint32_t isn, bool extends,
                               std::uint64_t seed, const ScenarioOptions& options,
                               EndpointHeader& end, std::string& why);

// Where a Wait ends: never before `now`.
[[nodiscard]] Time end_of(const scenario::Wait& wait, Time now, std::optional<Time> deadline,
                          std::optional<Duration> msl);

// The IP version that the stack can be run with.
[[nodiscard]] bool use_ipv6(const scenario::Setup& setup, const Controls& controls);

}  // namespace synspect::drive
