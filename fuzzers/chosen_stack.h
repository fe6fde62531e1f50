// Which stack a fuzz target drives: SYNSPECT_STACK in the environment, else the one that it was
// built for (-DSYNSPECT_FUZZ_STACK), else the reference.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "harness/stack_under_test/stack_under_test.h"

namespace synspect {

using MakeStack = std::function<std::unique_ptr<StackUnderTest>()>;

// "reference", "lwip:MODULE", "plugin:FILE" or "fault:FILE" (a library of corpus/faults). What
// cannot be had ends the program with a line that says why, and 2.
[[nodiscard]] MakeStack stack_by_name(const std::string& name);
[[nodiscard]] MakeStack chosen_stack();

}  // namespace synspect
