// Stacks and profiles by the names that the command line uses.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/session.h"
#include "harness/gate/engine.h"

namespace synspect::cli {

struct Named {
  std::string name;
  std::string description;
};

[[nodiscard]] std::vector<Named> stacks();
[[nodiscard]] std::vector<Named> profiles();
// Planted faults that were built: NAME of every libfault_NAME.so, sorted.
[[nodiscard]] std::vector<std::string> faults(const Surroundings& around);

// "reference", "fault:NAME" or "plugin:PATH". Anything else is a UsageError that says what there
// is.
[[nodiscard]] gate::StackFactory stack_named(const std::string& name, const Surroundings& around);

}  // namespace synspect::cli
