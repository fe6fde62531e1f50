#include "fuzzers/chosen_stack.h"

#include <dlfcn.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

#include "harness/stack_under_test/lwip/lwip_stack.h"
#include "harness/stack_under_test/plugin/load.h"
#include "harness/stack_under_test/plugin/plugin_stack.h"
#include "harness/stack_under_test/reference/reference_stack.h"

#ifndef SYNSPECT_FUZZ_STACK
#define SYNSPECT_FUZZ_STACK "reference"
#endif

namespace synspect {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  std::cerr << "SYNSPECT_STACK: " << why << '\n';
  std::exit(2);
}

// The library stays loaded: its stacks may live until the program ends.
trial::MakeStack fault(const std::string& file) {
  using Make = StackUnderTest* (*)();
  void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) refuse(dlerror());
  const auto make = reinterpret_cast<Make>(dlsym(library, "synspect_make_stack"));
  if (make == nullptr) refuse(file + ": no function synspect_make_stack");
  return [make] { return std::unique_ptr<StackUnderTest>(make()); };
}

}  // namespace

trial::MakeStack stack_by_name(const std::string& name) {
  const std::size_t colon = name.find(':');
  const std::string kind = name.substr(0, colon);
  const std::string file = colon == std::string::npos ? "" : name.substr(colon + 1);
  if (name == "reference") return make_reference_stack;
  if (kind == "lwip") {
    return [file] {
      auto stack = make_lwip_stack(file);
      if (!stack) refuse(stack.error().what);
      return *std::move(stack);
    };
  }
  if (kind == "plugin") {
    const auto table = plugin::load(file);
    if (!table) refuse(table.error());
    return [table = *table] { return make_plugin_stack(*table); };
  }
  if (kind == "fault") return fault(file);
  refuse(name + ": reference, lwip:MODULE, plugin:FILE or fault:FILE");
}

trial::MakeStack chosen_stack() {
  const char* const wanted = std::getenv("SYNSPECT_STACK");
  return stack_by_name(wanted != nullptr ? wanted : SYNSPECT_FUZZ_STACK);
}

trial::MakeStack chosen_other_stack() {
  const char* const wanted = std::getenv("SYNSPECT_OTHER_STACK");
  return stack_by_name(wanted != nullptr ? wanted : "reference");
}

}  // namespace synspect
