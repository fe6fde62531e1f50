// Anybody's stack behind the C ABI of synspect_stack.h, as a stack under test.
//
// Nothing that comes back is believed: a number that ABI 1 does not have, a time that runs
// backwards, output beyond the bounds end in failure() with kProtocolError and a report in a line;
// every later operation does nothing until reset(). What cannot be caught here is a plug-in that
// crashes, loops for ever or writes where it must not: the gate therefore runs it in a worker
// process. An exception that leaves a plug-in ends the process, as it would end a program in C.
#pragma once

#include <memory>

#include "harness/stack_under_test/plugin/synspect_stack.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect {

// `table` is one that plugin::load() or plugin::table_of() gave.
[[nodiscard]] std::unique_ptr<StackUnderTest> make_plugin_stack(
    const synspect_stack_v1& table) noexcept;

}  // namespace synspect
