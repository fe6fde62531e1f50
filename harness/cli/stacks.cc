#include "harness/cli/stacks.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <system_error>

#include "harness/cli/nearest.h"
#include "harness/stack_under_test/lwip/lwip_stack.h"
#include "harness/stack_under_test/plugin/load.h"
#include "harness/stack_under_test/plugin/plugin_stack.h"
#include "harness/stack_under_test/reference/about.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect::cli {
namespace {

constexpr std::string_view kFaultPrefix = "fault:";
constexpr std::string_view kPluginPrefix = "plugin:";
constexpr std::string_view kFilePrefix = "libfault_";
constexpr std::string_view kFileSuffix = ".so";
using MakeStack = StackUnderTest* (*)();

// The core once more, with one fault planted, as a shared object of its own (corpus/faults).
gate::StackFactory load_fault(const std::string& name, const Surroundings& around) {
  const std::vector<std::string> known = faults(around);
  if (std::ranges::find(known, name) == known.end()) {
    if (known.empty()) {
      throw UsageError(fmt::format("--stack fault:{}: no planted fault is built", name),
                       "./synspect test builds them");
    }
    const std::string close = nearest(name, known);
    throw UsageError(fmt::format("--stack fault:{}: no such planted fault", name),
                     close.empty() ? "synspect list faults" : "did you mean fault:" + close + "?");
  }
  const auto file = around.faults / fmt::format("{}{}{}", kFilePrefix, name, kFileSuffix);
  // Never closed: stacks made by it may live until the program ends.
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw UsageError(fmt::format("cannot load {}", dlerror()));
  const auto make = reinterpret_cast<MakeStack>(dlsym(library, "synspect_make_stack"));
  if (make == nullptr) {
    throw UsageError(fmt::format("{}: no function synspect_make_stack", file.string()));
  }
  return [make] { return std::unique_ptr<StackUnderTest>(make()); };
}

// Anybody's stack behind the C ABI of synspect_stack.h.
gate::StackFactory load_plugin(const std::string& file) {
  if (file.empty()) {
    throw UsageError("--stack plugin: names no file", "as in --stack plugin:./my_stack.so");
  }
  const auto table = plugin::load(file);
  if (!table) throw UsageError(fmt::format("--stack plugin:{}", table.error()));
  return [table = *table] { return make_plugin_stack(*table); };
}

gate::StackFactory load_lwip(const std::filesystem::path& module) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(module, error)) {
    throw EnvironmentError("--stack lwip: lwIP is not built", "./synspect setup lwip");
  }
  const auto make = [module] {
    auto stack = make_lwip_stack(module);
    if (!stack) throw EnvironmentError(stack.error().what, "./synspect setup lwip");
    return *std::move(stack);
  };
  static_cast<void>(make());  // what cannot be loaded is told before anything is played
  return make;
}

}  // namespace

std::vector<Named> stacks() {
  return {{"reference", "the built-in RFC 9293 core, in virtual time"},
          {"lwip", "lwIP 2.1.3 in process, in virtual time; ./synspect setup lwip fetches it"},
          {"fault:NAME", "the core with one planted fault; names: synspect list faults"},
          {"plugin:PATH", "a shared object with the C interface of synspect_stack.h"}};
}

std::vector<Named> profiles() {
  std::vector<Named> names;
  for (const reference::ProfileText& profile : reference::profiles()) {
    names.push_back({std::string(profile.name), std::string(profile.what)});
  }
  return names;
}

std::vector<std::string> faults(const Surroundings& around) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry{around.faults, error};
       !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (!file.starts_with(kFilePrefix) || !file.ends_with(kFileSuffix)) continue;
    names.push_back(
        file.substr(kFilePrefix.size(), file.size() - kFilePrefix.size() - kFileSuffix.size()));
  }
  std::ranges::sort(names);
  return names;
}

gate::StackFactory stack_named(const std::string& name, const Surroundings& around) {
  if (name == "reference") return [] { return make_reference_stack(); };
  if (name.starts_with(kFaultPrefix)) return load_fault(name.substr(kFaultPrefix.size()), around);
  if (name.starts_with(kPluginPrefix)) return load_plugin(name.substr(kPluginPrefix.size()));
  if (name == "lwip") return load_lwip(around.lwip);
  for (const std::string_view planned : {"exec", "linux"}) {
    if (name == planned || name.starts_with(std::string(planned) + ":")) {
      throw UsageError(fmt::format("--stack {}: not available yet", name), "synspect list stacks");
    }
  }
  std::vector<std::string> known;
  for (const Named& stack : stacks()) known.push_back(stack.name);
  throw UsageError(
      fmt::format("--stack {}: no such stack; there are: {}", name, joined(known, ", ")));
}

}  // namespace synspect::cli
