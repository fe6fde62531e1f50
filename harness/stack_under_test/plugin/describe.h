// What a plug-in says of itself, checked and read.
#pragma once

#include <string>

#include "harness/history/capabilities.h"
#include "harness/stack_under_test/plugin/synspect_stack.h"

namespace synspect::plugin {

[[nodiscard]] synspect_description unknown_description();
// What cannot be true, in a line; empty: nothing.
[[nodiscard]] std::string lie_in(const synspect_description& said, const synspect_stack_v1& table);
// Of a description without a lie.
[[nodiscard]] Capabilities capabilities_of(const synspect_description& said);

// Text of a plug-in for a line of ours: what is not printable ASCII becomes '?'.
[[nodiscard]] std::string printable(const char* text, std::size_t most);

}  // namespace synspect::plugin
