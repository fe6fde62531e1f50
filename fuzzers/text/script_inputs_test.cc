#include "fuzzers/text/script_inputs.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/script/script.h"

namespace synspect::text {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets changed(Octets from, std::size_t max, std::uint64_t seed) {
  const std::size_t size = from.size();
  from.resize(max);
  from.resize(mutate_script(from, size, seed));
  return from;
}
bool parses(const Octets& octets) {
  return script::parse({reinterpret_cast<const char*>(octets.data()), octets.size()}).has_value();
}

TEST(ScriptInputs, OutOfNothingComesAScript) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_TRUE(parses(changed({}, 1 << 16, seed))) << seed;
  }
}

TEST(ScriptInputs, ChangesLeaveSomeScriptsWhole) {
  int whole = 0, broken = 0;
  Octets script;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    const Octets next = changed(script, 4096, seed);
    (parses(next) ? whole : broken) += 1;
    if (parses(next)) script = next;
  }
  EXPECT_GT(whole, 60);
  EXPECT_GT(broken, 60);
}

TEST(ScriptInputs, CrossHasLinesOfBoth) {
  const std::string first = "a\nb\n", second = "c\nd";
  const auto octets = [](const std::string& text) { return Octets(text.begin(), text.end()); };
  bool both = false;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Octets child(16);
    child.resize(cross_scripts(octets(first), octets(second), child, seed));
    both = both || (std::string(child.begin(), child.end()) == "a\nc\nd");
  }
  EXPECT_TRUE(both);
}

}  // namespace
}  // namespace synspect::text
