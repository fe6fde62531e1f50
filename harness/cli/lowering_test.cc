// There and back: every trace of the corpus is run on the reference, its history lowered to a
// script, the script run again.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "harness/drive/lower.h"
#include "harness/drive/lower_testing.h"
#include "harness/drive/pair_run.h"
#include "harness/drive/script_run.h"
#include "harness/script/script.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect {
namespace {

namespace fs = std::filesystem;

std::vector<drive::ScriptVariant> variants() {
  return {{.ip_version = IpVersion::kV4, .stack_isn = 0, .peer_shift = 0},
          {.ip_version = IpVersion::kV6, .stack_isn = 0xffff'fff0U, .peer_shift = 0xffff'ff00U}};
}

std::vector<std::string> traces() {
  std::vector<std::string> paths;
  const fs::path root = SYNSPECT_SOURCE_DIR "/corpus/traces";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".pkt") paths.push_back(fs::relative(entry, root).string());
  }
  std::ranges::sort(paths);
  return paths;
}

class Lowering : public ::testing::Test {
 protected:
  // Lowers `first`, runs what came out as anybody would who has only its text, and compares.
  void round_trip(const History& first, const std::string& name, EndpointId accused = 0,
                  bool keep_isns = true) {
    SCOPED_TRACE(name);
    const auto lowered = drive::script_from_history(
        first, {.accused = accused, .until = {}, .keep_isns = keep_isns, .keep_octets = true});
    ASSERT_TRUE(lowered) << lowered.error();
    EXPECT_TRUE(lowered->left_out.empty()) << lowered->left_out.front();
    EXPECT_EQ(lowered->origins.size(), lowered->script.events.size());
    const std::string text = script::print(lowered->script);
    const auto script = script::parse(text);
    ASSERT_TRUE(script) << script.error().to_string("lowered") << "\n" << text;
    EXPECT_EQ(lowered->portable, !text.contains("--synspect"));
    ++(lowered->portable ? portable_ : extended_);
    for (auto& [word, times] : words_) times += text.contains(word) ? 1 : 0;
    for (const char* kind : {"gen-3 ", "gen-4,", "gen-5 ", "gen-8 "}) {
      EXPECT_FALSE(text.contains(kind)) << "an option that has a name\n" << text;
    }
    History again;
    const drive::Outcome outcome =
        drive::run_script(*script, {.path = name, .variant = {}}, *stack_, again);
    EXPECT_EQ(outcome.verdict, drive::Verdict::kPass)
        << outcome.line << ": " << outcome.message << "\n"
        << text;
    EXPECT_EQ(drive::testing::difference(drive::testing::story(first, accused, keep_isns),
                                         drive::testing::story(again, 0, keep_isns)),
              "")
        << text;
  }

  std::unique_ptr<StackUnderTest> stack_{make_reference_stack()};
  int portable_{}, extended_{};
  // In how many scripts they stood.
  std::map<std::string, int> words_{
      {"--profile=linux", 0}, {"wscale ", 0}, {"TS val ", 0}, {"sack ", 0}};
};

TEST_F(Lowering, EveryTraceComesBack) {
  History first;
  for (const std::string& path : traces()) {
    std::ifstream in(SYNSPECT_SOURCE_DIR "/corpus/traces/" + path, std::ios::binary);
    const auto script = script::parse(std::string{std::istreambuf_iterator<char>(in), {}});
    ASSERT_TRUE(script) << path;
    for (const drive::ScriptVariant& variant : variants()) {
      if (drive::fixes_sequence_numbers(*script) && *variant.stack_isn != 0) continue;
      (void)drive::run_script(*script, {.path = path, .variant = variant}, *stack_, first);
      round_trip(first, path);
      round_trip(first, path + " without ISNs", 0, false);
    }
  }
  RecordProperty("portable", portable_);
  RecordProperty("extended", extended_);
}

// With all extensions on: timestamps, SACK blocks, window scale, and what the stack was set to.
TEST_F(Lowering, EveryTraceComesBackWithTheExtensions) {
  History first;
  for (const std::string& path : traces()) {
    std::ifstream in(SYNSPECT_SOURCE_DIR "/corpus/traces/" + path, std::ios::binary);
    const auto script = script::parse(std::string{std::istreambuf_iterator<char>(in), {}});
    ASSERT_TRUE(script) << path;
    for (const char* profile : {"linux", "freebsd"}) {
      (void)drive::run_script(*script, {.path = path, .profile = profile, .variant = {}}, *stack_,
                              first);
      round_trip(first, path + " of " + profile);
      round_trip(first, path + " of " + profile + " without ISNs", 0, false);
    }
  }
}

// What one end of a pair met and did is a script for a single stack.
TEST_F(Lowering, BothEndsOfEveryScenarioComeBack) {
  const auto first = make_reference_stack();
  const auto second = make_reference_stack();
  History history;
  for (const drive::PairScenario& scenario : drive::pair_scenarios()) {
    for (const drive::ScriptVariant& variant : variants()) {
      for (const char* profile : {"rfc", "linux"}) {
        (void)drive::run_pair(scenario, {.path = {}, .profile = profile, .variant = variant},
                              *first, *second, history);
        for (const EndpointId accused : {EndpointId{0}, EndpointId{1}}) {
          const std::string end = std::string(scenario.name) + " " + std::to_string(accused);
          round_trip(history, end + " of " + profile, accused);
        }
      }
    }
  }
  for (const auto& [word, times] : words_) EXPECT_GT(times, 0) << word;
}

TEST(LoweringRefuses, ARunWithoutSuchAnEndpoint) {
  History history;
  history.begin({});
  EXPECT_FALSE(drive::script_from_history(history));
  RunHeader header;
  header.endpoints.emplace_back();
  history.begin(header);
  EXPECT_EQ(drive::script_from_history(history).error(), "the run names no address of the stack");
}

}  // namespace
}  // namespace synspect
