// reset() is a contract: the same ResetConfig and the same operations give the same history, again
// and again, whatever came in between and whatever another stack of the kind is doing.
#pragma once

#include <string>

#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

struct SelfCheck {
  enum class Verdict : std::uint8_t {
    kKept,
    kBroken,
    kNotTried,  // the stack lacks what it takes, or does not claim to be deterministic
  };
  Verdict verdict{};
  std::string what;  // one line; empty with kKept
};

// Two stacks made alike; both are reset. Plays a passive and an active connection, each again and
// again; nothing that the stack answers is expected, only that it answers the same. Some hundred
// operations.
[[nodiscard]] SelfCheck check_reset(StackUnderTest& stack, StackUnderTest& other);

}  // namespace synspect::drive
