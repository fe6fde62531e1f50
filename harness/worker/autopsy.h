// How a worker came to its end.
#pragma once

#include <optional>

#include "harness/worker/ending.h"
#include "harness/worker/process.h"

namespace synspect::worker {

// Ends the process and whatever it left behind. `how`: why it is ended; nothing: its channel is
// closed, so it is ending by itself. `in_order`: it had said that it was done.
[[nodiscard]] Ending autopsy(Process& process, std::optional<Ending::How> how, const Limits& limits,
                             bool in_order = false);

}  // namespace synspect::worker
