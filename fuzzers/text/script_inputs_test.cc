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

TEST(ScriptInputs, NeverMoreThanIsLent) {
  for (std::size_t max = 1; max < 100; ++max) {
    Octets lent(max + 8, 0xa5);
    std::size_t size = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
      size = mutate_script(std::span{lent}.first(max), size, seed * 131 + max);
      ASSERT_LE(size, max);
      for (std::size_t i = max; i < lent.size(); ++i) ASSERT_EQ(lent[i], 0xa5) << max;
    }
  }
}

TEST(ScriptInputs, SameSeedSameOctets) {
  const Octets first = changed({}, 4096, 7);
  EXPECT_EQ(first, changed({}, 4096, 7));
  EXPECT_EQ(changed(first, 4096, 8), changed(first, 4096, 8));
  EXPECT_NE(changed(first, 4096, 8), changed(first, 4096, 9));
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
