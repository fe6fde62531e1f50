// lwIP 2.1.3 as a stack under test: in process, in virtual time, deterministic.
#pragma once

#include <expected>
#include <filesystem>
#include <memory>

#include "harness/stack_under_test/stack_under_test.h"

namespace synspect {

// `module` is the shared object that the build makes of lwIP's source. Every stack has its own copy
// of it. Needs a reset() before anything else.
[[nodiscard]] std::expected<std::unique_ptr<StackUnderTest>, Refusal> make_lwip_stack(
    const std::filesystem::path& module);

}  // namespace synspect
