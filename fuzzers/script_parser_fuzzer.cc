// Any octets are either a script, which prints as itself, or a diagnostic with a place.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzzers/this_worker.h"
#include "harness/script/script.h"

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  static_cast<void>(synspect::this_worker());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace synspect::script;
  synspect::this_worker().executed();
  const auto script = parse({reinterpret_cast<const char*>(data), size});
  if (!script) {
    if (script.error().at.line == 0 || script.error().message.empty()) __builtin_trap();
    return 0;
  }
  (void)find_unsupported(*script);
  const auto again = parse(print(*script));
  // A macro whose value is the name of another is the one exception (LANGUAGE.md, macros).
  for (const OptionLine& line : script->options) {
    if (line.name == "define") return 0;
  }
  if (!again || *again != *script) __builtin_trap();
  return 0;
}
