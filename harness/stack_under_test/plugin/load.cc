#include "harness/stack_under_test/plugin/load.h"

#include <dlfcn.h>

#include <system_error>

#include "harness/stack_under_test/plugin/describe.h"

namespace synspect::plugin {
namespace {

std::string missing_function(const synspect_stack_v1& table) {
  if (table.describe == nullptr) return "describe";
  if (table.create == nullptr) return "create";
  if (table.destroy == nullptr) return "destroy";
  if (table.reset == nullptr) return "reset";
  if (table.next_deadline == nullptr) return "next_deadline";
  if (table.advance_to == nullptr) return "advance_to";
  if (table.inject == nullptr) return "inject";
  if (table.poll_output == nullptr) return "poll_output";
  return {};
}

}  // namespace

std::expected<Capabilities, std::string> description_of(const synspect_stack_v1& table,
                                                        const synspect_instance* instance) {
  synspect_description said = unknown_description();
  table.describe(instance, &said);
  if (std::string lie = lie_in(said, table); !lie.empty()) {
    return std::unexpected{"describe(): " + lie};
  }
  return capabilities_of(said);
}

std::expected<const synspect_stack_v1*, std::string> table_of(EntryPoint entry) noexcept {
  const synspect_stack_v1* table = entry(SYNSPECT_STACK_ABI);
  const std::string ours = "ABI " + std::to_string(SYNSPECT_STACK_ABI);
  if (table == nullptr) return std::unexpected{"it does not speak " + ours};
  if (table->abi != SYNSPECT_STACK_ABI) {
    return std::unexpected{"it speaks ABI " + std::to_string(table->abi) + ", this program " +
                           ours};
  }
  if (table->size < kLeastTable) {
    return std::unexpected{"its table has " + std::to_string(table->size) + " octets, " + ours +
                           " has at least " + std::to_string(kLeastTable)};
  }
  if (const std::string missing = missing_function(*table); !missing.empty()) {
    return std::unexpected{"the required function " + missing + "() is NULL"};
  }
  const auto description = description_of(*table, nullptr);
  if (!description) return std::unexpected{description.error()};
  return table;
}

std::expected<const synspect_stack_v1*, std::string> load(const std::filesystem::path& file) {
  const std::string name = file.string();
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return std::unexpected{name + ": no such file"};
  // Absolute: dlopen() looks for a bare name elsewhere.
  const std::filesystem::path whole = std::filesystem::absolute(file, error);
  void* library = error ? nullptr : dlopen(whole.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* why = error ? "no such path" : dlerror();
    return std::unexpected{
        name + ": not a shared object that can be loaded: " + (why == nullptr ? "" : why)};
  }
  const auto entry = reinterpret_cast<EntryPoint>(dlsym(library, "synspect_stack"));
  if (entry == nullptr) {
    return std::unexpected{name + ": no function synspect_stack (see synspect_stack.h)"};
  }
  auto table = table_of(entry);
  if (!table) return std::unexpected{name + ": " + table.error()};
  return table;
}

}  // namespace synspect::plugin
