// Any octets are either a script, which prints as itself, or a diagnostic with a place.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "fuzzers/this_worker.h"
#include "harness/script/script.h"

namespace synspect {
namespace {

constexpr std::size_t kMostOctets = 4096;

void insist(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  __builtin_trap();
}

// A line within the text; the column may be one behind its end.
void check_place(const script::Diagnostic& diagnostic, std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  insist(diagnostic.at.line > 0 && static_cast<std::size_t>(diagnostic.at.line) <= lines,
         "a diagnostic without a place in the text");
  insist(!diagnostic.message.empty(), "a diagnostic without a message");
  insist(!diagnostic.message.contains('\n'), "a message of several lines");
}

// parse(print(s)) == s. A macro whose value is the name of another is the one exception
// (LANGUAGE.md, macros).
void check_round_trip(const script::Script& script) {
  for (const script::OptionLine& line : script.options) {
    if (line.name == "define") return;
  }
  const std::string printed = script::print(script);
  const auto again = script::parse(printed);
  insist(again.has_value(), "what was printed does not parse");
  insist(*again == script, "what was printed parses as another script");
  insist(script::print(*again) == printed, "printed twice it differs");
}

}  // namespace
}  // namespace synspect

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  static_cast<void>(synspect::this_worker());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace synspect;
  this_worker().executed();
  // A copy of exactly that size, without a NUL behind it: a step too far is seen by a sanitizer.
  const std::size_t length = std::min(size, kMostOctets);
  const auto copy = std::make_unique_for_overwrite<char[]>(length);
  std::copy_n(data, length, copy.get());
  const std::string_view text{copy.get(), length};
  const auto script = script::parse(text);
  if (!script) {
    check_place(script.error(), text);
    return 0;
  }
  if (const auto lacking = script::find_unsupported(*script)) check_place(*lacking, text);
  check_round_trip(*script);
  return 0;
}
