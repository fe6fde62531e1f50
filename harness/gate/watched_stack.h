// A stack under test that notes what it is asked to do before it does it.
#pragma once

#include <memory>

#include "harness/gate/whereabouts.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::gate {

// An exception that leaves an operation of the stack ends the process, as in the program that the
// stack was written for. It stops short where the notes say so. Notes outlive the result.
[[nodiscard]] std::unique_ptr<StackUnderTest> watched(std::unique_ptr<StackUnderTest> stack,
                                                      EndpointId endpoint, Notes& notes);

}  // namespace synspect::gate
