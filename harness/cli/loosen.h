// A script that expects of a stack no more than what keeps the run in step: what the RFCs leave to
// the stack (windows, options, when exactly) is the judge's business, not the script's. Another
// stack may then run it to the step that matters.
#pragma once

#include <cstdint>

#include "harness/script/ast.h"

namespace synspect::cli {

enum class Looseness : std::uint8_t {
  kExact,   // all that the stack did
  kFields,  // no window; no options, but timestamps, whose values later lines name
  kTimes,   // as kFields, and a packet may come at once or take half a second, or twice as long
};

// What is expected, in the extension also without PSH, which is the sender's choice. Inputs and
// results of calls stay as they are.
[[nodiscard]] script::Script loosened(script::Script script, Looseness looseness);

}  // namespace synspect::cli
