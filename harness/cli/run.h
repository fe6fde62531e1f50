// The program without its process: arguments in, text and exit code out.
#pragma once

#include <iosfwd>
#include <span>

#include "harness/cli/session.h"

namespace synspect::cli {

// `args` without the program's own name. Never throws.
[[nodiscard]] int run(std::span<const char* const> args, std::ostream& out, std::ostream& err,
                      const Surroundings& around);
[[nodiscard]] int run(std::span<const char* const> args, std::ostream& out, std::ostream& err);

}  // namespace synspect::cli
