// From a path to the table of a plug-in: what can be said against it before it is ever run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

#include "harness/history/capabilities.h"
#include "harness/stack_under_test/plugin/synspect_stack.h"

namespace synspect::plugin {

// Loads the shared object, which stays loaded: stacks made by it may live until the program ends.
// The error is one line that names the file.
[[nodiscard]] std::expected<const synspect_stack_v1*, std::string> load(
    const std::filesystem::path& file);

// The table as it was at first; what follows there is optional.
inline constexpr std::size_t kLeastTable = offsetof(synspect_stack_v1, state);

// Asks for the table and checks it: version, size, required functions, and what describe() says. An
// exception of the plug-in ends the process.
using EntryPoint = const synspect_stack_v1* (*)(std::uint32_t);
[[nodiscard]] std::expected<const synspect_stack_v1*, std::string> table_of(
    EntryPoint entry) noexcept;

// What describe() says of `instance` (null: before any). The error names the lie.
[[nodiscard]] std::expected<Capabilities, std::string> description_of(
    const synspect_stack_v1& table, const synspect_instance* instance);

}  // namespace synspect::plugin
