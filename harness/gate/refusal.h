// CannotLoad on its way from a worker to its parent.
#pragma once

#include <memory>

#include "harness/gate/engine.h"
#include "harness/worker/labour.h"

namespace synspect::gate {

[[nodiscard]] worker::Refused refusal_of(const CannotLoad& error);
[[noreturn]] void throw_refused(const worker::Refused& refused);

}  // namespace synspect::gate
