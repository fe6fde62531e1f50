// Inputs of fuzz targets on the command line: a stack that crashes is shrunk to the steps that it
// takes, kept in a folder that explains and repeats itself, and shown.
#include "harness/cli/keep_scenario.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/cli/test_program.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class KeptScenarios : public ::testing::Test {
 protected:
  KeptScenarios() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    setenv("BAD_DEED", "crash", 1);
    setenv("BAD_PLACE", "inject", 1);
  }
  ~KeptScenarios() override {
    fs::remove_all(folder_);
    unsetenv("BAD_DEED");
    unsetenv("BAD_PLACE");
  }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_ / name; }
  // The one finding of `minimize`.
  [[nodiscard]] fs::path found() const {
    std::vector<fs::path> all;
    for (const auto& entry : fs::directory_iterator{folder_ / "findings"}) {
      all.push_back(entry.path());
    }
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? fs::path{} : all.front();
  }
  [[nodiscard]] Said minimized() const {
    return say(
        {"minimize", "fuzz/state_machine/3", "--stack", kMortal, "--output", folder_.string()});
  }

  const std::string kMortal = "plugin:" SYNSPECT_BINARY_DIR "/plugins/libbad_deeds.so";
  fs::path folder_{::testing::TempDir() + "synspect_kept_" +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name()};
};

TEST_F(KeptScenarios, ACrashBecomesTwoEventsAndAScript) {
  const Said said = minimized();
  EXPECT_EQ(said.code, 1) << said.err;
  EXPECT_TRUE(has(said.out, "2 events, of 40")) << said.out;
  EXPECT_TRUE(has(said.out, "script.pkt repeats it")) << said.out;
  const fs::path home = found();
  for (const char* name : {"finding.json", "finding.txt", "script.pkt", "trace.pcapng",
                           "ladder.txt", "scenario.txt", "input.bin", "original.bin", "repro.sh"}) {
    EXPECT_FALSE(text_of(home / name).empty()) << name;
  }
  const auto finding = nlohmann::json::parse(text_of(home / "finding.json"));
  EXPECT_EQ(finding.at("kind"), "crash");
  EXPECT_EQ(finding.at("target"), "state_machine");
  EXPECT_EQ(finding.at("events"), 2);
  EXPECT_EQ(finding.at("shrunk"), true);
  EXPECT_EQ(home.filename(), finding_folder(finding.at("identity")));

  const Said script = say({"replay", home / "script.pkt", "--stack", kMortal, "--judge=fail"});
  EXPECT_EQ(script.code, 1) << script.out;
  EXPECT_TRUE(has(script.out, finding.at("identity").get<std::string>())) << script.out;
  EXPECT_EQ(say({"replay", home / "script.pkt", "--judge=fail"}).code, 0);
  // The target and the stack are told by the finding beside the input.
  const Said input = say({"replay", home / "input.bin", "--judge=fail"});
  EXPECT_EQ(input.code, 1) << input.err;
  EXPECT_TRUE(has(input.out, "it died in inject(): SIGSEGV")) << input.out;

  const Said shown = say({"show", home.string()});
  EXPECT_EQ(shown.code, 0) << shown.err;  // it shows and does not weigh
  EXPECT_TRUE(has(shown.out, "the stack dies of this")) << shown.out;
  EXPECT_TRUE(has(shown.out, "*** crash")) << shown.out;
  EXPECT_TRUE(has(shown.out, "observed  it died in inject(): SIGSEGV")) << shown.out;
}

TEST_F(KeptScenarios, TheScriptOfACrashOfATraceIsShownUpToIt) {
  std::ofstream{file("a.pkt")} << "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                                  "+0 < S 0:0(0) win 1000\n";
  const Said said =
      say({"replay", file("a.pkt"), "--stack", kMortal, "--output", folder_.string()});
  EXPECT_EQ(said.code, 1);
  const Said shown = say({"show", found().string()});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_TRUE(has(shown.out, "socket() = ")) << shown.out;
  EXPECT_TRUE(has(shown.out, "the stack dies of this")) << shown.out;
  EXPECT_TRUE(has(shown.out, "*** crash")) << shown.out;
  EXPECT_FALSE(text_of(found() / "ladder.txt").empty());
}

TEST_F(KeptScenarios, ReproRunsFromAnyFolder) {
  static_cast<void>(minimized());
  const std::string repro = text_of(found() / "repro.sh");
  EXPECT_TRUE(has(repro, "here=$(CDPATH= cd -- \"$(dirname -- \"$0\")\" && pwd)")) << repro;
  EXPECT_TRUE(has(repro, "./synspect replay \"$here/script.pkt\" --stack " + kMortal)) << repro;
  EXPECT_NE(fs::status(found() / "repro.sh").permissions() & fs::perms::owner_exec,
            fs::perms::none);
}

// When, at which line, as which observation: whoever repeats the finding sees the same.
TEST_F(KeptScenarios, TheFolderTellsWhatAReplayOfItTells) {
  static_cast<void>(minimized());
  const std::string finding = text_of(found() / "finding.txt");
  const std::size_t from = finding.find("script.pkt:");
  ASSERT_NE(from, std::string::npos) << finding;
  const std::string at = finding.substr(from, finding.find('\n', from) - from);
  EXPECT_TRUE(has(at, " us, observation ")) << at;
  const Said said = say({"replay", (found() / "script.pkt").string(), "--stack", kMortal});
  EXPECT_TRUE(has(said.out, at)) << said.out << finding;
  EXPECT_TRUE(has(finding, "numbers   above as on the wire")) << finding;
  const std::string ladder = text_of(found() / "ladder.txt");
  EXPECT_EQ(say({"show", found().string()}).out.substr(0, 200), ladder.substr(0, 200));
}

TEST_F(KeptScenarios, AFolderOfFindingsIsShownAClauseAtATime) {
  static_cast<void>(minimized());
  const Said said = say({"show", folder_.string()});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(has(said.out, "new to the baseline, most serious first")) << said.out;
  EXPECT_TRUE(has(said.out, found().filename().string())) << said.out;
  EXPECT_TRUE(has(said.out, "1 distinct finding, 1 of them new")) << said.out;
}

TEST_F(KeptScenarios, WhatIsThereStaysAndIsCounted) {
  static_cast<void>(minimized());
  const std::string ladder = text_of(found() / "ladder.txt");
  const std::string input = text_of(found() / "input.bin");
  EXPECT_TRUE(has(minimized().out, "kept already"));
  Surroundings around;
  around.root = SYNSPECT_SOURCE_DIR;
  KeepOptions options;
  options.repeats = 17;
  options.seen_in = "a test";
  const std::span octets{reinterpret_cast<const std::uint8_t*>(input.data()), input.size()};
  const InputQuestion question{.target = "state_machine", .stack = kMortal};
  const auto kept = keep_scenario_finding(question, octets, "", folder_, around, options);
  ASSERT_TRUE(kept) << kept.error();
  EXPECT_FALSE(kept->fresh);
  EXPECT_EQ(nlohmann::json::parse(text_of(found() / "finding.json")).at("runs"), 17);
  EXPECT_EQ(text_of(found() / "ladder.txt"), ladder);
  // Half a folder, as somebody who was killed may leave it, gives way.
  fs::remove(found() / "finding.json");
  fs::remove(found() / "ladder.txt");
  const auto again = keep_scenario_finding(question, octets, "", folder_, around, options);
  ASSERT_TRUE(again) << again.error();
  EXPECT_TRUE(again->fresh);
  EXPECT_EQ(text_of(found() / "ladder.txt"), ladder);
}

TEST_F(KeptScenarios, TheSameInputGivesTheSameFolder) {
  static_cast<void>(minimized());
  std::vector<std::string> first;
  const auto read = [&] {
    std::vector<std::string> all;
    for (const char* name : {"finding.json", "finding.txt", "script.pkt", "ladder.txt",
                             "trace.pcapng", "input.bin", "repro.sh"}) {
      all.push_back(text_of(found() / name));
    }
    return all;
  };
  first = read();
  fs::remove_all(folder_ / "findings");
  static_cast<void>(minimized());
  EXPECT_EQ(read(), first);
}

TEST_F(KeptScenarios, WhatShowsNothingIsToldSo) {
  const Said said = say({"minimize", "fuzz/state_machine/3", "--output", folder_.string()});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(has(said.out, "shows nothing on reference")) << said.out;
  EXPECT_TRUE(fs::is_empty(folder_ / "findings"));
  const Said replayed = say({"replay", "fuzz/state_machine/3", "fuzz/endpoints/2", "--judge=fail"});
  EXPECT_EQ(replayed.code, 0) << replayed.out << replayed.err;
  EXPECT_TRUE(has(replayed.out, "2 passed")) << replayed.out;
  EXPECT_TRUE(has(say({"show", "fuzz/state_machine/3"}).out, "reference"));
}

TEST_F(KeptScenarios, BadWordsAreUsageErrors) {
  std::ofstream{file("some.bin")} << "octets";
  std::ofstream{file("long.bin")}.put('x');
  fs::resize_file(file("long.bin"), (1U << 20U) + 1);
  struct Row {
    std::vector<std::string> words;
    const char* says;
  };
  const Row rows[] = {
      {{"minimize"}, "name one folder of a finding, or one input"},
      {{"minimize", "a.bin", "b.bin"}, "name one folder of a finding, or one input"},
      {{"minimize", file("some.bin")}, "of which target? --target T"},
      {{"minimize", file("some.bin"), "--target", "x"}, "no such target; there are: state_machine"},
      {{"minimize", file("some.bin"), "--target", "segment_codec"}, "its inputs are no scenarios"},
      {{"minimize", file("none.bin"), "--target", "endpoints"}, "no such input"},
      {{"minimize", file("long.bin"), "--target", "endpoints"}, "longer than any input"},
      {{"minimize", folder_.string()}, "no input.bin there"},
      {{"minimize", "x.pkt"}, "neither the folder of a finding nor an input"},
      {{"minimize", "fuzz/state_machine"}, "expected fuzz/TARGET/SEED"},
      {{"minimize", "fuzz/state_machine/12x"}, "expected fuzz/TARGET/SEED"},
      {{"minimize", "fuzz/nothing/1"}, "no such target"},
      {{"minimize", "fuzz/state_machine/3", "--time", "5"}, "--time 5: expected a duration"},
      {{"minimize", "fuzz/state_machine/3", "--stack", "bsd"}, "no such stack"},
      {{"minimize", "fuzz/state_machine/3", "--stack", "plugin:x.so"}, "x.so: no such file"},
      {{"minimize", "fuzz/state_machine/3", "--output", "/dev/null/x"}, "/dev/null/x"},
      {{"minimize", "fuzz/state_machine/3", "--stack", kMortal, "--identity", "MUST-1", "--output",
        folder_.string()},
       "the input does not show MUST-1"},
      {{"replay", "fuzz/state_machine/3", "corpus/traces/founding"}, "traces and inputs"},
      {{"replay", "fuzz/state_machine/3", "--variant", "ipv6"}, "--variant: of traces"},
      {{"replay", file("some.bin")}, "of which target? --target T"},
      {{"show", "fuzz/state_machine"}, "expected fuzz/TARGET/SEED"},
  };
  for (const Row& row : rows) {
    const Said said = say(row.words);
    EXPECT_EQ(said.code, 2) << row.says << said.out << said.err;
    EXPECT_TRUE(has(said.err, row.says)) << row.says << " | " << said.err;
  }
}

TEST_F(KeptScenarios, AnyOctetsAreAnInput) {
  std::string octets;
  for (int i = 0; i < 3000; ++i) octets.push_back(static_cast<char>(i * 7 + i / 13));
  std::ofstream{file("any.bin"), std::ios::binary} << octets;
  std::ofstream{file("empty.bin"), std::ios::binary};
  for (const char* target : {"state_machine", "endpoints", "metamorphic", "differential"}) {
    for (const char* name : {"any.bin", "empty.bin"}) {
      EXPECT_EQ(say({"replay", file(name), "--target", target}).code, 0) << target << name;
    }
  }
}

}  // namespace
}  // namespace synspect::cli
