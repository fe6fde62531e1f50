// --timings: notes the wall time of every run. The clock is read here, not in the gate.
#pragma once

#include "harness/gate/engine.h"

namespace synspect::cli {

[[nodiscard]] gate::EngineFactory timed(gate::EngineFactory inner);

}  // namespace synspect::cli
