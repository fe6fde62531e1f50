// drive::check_reset() in a worker process: a stack may well die of it.
#pragma once

#include "harness/drive/self_check.h"
#include "harness/gate/engine.h"
#include "harness/worker/process.h"

namespace synspect::gate {

// A crash or a hang is a broken contract in the words of its finding. Throws CannotLoad. The caller
// must be the only thread.
[[nodiscard]] drive::SelfCheck check_reset_forked(const StackFactory& make_stack,
                                                  const worker::Limits& limits);

}  // namespace synspect::gate
