// Our own core as a stack under test: built in, in virtual time, deterministic.
#pragma once

#include <memory>

#include "harness/stack_under_test/stack_under_test.h"

namespace synspect {

// Needs a reset() before anything else.
[[nodiscard]] std::unique_ptr<StackUnderTest> make_reference_stack();

}  // namespace synspect
