// What a baseline knows of a stack's findings.
#pragma once

#include <map>
#include <string>

#include "harness/cli/session.h"

namespace synspect::cli {

// Reasons by identity. `named`: as --baseline has it; empty: the project's own word on the stack.
// Entries that have expired know nothing any more.
[[nodiscard]] std::map<std::string, std::string> known_findings(const std::string& named,
                                                                const std::string& stack,
                                                                const Surroundings& around);

}  // namespace synspect::cli
