// Which stack a fuzz target drives: SYNSPECT_STACK in the environment, else the one that it was
// built for (-DSYNSPECT_FUZZ_STACK), else the reference.
#pragma once

#include <string>

#include "harness/trial/trial.h"

namespace synspect {

// "reference", "lwip:MODULE", "plugin:FILE" or "fault:FILE" (a library of corpus/faults). What
// cannot be had ends the program with a line that says why, and 2.
[[nodiscard]] trial::MakeStack stack_by_name(const std::string& name);
[[nodiscard]] trial::MakeStack chosen_stack();
// SYNSPECT_OTHER_STACK, else the reference: what a differential target compares with.
[[nodiscard]] trial::MakeStack chosen_other_stack();

}  // namespace synspect
