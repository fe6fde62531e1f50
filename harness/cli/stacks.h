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

struct PlantedFault {
  std::string name;
  std::string description;  // the first sentence of its file
  bool built{};             // there is a libfault_NAME.so
};
// Those of corpus/faults, and what was built without a file there; sorted by name.
[[nodiscard]] std::vector<PlantedFault> faults(const Surroundings& around);

// Whether a baseline may speak of it: built or not, also stacks to come.
[[nodiscard]] bool is_stack(const std::string& name, const Surroundings& around);
// "reference", "lwip", "fault:NAME" or "plugin:PATH". Anything else is a UsageError that says what
// there is. A stranger's code is loaded by the factory, in the process that is to run it, and not
// before; what cannot be loaded is a gate::CannotLoad.
[[nodiscard]] gate::StackFactory stack_named(const std::string& name, const Surroundings& around);

}  // namespace synspect::cli
