// repro.sh of a kept finding: repeats it wherever the folder and the shell are.
#pragma once

#include <filesystem>
#include <string>

#include "harness/cli/session.h"

namespace synspect::cli {

// The stack's name with a path that holds from every folder.
[[nodiscard]] std::string lasting_name(const std::string& stack);

// `arguments` are those of `replay`; they may name files beside the script as "$here/...".
// `seen_in`: for people; may be empty.
[[nodiscard]] std::string repro_script(const std::string& arguments, const std::string& seen_in,
                                       const Surroundings& around);

}  // namespace synspect::cli
