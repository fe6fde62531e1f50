#include "harness/cli/stacks.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
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
constexpr std::string_view kPlanned[] = {"exec", "linux"};
using MakeStack = StackUnderTest* (*)();
using gate::CannotLoad;
using Why = gate::CannotLoad::Why;

// The core once more, with one fault planted, as a shared object of its own (corpus/faults).
gate::StackFactory load_fault(const std::string& name, const Surroundings& around) {
  const std::vector<PlantedFault> all = faults(around);
  const auto found = std::ranges::find(all, name, &PlantedFault::name);
  if (found != all.end() && !found->built) {
    throw EnvironmentError(fmt::format("--stack fault:{}: not built", name),
                           fmt::format("./synspect VERB --stack fault:{} builds it", name));
  }
  if (found == all.end()) {
    std::vector<std::string> known;
    known.reserve(all.size());
    for (const PlantedFault& fault : all) known.push_back(fault.name);
    const std::string close = nearest(name, known);
    throw UsageError(fmt::format("--stack fault:{}: no such planted fault", name),
                     close.empty() ? "synspect list faults" : "did you mean fault:" + close + "?");
  }
  const auto file = around.faults / fmt::format("{}{}{}", kFilePrefix, name, kFileSuffix);
  return [file] {
    // Never closed: stacks made by it may live until the process ends.
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw CannotLoad(Why::kUsage, fmt::format("cannot load {}", dlerror()));
    const auto make = reinterpret_cast<MakeStack>(dlsym(library, "synspect_make_stack"));
    if (make == nullptr) {
      throw CannotLoad(Why::kUsage,
                       fmt::format("{}: no function synspect_make_stack", file.string()));
    }
    return std::unique_ptr<StackUnderTest>(make());
  };
}

// Anybody's stack behind the C ABI of synspect_stack.h.
gate::StackFactory load_plugin(const std::string& file) {
  if (file.empty()) {
    throw UsageError("--stack plugin: names no file", "as in --stack plugin:./my_stack.so");
  }
  return [file] {
    const auto table = plugin::load(file);
    if (!table) throw CannotLoad(Why::kUsage, fmt::format("--stack plugin:{}", table.error()));
    return make_plugin_stack(**table);
  };
}

gate::StackFactory load_lwip(const std::filesystem::path& module) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(module, error)) {
    throw EnvironmentError("--stack lwip: lwIP is not built", "./synspect setup lwip");
  }
  return [module] {
    auto stack = make_lwip_stack(module);
    if (!stack) throw CannotLoad(Why::kEnvironment, stack.error().what, "./synspect setup lwip");
    return *std::move(stack);
  };
}

// The first sentence of the `#` lines at the head of a fault file.
std::string description_of(const std::filesystem::path& file) {
  std::ifstream stream{file};
  std::string text;
  for (std::string line; std::getline(stream, line) && line.starts_with('#');) {
    const std::size_t start = line.find_first_not_of("# \t");
    if (start == std::string::npos) continue;
    text += (text.empty() ? "" : " ") + line.substr(start);
  }
  return text.substr(0, text.find(". "));
}

template <typename Take>
void each_name_in(const std::filesystem::path& folder, std::string_view prefix,
                  std::string_view suffix, const Take& take) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry{folder, error};
       !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (file.size() <= prefix.size() + suffix.size()) continue;
    if (!file.starts_with(prefix) || !file.ends_with(suffix)) continue;
    take(file.substr(prefix.size(), file.size() - prefix.size() - suffix.size()), entry->path());
  }
}

bool is_planned(std::string_view name) {
  return std::ranges::any_of(kPlanned, [&](std::string_view planned) {
    return name == planned || name.starts_with(std::string(planned) + ":");
  });
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

std::vector<PlantedFault> faults(const Surroundings& around) {
  std::map<std::string, PlantedFault> by_name;
  each_name_in(around.root / "corpus/faults", "", ".fault",
               [&](const std::string& name, const std::filesystem::path& file) {
                 by_name[name] = {name, description_of(file), false};
               });
  each_name_in(around.faults, kFilePrefix, kFileSuffix,
               [&](const std::string& name, const std::filesystem::path&) {
                 by_name[name].name = name;
                 by_name[name].built = true;
               });
  std::vector<PlantedFault> all;
  all.reserve(by_name.size());
  for (const auto& [name, fault] : by_name) all.push_back(fault);
  return all;
}

bool is_stack(const std::string& name, const Surroundings& around) {
  if (name == "reference" || name == "lwip" || is_planned(name)) return true;
  if (name.starts_with(kPluginPrefix)) return true;
  if (!name.starts_with(kFaultPrefix)) return false;
  const std::vector<PlantedFault> all = faults(around);
  return std::ranges::find(all, name.substr(kFaultPrefix.size()), &PlantedFault::name) != all.end();
}

gate::StackFactory stack_named(const std::string& name, const Surroundings& around) {
  if (name == "reference") return [] { return make_reference_stack(); };
  if (name.starts_with(kFaultPrefix)) return load_fault(name.substr(kFaultPrefix.size()), around);
  if (name.starts_with(kPluginPrefix)) return load_plugin(name.substr(kPluginPrefix.size()));
  if (name == "lwip") return load_lwip(around.lwip);
  if (is_planned(name)) {
    throw UsageError(fmt::format("--stack {}: not available yet", name), "synspect list stacks");
  }
  std::vector<std::string> known;
  for (const Named& stack : stacks()) known.push_back(stack.name);
  throw UsageError(
      fmt::format("--stack {}: no such stack; there are: {}", name, joined(known, ", ")));
}

}  // namespace synspect::cli
