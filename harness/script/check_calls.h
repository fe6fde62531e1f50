// What can be said of a script only when it has been read: whether its names mean anything.
#pragma once

#include <optional>

#include "harness/script/ast.h"
#include "harness/script/script.h"

namespace synspect::script {

// The first name of a system call, an errno or a constant that the language does not know, or the
// first count that runs past the buffer it belongs to.
[[nodiscard]] std::optional<Diagnostic> check_calls(const Script& script);

}  // namespace synspect::script
