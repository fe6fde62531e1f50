// The worker that this process is, if a campaign started it (harness/campaign/worker.h).
#pragma once

#include "harness/campaign/worker.h"

namespace synspect {

// Made from the environment when first asked for, which is in LLVMFuzzerInitialize. What cannot be
// had ends the program with a line that says why, and 2.
[[nodiscard]] campaign::Worker& this_worker();

}  // namespace synspect
