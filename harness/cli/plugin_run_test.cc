// Stacks behind the plug-in interface, as the program runs them: the reference as a plug-in shows
// what the built-in one shows, one that errs is named and the next script runs, and the template
// builds out of tree.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/test_program.h"
#include "harness/drive/pair_run.h"
#include "harness/drive/script_run.h"
#include "harness/history/history.h"
#include "harness/script/script.h"
#include "harness/stack_under_test/plugin/load.h"
#include "harness/stack_under_test/plugin/plugin_stack.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;

const fs::path kPlugins = SYNSPECT_BINARY_DIR "/plugins";
const fs::path kTraces = SYNSPECT_SOURCE_DIR "/corpus/traces";
const fs::path kTemplate = SYNSPECT_SOURCE_DIR "/harness/stack_under_test/plugin/template";

std::unique_ptr<StackUnderTest> reference_plugin() {
  const auto table = plugin::load(kPlugins / "libreference_plugin.so");
  EXPECT_TRUE(table) << table.error();
  return table ? make_plugin_stack(**table) : nullptr;
}

std::vector<drive::ScriptVariant> variants() {
  return {{},
          {.ip_version = IpVersion::kV4, .stack_isn = 0xffff'fff0U, .peer_shift = 0x7fff'ff00U},
          {.ip_version = IpVersion::kV6, .stack_isn = 0x7fff'fff0U, .peer_shift = 0xffff'ff00U}};
}

std::string tell(const drive::Outcome& outcome) {
  return fmt::format("{} {}:{} {} {}", drive::to_string(outcome.verdict), outcome.line,
                     outcome.column, outcome.message, outcome.virtual_time.count());
}

TEST(PluginRun, TheReferenceShowsTheSameInEveryTrace) {
  const auto built_in = make_reference_stack();
  const auto plugged = reference_plugin();
  ASSERT_TRUE(plugged);
  History here;
  History there;
  std::size_t runs = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kTraces)) {
    if (entry.path().extension() != ".pkt") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const auto script = script::parse(std::string{std::istreambuf_iterator<char>(in), {}});
    ASSERT_TRUE(script) << entry.path();
    for (const drive::ScriptVariant& variant : variants()) {
      const drive::ScriptRunOptions options{.path = entry.path().string(), .variant = variant};
      const auto ours = drive::run_script(*script, options, *built_in, here);
      const auto theirs = drive::run_script(*script, options, *plugged, there);
      EXPECT_EQ(tell(ours), tell(theirs)) << entry.path();
      EXPECT_EQ(here.digest(), there.digest()) << entry.path();
      EXPECT_FALSE(plugged->failure()) << entry.path();
      ++runs;
    }
  }
  EXPECT_GT(runs, 100u);
}

TEST(PluginRun, TheReferenceShowsTheSameInEveryScenario) {
  const auto first = make_reference_stack();
  const auto second = make_reference_stack();
  const auto first_plugged = reference_plugin();
  const auto second_plugged = reference_plugin();
  ASSERT_TRUE(first_plugged && second_plugged);
  History here;
  History there;
  for (const drive::PairScenario& scenario : drive::pair_scenarios()) {
    for (const drive::ScriptVariant& variant : variants()) {
      const drive::ScriptRunOptions options{.path = {}, .variant = variant};
      const auto ours = drive::run_pair(scenario, options, *first, *second, here);
      const auto theirs =
          drive::run_pair(scenario, options, *first_plugged, *second_plugged, there);
      EXPECT_EQ(tell(ours), tell(theirs)) << scenario.name;
      EXPECT_EQ(here.digest(), there.digest()) << scenario.name;
    }
  }
}

std::string without(std::string text, const std::string& what) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos;) {
    text.erase(at, what.size());
  }
  return text;
}

TEST(PluginRun, TheSameReportInJsonLines) {
  const std::string stack = "plugin:" + (kPlugins / "libreference_plugin.so").string();
  const Said ours = say({"replay", kTraces.string(), "--format", "jsonl", "--stack", "reference"});
  const Said theirs = say({"replay", kTraces.string(), "--format", "jsonl", "--stack", stack});
  EXPECT_EQ(ours.code, 0) << ours.err;
  EXPECT_EQ(theirs.code, 0) << theirs.err;
  EXPECT_EQ(without(ours.out, "\"stack\":\"reference\""),
            without(theirs.out, "\"stack\":\"" + stack + "\""));
}

TEST(PluginRun, WhatCannotBeLoadedIsAUsageError) {
  const struct {
    const char* plugin;
    const char* says;
  } rows[] = {
      {"libbad_no_such.so", "libbad_no_such.so: no such file"},
      {"libbad_no_symbol.so", "libbad_no_symbol.so: no function synspect_stack"},
      {"libbad_other_version.so", "it speaks ABI 2, this program ABI 1"},
      {"libbad_mute.so", "it does not speak ABI 1"},
      {"libbad_small_table.so", "its table has"},
      {"libbad_null_function.so", "the required function inject() is NULL"},
      {"libbad_real_time.so", "a plug-in must have SYNSPECT_CAN_VIRTUAL_TIME"},
  };
  for (const auto& row : rows) {
    const Said said = say(
        {"replay", kTemplate.string(), "--stack", "plugin:" + (kPlugins / row.plugin).string()});
    EXPECT_EQ(said.code, 2) << row.plugin;
    EXPECT_NE(said.err.find(row.says), std::string::npos) << said.err;
    EXPECT_EQ(said.out, "") << row.plugin;
  }
  EXPECT_EQ(say({"replay", kTemplate.string(), "--stack", "plugin:"}).code, 2);
}

class BadRun : public ::testing::Test {
 protected:
  BadRun() {
    fs::create_directories(folder_);
    std::ofstream{folder_ / "a.pkt"} << "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                                        "+0 < S 0:0(0) win 1000\n"
                                        "+1 socket(..., SOCK_STREAM, IPPROTO_TCP) = 4\n";
    std::ofstream{folder_ / "b.pkt"} << "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";
  }
  ~BadRun() override { fs::remove_all(folder_); }
  Said replay(const std::string& plugin) const {
    return say({"replay", folder_.string(), "--jobs", "1", "--format", "jsonl", "--stack",
                "plugin:" + (kPlugins / plugin).string()});
  }
  fs::path folder_{::testing::TempDir() + "synspect_bad_" +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name()};
};

TEST_F(BadRun, WhatErrsIsNamedAndTheNextScriptRuns) {
  const struct {
    const char* plugin;
    const char* says;
  } rows[] = {
      {"libbad_backwards.so", "time runs backwards"},
      {"libbad_floods.so", "more than 10000 outputs without a cause"},
      {"libbad_oversize.so", "a datagram of 65576 octets, more than 65575"},
      {"libbad_unknown_error.so", "socket: the error number 111"},
  };
  for (const auto& row : rows) {
    const Said said = replay(row.plugin);
    EXPECT_EQ(said.code, 1) << row.plugin << said.out << said.err;
    std::istringstream lines{said.out};
    std::string head;
    std::string first;
    std::string second;
    std::getline(lines, head);
    std::getline(lines, first);
    std::getline(lines, second);
    EXPECT_NE(first.find("\"verdict\":\"fail\""), std::string::npos) << first;
    EXPECT_NE(first.find(std::string{"bad broke the plug-in interface: "} + row.says),
              std::string::npos)
        << first;
    EXPECT_NE(second.find("\"verdict\":\"pass\""), std::string::npos) << second;
  }
}

TEST_F(BadRun, AStackThatChangesItsMindFailsEveryScript) {
  const Said said = replay("libbad_changes_its_mind.so");
  EXPECT_EQ(said.code, 1) << said.out;
  EXPECT_NE(said.out.find("name or controls changed by a reset"), std::string::npos) << said.out;
}

// Such a stack runs scripts; only what needs two of it cannot be run.
TEST_F(BadRun, AStackOfWhichThereIsOne) {
  const Said said = replay("libbad_one_instance.so");
  EXPECT_NE(said.out.find("\"verdict\":\"pass\""), std::string::npos) << said.out;
  EXPECT_EQ(said.out.find("no further instance"), std::string::npos) << said.out;
}

// Installs the header, configures and builds the template against it, replays its trace.
TEST(PluginRun, TheTemplateBuildsOutOfTree) {
  const fs::path root = ::testing::TempDir() + "synspect_template";
  fs::remove_all(root);
  fs::create_directories(root);
  const auto shell = [&](const std::string& command) {
    const std::string log = (root / "log").string();
    const int status = std::system((command + " >" + log + " 2>&1").c_str());
    std::ifstream in(log);
    EXPECT_EQ(status, 0) << command << "\n" << std::string{std::istreambuf_iterator<char>(in), {}};
  };
  shell(fmt::format("cmake --install '{}' --component stack_abi --prefix '{}'", SYNSPECT_BINARY_DIR,
                    (root / "prefix").string()));
  shell(
      fmt::format("cmake -S '{}' -B '{}' -G Ninja -DCMAKE_PREFIX_PATH='{}' -DCMAKE_C_COMPILER='{}' "
                  "-DCMAKE_C_FLAGS='-Wall -Wextra -Werror'",
                  kTemplate.string(), (root / "build").string(), (root / "prefix").string(),
                  SYNSPECT_C_COMPILER));
  shell(fmt::format("cmake --build '{}'", (root / "build").string()));
  const Said said =
      say({"replay", (kTemplate / "closed.pkt").string(), (kTraces / "3.10.7.1-closed").string(),
           "--judge=fail", "--stack", "plugin:" + (root / "build" / "template_stack.so").string()});
  EXPECT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_NE(said.out.find("closed.pkt"), std::string::npos) << said.out;
  // What it lacks is named; what it has conforms.
  const Said gated =
      say({"gate", "--stack", "plugin:" + (root / "build" / "template_stack.so").string()});
  EXPECT_EQ(gated.code, 0) << gated.out << gated.err;
  EXPECT_NE(gated.out.find("setsockopt(): the stack has no such call"), std::string::npos);
  const Said doctor =
      say({"doctor", "--stack", "plugin:" + (root / "build" / "template_stack.so").string()});
  EXPECT_NE(doctor.out.find("template_stack.so: a reset starts it anew"), std::string::npos)
      << doctor.out << doctor.err;
  fs::remove_all(root);
}

}  // namespace
}  // namespace synspect::cli
