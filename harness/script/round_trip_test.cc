// Laws over generated scripts, and what mutated ones do to the parser.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "harness/script/generator.h"
#include "harness/script/script.h"

namespace synspect::script {
namespace {

RC_GTEST_PROP(RoundTrip, ParseOfPrintIsTheScript, (std::uint64_t seed)) {
  const Script script = generate_script(seed);
  const std::string text = print(script);
  const auto again = parse(text);
  if (!again) RC_FAIL(again.error().to_string("") + "\n" + text);
  RC_ASSERT(*again == script);
  RC_ASSERT(print(*again) == text);
}

RC_GTEST_PROP(RoundTrip, LineEndsDoNotMatterOutsideText, (std::uint64_t seed)) {
  Script script = generate_script(seed);
  script.init.reset();
  script.cleanup.reset();
  for (Event& event : script.events) {
    if (std::holds_alternative<Command>(event.what)) event.what = Command{"x"};
    if (std::holds_alternative<Snippet>(event.what)) event.what = Snippet{"x"};
  }
  std::string dos;
  for (const char c : print(script)) dos += c == '\n' ? std::string{"\r\n"} : std::string{c};
  const auto again = parse(dos);
  if (!again) RC_FAIL(again.error().to_string("") + "\n" + dos);
  RC_ASSERT(*again == script);
}

TEST(RoundTrip, FourThousandSeeds) {
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    const Script script = generate_script(seed);
    const auto again = parse(print(script));
    ASSERT_TRUE(again) << again.error().to_string("seed") << "\n" << print(script);
    ASSERT_EQ(*again, script) << print(script);
  }
}

// SplitMix64, see generator.cc.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_{seed} {}
  [[nodiscard]] std::size_t below(std::size_t bound) {
    std::uint64_t z = state_ += 0x9E37'79B9'7F4A'7C15;
    z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9;
    z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EB;
    return static_cast<std::size_t>(z ^ (z >> 31U)) % bound;
  }

 private:
  std::uint64_t state_;
};

void mutate(std::string& text, Chance& chance) {
  constexpr std::string_view kPieces[] = {
      "<",     ">",       "[",         "]",      "(",
      ")",     "{",       "}",         "\"",     "`",
      "%{",    "}%",      "...",       "!",      "/*",
      "*/",    "//",      "#ifdef AB", "#endif", "--define=ab=1",
      "\n",    "\0\1",    "+",         "~",      "* ",
      "icmp ", "TWO_MSL", " ack ",     " win ",  "4294967296",
      "-1",    "0x",      ",",         "|",      "=",
      "sack ", "gen-",    "/udp(",     "ab",     "99999999999999999999"};
  const std::size_t at = chance.below(text.size() + 1);
  switch (chance.below(4)) {
    case 0:
      text.insert(at, kPieces[chance.below(std::size(kPieces))]);
      break;
    case 1:
      text.erase(at, 1 + chance.below(8));
      break;
    case 2:
      if (at < text.size()) text[at] = static_cast<char>(chance.below(256));
      break;
    case 3:
      text.insert(at, text.substr(chance.below(text.size() + 1), chance.below(40)));
      break;
    default:
      break;
  }
}

TEST(Mutation, AlwaysAScriptOrADiagnosticWithAPlace) {
  std::size_t scripts = 0;
  std::size_t diagnostics = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Chance chance{seed};
    std::string text = print(generate_script(seed % 500));
    for (std::size_t i = 1 + chance.below(4); i > 0; --i) mutate(text, chance);
    const auto script = parse(text, seed % 3 == 0 ? Macros{{"ab", "7"}} : Macros{});
    if (!script) {
      ++diagnostics;
      ASSERT_GE(script.error().at.line, 1U) << text;
      ASSERT_GE(script.error().at.column, 1U) << text;
      ASSERT_FALSE(script.error().message.empty()) << text;
      ASSERT_EQ(script.error().kind, Diagnostic::Kind::kMalformed);
      continue;
    }
    ++scripts;
    const auto unsupported = find_unsupported(*script);
    if (unsupported) {
      ASSERT_EQ(unsupported->kind, Diagnostic::Kind::kUnsupported);
      ASSERT_FALSE(unsupported->construct.empty()) << text;
      ASSERT_GE(unsupported->at.line, 1U) << text;
    }
    // What was read can be written: unless a macro of the script would act twice.
    if (text.contains("define")) continue;
    const auto again = parse(print(*script));
    ASSERT_TRUE(again) << again.error().to_string("again") << "\n"
                       << text << "\n=\n"
                       << print(*script);
    ASSERT_EQ(*again, *script) << text << "\n=\n" << print(*script);
  }
  EXPECT_GT(scripts, 900U) << "most mutations must not be hopeless";
  EXPECT_GT(diagnostics, 1000U);
}

}  // namespace
}  // namespace synspect::script
